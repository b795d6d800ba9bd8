import { valueAt } from "../nim/value.ts";
import { Api } from "./api.ts";
import { systemClock } from "./clock.ts";
import type { Cluster, ConnectOptions, Timeouts } from "./cluster.ts";
import { Credentials, serverOf } from "./credentials.ts";
import { Discovery } from "./discovery.ts";
import { readLogin } from "./kubeconfig.ts";
import { ObjectRequests } from "./object-requests.ts";
import { proxyFor } from "./proxy.ts";
import { readsOf } from "./reads.ts";
import { Reflector } from "./reflector.ts";
import { Transport } from "./transport.ts";
import type { Watch } from "./watch.ts";
import { writesOf } from "./writes.ts";

/** Milliseconds. An API server itself gives a request up after 60 s. */
const usualTimeouts: Timeouts = { connect: 10_000, response: 30_000, idle: 30_000, whole: 120_000 };

/** @throws UserError where the credentials cannot be read or are not complete. */
export function openCluster(options: ConnectOptions): Cluster {
  const { clock = systemClock, random = Math.random, warn = () => {}, userAgent = "nimops" } = options;
  const timeouts = { ...usualTimeouts, ...options.timeouts };
  const login = readLogin(options);
  const server = serverOf(options.server ?? login.cluster.server);
  const proxy = proxyFor(server, login.cluster.proxyUrl, options.env);
  const credentials = new Credentials({ login, server, proxy, clock, options });
  const transport = new Transport({
    credentials,
    proxy,
    clock,
    connectTimeout: timeouts.connect,
    mayWrite: options.mayWrite,
  });
  const api = new Api({ transport, credentials, clock, random, timeouts, userAgent, warn });
  const discovery = new Discovery(api, clock);
  const requests = new ObjectRequests(api, discovery, login.namespace);
  const reads = readsOf(requests);
  const watches = new Set<Watch>();

  return {
    server: api.server,
    context: login.context,
    namespace: login.namespace,
    ...reads,
    ...writesOf(requests),

    watch(kind, watchOptions = {}) {
      const path = (signal: AbortSignal) => requests.collectionOf(kind, watchOptions.namespace, signal);
      const watch = new Reflector({ cluster: reads, api, clock, random, kind, options: watchOptions, path });
      watches.add(watch);
      void watch.finished.then(() => watches.delete(watch));
      return watch;
    },

    async version({ signal } = {}) {
      const doing = "ask the server's version";
      const { value } = await api.call({ method: "GET", path: "/version", doing, repeatable: true, signal });
      const text = (key: string) => String(valueAt(value, [key]) ?? "");
      // Some providers write `35+`.
      const number = (key: string) => Number.parseInt(text(key), 10) || 0;
      return { gitVersion: text("gitVersion"), major: number("major"), minor: number("minor") };
    },

    async can({ verb, namespace, name, subresource, ...kind }, { signal } = {}) {
      const { apiVersion, plural } = await discovery.resource(kind, signal);
      const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
      const { value } = await api.call({
        method: "POST",
        path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        body: {
          apiVersion: "authorization.k8s.io/v1",
          kind: "SelfSubjectAccessReview",
          spec: {
            resourceAttributes: {
              verb,
              group,
              resource: plural,
              ...(namespace === undefined ? {} : { namespace }),
              ...(name === undefined ? {} : { name }),
              ...(subresource === undefined ? {} : { subresource }),
            },
          },
        },
        doing: `ask whether we may ${verb} ${plural}`,
        repeatable: true,
        signal,
      });
      return valueAt(value, ["status", "allowed"]) === true;
    },

    async close() {
      await Promise.all([...watches].map((watch) => watch.stop()));
      transport.close();
    },
  };
}
