import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect as connectPlain, createServer as createForwarder } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Cluster, ConnectOptions } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connect.ts";
import type { ObjectToSend } from "../../src/kube/object.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import {
  cutOff,
  FaultProxy,
  isAny,
  isList,
  refuse,
  reset,
  resetAtOnce,
  rewritten,
  say,
  silence,
} from "../support/fault-proxy.ts";
import { quickClock } from "../support/quick-clock.ts";
import type { Credentials } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";

const configMap = { apiVersion: "v1", kind: "ConfigMap" };
const nimCache = { apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMCache" };

/** A name of every API server that no machine knows but the proxy: a server on a loopback address is never asked through one. */
const knownToProxy = "kubernetes.default.svc";

/** A proxy that only tunnels, to one server; tells each target with the credentials, and answers with a status other than 200. */
async function tunnelProxy(to: URL, asked: (target: string) => void, status = 200): Promise<number> {
  const server = createServer();
  server.on("connect", (request, socket) => {
    asked(`${request.url} ${request.headers["proxy-authorization"]}`);
    socket.write(`HTTP/1.1 ${status} Played\r\n\r\n`);
    if (status !== 200) return socket.end();
    const onward = connectPlain(Number(to.port), to.hostname);
    socket.pipe(onward).pipe(socket);
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
    return socket;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe("speaking to an API server", () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  let namespace: string;
  let warnings: string[];

  beforeAll(async () => {
    plane = await startControlPlane();
  });
  afterAll(() => plane?.stop());
  beforeEach(async () => {
    warnings = [];
    namespace = await plane.newNamespace("kube");
    cluster = await connectedTo({});
  });

  describe("objects", () => {
    it("are made, read, changed, replaced and removed", async () => {
      const name = { ...configMap, namespace, name: "a" };
      expect(await cluster.get(name)).toBeUndefined();
      await cluster.create(map("a", "1"));
      await expect(cluster.create(map("a", "1"))).rejects.toMatchObject({
        reason: "already-exists",
        status: 409,
      });
      const { object } = await cluster.patch(name, { data: { value: "2" } });
      expect(object).toMatchObject({ ...configMap, data: { value: "2" } });
      await cluster.replace({ ...object, data: { value: "3" } });
      await expect(cluster.replace({ ...object, data: { value: "4" } })).rejects.toMatchObject({
        reason: "conflict",
        conflicts: [],
        help: "somebody changed it in the meantime: read it again, then repeat",
      });
      expect(await cluster.get(name)).toMatchObject({ data: { value: "3" } });
      await expect(cluster.delete(name, { uid: "another" })).rejects.toMatchObject({ reason: "conflict" });
      expect(await cluster.delete(name)).toBe(true);
      expect(await cluster.delete(name)).toBe(false);
    });

    it("without a namespace go to the one of the credentials", async () => {
      const { metadata: _, ...rest } = map("a", "1");
      expect(
        (await cluster.apply({ ...rest, metadata: { name: "a" } }, { dryRun: true })).object.metadata
          .namespace,
      ).toBe("default");
    });

    it("are only judged in a dry run", async () => {
      const { object } = await cluster.apply(map("a", "1"), { dryRun: true });
      expect(object.metadata).toMatchObject({
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        resourceVersion: "",
      });
      await cluster.create(map("a", "1"), { dryRun: true });
      expect(await cluster.get({ ...configMap, namespace, name: "a" })).toBeUndefined();
      await cluster.create(map("a", "1"));
      expect(await cluster.delete({ ...configMap, namespace, name: "a" }, { dryRun: true })).toBe(true);
      expect(await cluster.get({ ...configMap, namespace, name: "a" })).toBeDefined();
    });

    it("have a status that is written apart", async () => {
      await cluster.apply(cacheOf("a"));
      const name = { ...nimCache, namespace, name: "a" };
      await cluster.patch(name, { status: { state: "Ready" } }, { subresource: "status" });
      expect(await cluster.get(name)).toMatchObject({ status: { state: "Ready" } });
    });

    it("of 64-bit integers keep every digit", async () => {
      const large = 9_007_199_254_740_993n;
      const { object } = await cluster.create(
        {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: "a", namespace },
          spec: { ...pod, activeDeadlineSeconds: 7, terminationGracePeriodSeconds: large },
        },
        { dryRun: true },
      );
      expect(object).toMatchObject({ spec: { terminationGracePeriodSeconds: large } });
    });

    it("with a field that the schema lacks are refused, with the field's name, however they are sent", async () => {
      const wrong = cacheOf("a", { colour: "red" });
      const refused = { reason: "invalid", causes: [{ field: "spec.colour", message: "unknown field" }] };
      await expect(cluster.create(wrong)).rejects.toMatchObject(refused);
      await expect(cluster.apply(wrong)).rejects.toMatchObject(refused);
      await cluster.apply(cacheOf("a"));
      const name = { ...nimCache, namespace, name: "a" };
      await expect(cluster.patch(name, { spec: { colour: "red" } })).rejects.toMatchObject(refused);
    });

    it("that break a rule are refused with the field and the reason", async () => {
      await cluster.apply(cacheOf("a"));
      const other = cacheOf("a", { source: { ngc: { ...ngc, modelPuller: "nvcr.io/nim/other:1" } } });
      await expect(cluster.apply(other)).rejects.toMatchObject({
        reason: "invalid",
        status: 422,
        causes: [{ field: "spec.source.ngc.modelPuller", message: expect.stringContaining("immutable") }],
      });
    });

    it("of a namespace that is not there are refused with what to do", async () => {
      await expect(cluster.apply(map("a", "1", { namespace: "nowhere" }))).rejects.toMatchObject({
        reason: "not-found",
        help: "create the namespace first: kubectl create namespace nowhere",
      });
    });

    it("of a kind that is not served are told apart from objects that are not there", async () => {
      const kind = { apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMSomething" };
      await expect(cluster.get({ ...kind, namespace, name: "a" })).rejects.toMatchObject({
        reason: "not-served",
      });
      const group = { apiVersion: "nobody.example/v1", kind: "NIMCache" };
      await expect(cluster.listAll(group)).rejects.toMatchObject({ reason: "not-served" });
    });

    it.each(["..", ".", "a/b", "a%2fb", ""])("cannot lead astray by the name %j", async (name) => {
      await expect(cluster.delete({ ...configMap, namespace, name })).rejects.toMatchObject({
        reason: "invalid",
      });
      await expect(cluster.delete({ ...configMap, namespace: name, name: "a" })).rejects.toMatchObject({
        reason: "invalid",
      });
    });

    it("are told with the server's warnings, each once to the listener", async () => {
      const twice = { ...pod, containers: [{ ...pod.containers[0], env: [env("A", "1"), env("A", "2")] }] };
      const made = { apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace }, spec: twice };
      const { warnings: told } = await cluster.create(made, { dryRun: true });
      await cluster.create(made, { dryRun: true });
      expect(told).toEqual([expect.stringContaining('hides previous definition of "A"')]);
      expect(warnings).toEqual(told);
    });
  });

  describe("server-side apply", () => {
    it("writes nothing when nothing changes", async () => {
      const { object: first } = await cluster.apply(map("a", "1"));
      const { object: second } = await cluster.apply(map("a", "1"));
      expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    });

    it("is done as nimops", async () => {
      const { object } = await cluster.apply(map("a", "1"));
      expect(object.metadata.managedFields).toMatchObject([{ manager: "nimops", operation: "Apply" }]);
    });

    it("never takes a field from somebody else: it says whose it is", async () => {
      await plane.api.ask(
        "POST",
        `/api/v1/namespaces/${namespace}/configmaps?fieldManager=somebody`,
        map("a", "1"),
      );
      await expect(cluster.apply(map("a", "2"))).rejects.toMatchObject({
        reason: "conflict",
        message: `cannot apply ConfigMap ${namespace}/a: .data.value belongs to somebody`,
        conflicts: [{ manager: "somebody", field: ".data.value" }],
      });
      expect(await cluster.get({ ...configMap, namespace, name: "a" })).toMatchObject({
        data: { value: "1" },
      });
    });
  });

  describe("lists", () => {
    beforeEach(async () => {
      await Promise.all(Array.from({ length: 12 }, (_, index) => cluster.create(map(`m-${index}`, "1"))));
    });

    const mine = () => ({ namespace, fieldSelector: "metadata.name!=kube-root-ca.crt" });

    it("come in pages", async () => {
      const first = await cluster.list(configMap, { namespace, limit: 5 });
      expect(first.items).toHaveLength(5);
      expect(first.items[0]).toMatchObject(configMap);
      const second = await cluster.list(configMap, { namespace, limit: 50, continue: first.continue ?? "" });
      expect(second.continue).toBeUndefined();
      expect(second.items.length + 5).toBeGreaterThanOrEqual(12);
    });

    it("of all pages are of one moment, and begun anew when the server forgets it half-way", async () => {
      const proxy = await proxied();
      // The client asks for 500 at once; so much is not made here.
      const paged = await connectedTo({ server: proxy.url, token: "played" });
      const small = rewritten((path) => path.replace("limit=500", "limit=5"));
      proxy.fail(isList, small, 2);
      proxy.fail(isList, refuse(410, "Expired"), 1);
      proxy.fail(isList, small);
      const { items } = await paged.listAll(configMap, mine());
      expect(items.map(({ metadata }) => metadata.name).sort()).toEqual(
        Array.from({ length: 12 }, (_, index) => `m-${index}`).sort(),
      );
      expect(proxy.requests.filter((line) => line.includes("limit=500"))).toHaveLength(6);
    });

    it("that the server always forgets end with that", async () => {
      const proxy = await proxied();
      proxy.fail(isList, refuse(410, "Expired"));
      const paged = await connectedTo({ server: proxy.url, token: "played" });
      await expect(paged.listAll(configMap, mine())).rejects.toMatchObject({ reason: "expired" });
    });
  });

  it("asks what the credentials may do", async () => {
    const nobody = await connectedAs("nobody");
    const access = { ...nimCache, namespace, verb: "patch" } as const;
    expect(await cluster.can(access)).toBe(true);
    expect(await nobody.can(access)).toBe(false);
  });

  it("says of what is not allowed who may not do what", async () => {
    const nobody = await connectedAs("nobody");
    await expect(nobody.listAll(nimCache, { namespace })).rejects.toMatchObject({
      reason: "forbidden",
      status: 403,
      message: expect.stringContaining('User "nobody" cannot list resource "nimcaches"'),
    });
  });

  it("reads what a pod has printed, and says why there is nothing", async () => {
    await expect(cluster.logs({ namespace, name: "none" })).rejects.toMatchObject({ reason: "not-found" });
    await cluster.create({ apiVersion: "v1", kind: "Pod", metadata: { name: "a", namespace }, spec: pod });
    await expect(cluster.logs({ namespace, name: "a" }, { container: "other" })).rejects.toMatchObject({
      reason: "invalid",
      message: expect.stringContaining("container other is not valid for pod a"),
    });
  });

  describe("connections", () => {
    it("are kept: a thousand calls one after the other need one, two hundred at once at most ten (T30)", async () => {
      const proxy = await proxied();
      const counted = await connectedTo({ server: proxy.url, token: "played" });
      for (let call = 0; call < 1000; call++) await counted.get({ ...configMap, namespace, name: "none" });
      expect(proxy.connections).toBe(1);
      await Promise.all(
        Array.from({ length: 200 }, () => counted.get({ ...configMap, namespace, name: "none" })),
      );
      expect(proxy.connections).toBeLessThanOrEqual(10);
      await counted.close();
    });

    it("over TLS are kept too", async () => {
      const { hostname, port } = new URL(plane.url);
      let connections = 0;
      const forwarder = createForwarder((socket) => {
        connections += 1;
        const onward = connectPlain(Number(port), hostname);
        socket.pipe(onward).pipe(socket);
        onward.on("error", () => socket.destroy());
        socket.on("error", () => onward.destroy());
      });
      forwarder.listen(0, "127.0.0.1");
      await once(forwarder, "listening");
      onTestFinished(() => void forwarder.close());
      const server = `https://127.0.0.1:${(forwarder.address() as AddressInfo).port}`;
      const counted = await connectedTo({ server });
      for (let call = 0; call < 200; call++) await counted.get({ ...configMap, namespace, name: "none" });
      expect(connections).toBe(1);
    });

    it("go through the proxy that the variables name, unless NO_PROXY excepts the server", async () => {
      const asked: string[] = [];
      const url = new URL(plane.url);
      const tunnel = await tunnelProxy(url, (target) => void asked.push(target));
      const env = { HTTPS_PROXY: `http://user:pass%40word@127.0.0.1:${tunnel}` };
      const server = `https://${knownToProxy}:${url.port}`;
      const through = await connectedTo({ env, server });
      await through.version();
      await through.version();
      const credentials = Buffer.from("user:pass@word").toString("base64");
      expect(asked).toEqual([`${knownToProxy}:${url.port} Basic ${credentials}`]);
      const around = await connectedTo({ env: { ...env, NO_PROXY: "198.18.0.0/15,127.0.0.1" } });
      await around.version();
      expect(asked).toHaveLength(1);
    });

    it("that the proxy refuses are told as such, without its password", async () => {
      const url = new URL(plane.url);
      const tunnel = await tunnelProxy(url, () => {}, 407);
      const env = { HTTPS_PROXY: `http://user:secret-word@127.0.0.1:${tunnel}` };
      const refused = await connectedTo({ env, server: `https://${knownToProxy}:${url.port}` });
      const error = await refused.version().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        reason: "unreachable",
        message: expect.stringContaining("it answers 407"),
      });
      expect(String(error)).not.toContain("secret-word");
    });
  });

  describe("TLS", () => {
    it("is not done with a server whose authority we do not know", async () => {
      const other = await connectedTo({ kubeconfig: [kubeconfig({ authority: null })] });
      await expect(other.version()).rejects.toMatchObject({
        reason: "unreachable",
        message: expect.stringContaining("its certificate is not signed by an authority that we know"),
        help: expect.stringContaining("certificate-authority-data"),
      });
    });

    it("is not done with a server of another name, unless the kubeconfig gives that name", async () => {
      const wrong = await connectedTo({ kubeconfig: [kubeconfig({ "tls-server-name": "other.example" })] });
      await expect(wrong.version()).rejects.toMatchObject({
        message: expect.stringContaining("its certificate is for another name"),
      });
      const right = await connectedTo({
        kubeconfig: [kubeconfig({ "tls-server-name": "kubernetes.default.svc" })],
      });
      expect(await right.version()).toMatchObject({ major: 1 });
    });

    it("is not verified where the kubeconfig says so, but that is told", async () => {
      const blind = await connectedTo({
        kubeconfig: [kubeconfig({ authority: null, "insecure-skip-tls-verify": true })],
      });
      expect(await blind.version()).toMatchObject({ major: 1 });
      expect(warnings).toEqual([expect.stringContaining("is not verified (insecure-skip-tls-verify)")]);
    });
  });

  describe("a server in trouble", () => {
    let proxy: FaultProxy;
    let troubled: Cluster;
    beforeEach(async () => {
      proxy = await proxied();
      troubled = await connectedTo({
        server: proxy.url,
        token: "played",
        // A real answer has more than a second.
        clock: quickClock(4),
        timeouts: { response: 5_000, idle: 5_000 },
      });
      // What is served is known.
      await troubled.get({ ...configMap, namespace, name: "none" });
      proxy.requests.length = 0;
    });

    it.each([
      ["a reset", resetAtOnce],
      ["500", refuse(500, "InternalError")],
      ["503", refuse(503, "ServiceUnavailable")],
      ["504", refuse(504, "Timeout")],
      ["429", refuse(429, "TooManyRequests", { "retry-after": "1" })],
      ["an answer that is cut off", cutOff(20, reset)],
      ["silence", silence],
      ["silence in the middle of the answer", cutOff(20, () => {})],
    ])("is asked again after %s", async (_, fault) => {
      proxy.fail(isAny, fault, 1);
      await troubled.listAll(configMap, { namespace });
      expect(proxy.requests).toHaveLength(2);
      proxy.fail(isAny, fault, 1);
      await troubled.apply(map("a", "1"));
      expect(proxy.requests).toHaveLength(4);
    });

    it.each([
      ["a reset", resetAtOnce, "unreachable"],
      ["500", refuse(500, "InternalError"), "server"],
      ["silence", silence, "timeout"],
    ])("does not get a creation again after %s, for it may have done it", async (_, fault, reason) => {
      proxy.fail(isAny, fault, 1);
      await expect(troubled.create(map("a", "1"))).rejects.toMatchObject({ reason });
      expect(proxy.requests).toHaveLength(1);
    });

    it("gets a creation again that it has put off (429)", async () => {
      proxy.fail(isAny, refuse(429, "TooManyRequests", { "retry-after": "1" }), 2);
      await troubled.create(map("a", "1"));
      expect(proxy.requests).toHaveLength(3);
    });

    it("is asked five times at most, twice when it is silent, and not at all before half a minute when it wants longer", async () => {
      proxy.fail(isAny, refuse(500, "InternalError"));
      await expect(troubled.version()).rejects.toMatchObject({ reason: "server", status: 500 });
      expect(proxy.requests).toHaveLength(5);
      proxy.heal();
      proxy.fail(isAny, silence);
      await expect(troubled.version()).rejects.toMatchObject({
        reason: "timeout",
        message: expect.stringContaining("did not answer in 5 s"),
      });
      expect(proxy.requests).toHaveLength(7);
      proxy.heal();
      proxy.fail(isAny, refuse(429, "TooManyRequests", { "retry-after": "60" }));
      await expect(troubled.version()).rejects.toMatchObject({
        reason: "throttled",
        retryAfterMilliseconds: 60_000,
      });
      expect(proxy.requests).toHaveLength(8);
    });

    it("can be called off while we wait for it, and while we wait to ask again", async () => {
      proxy.fail(isAny, silence);
      const signal = AbortSignal.timeout(50);
      await expect(troubled.version({ signal })).rejects.toMatchObject({ reason: "aborted" });
      proxy.heal();
      proxy.fail(isAny, refuse(429, "TooManyRequests", { "retry-after": "20" }));
      await expect(troubled.version({ signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
        reason: "aborted",
      });
    });

    it.each([
      ["a log-in page", say("<html>log in</html>", { "content-type": "text/html" })],
      ["half an answer in good order", say('{"major":"1","minor":')],
    ])("is no API server that answers with %s", async (_, fault) => {
      proxy.fail(isAny, fault);
      await expect(troubled.version()).rejects.toMatchObject({
        reason: "malformed",
        help: expect.stringContaining("check the server's address"),
      });
    });

    it("that sends us elsewhere is not followed", async () => {
      proxy.fail(isAny, ({ response }) => {
        response.writeHead(302, { location: "https://elsewhere.example/" });
        response.end();
      });
      await expect(troubled.version()).rejects.toMatchObject({ reason: "malformed", status: 302 });
    });

    it("cannot make us show what we were given", async () => {
      const secretive = await connectedTo({ server: proxy.url, token: "very-secret-token" });
      proxy.fail(isAny, ({ response, authorization }) => {
        response.writeHead(403, { "content-type": "application/json" });
        const message = `you sent ${authorization}, and the pod has -----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----`;
        response.end(JSON.stringify({ kind: "Status", message, code: 403 }));
      });
      const error = await secretive.version().catch((thrown: unknown) => thrown);
      expect(String(error)).toMatch(/you sent \*\*\*, and the pod has \*\*\*/);
    });
  });

  it("says of a server that is not there which one, why, and what to do", async () => {
    const nowhere = await connectedTo({ server: "https://127.0.0.1:9", clock: quickClock(100) });
    await expect(nowhere.version()).rejects.toMatchObject({
      reason: "unreachable",
      message: "cannot reach the API server https://127.0.0.1:9: nothing listens there (connection refused)",
      help: expect.stringContaining("HTTPS_PROXY"),
    });
  });

  it("says of credentials that the server does not know that it is them", async () => {
    const stranger = await connectedTo({ token: "wrong" });
    await expect(stranger.version()).rejects.toMatchObject({ reason: "unauthorized", status: 401 });
  });

  async function connectedTo(options: Partial<ConnectOptions>): Promise<Cluster> {
    const opened = await connect({
      env: {},
      kubeconfig: [plane.kubeconfig],
      warn: (warning) => void warnings.push(warning),
      ...options,
    });
    onTestFinished(() => opened.close());
    return opened;
  }

  async function connectedAs(user: string): Promise<Cluster> {
    return connectedTo({ kubeconfig: [kubeconfig({}, await plane.certificateFor(user))] });
  }

  async function proxied(): Promise<FaultProxy> {
    const { certificate = "", key = "" } = plane.admin;
    const proxy = await FaultProxy.start({ url: plane.url, ca: plane.authority, cert: certificate, key });
    onTestFinished(() => proxy.stop());
    return proxy;
  }

  /** A kubeconfig of the plane with these settings of its cluster; the authority is left out where it is `null`. */
  function kubeconfig(
    { authority = plane.authority, ...settings }: { authority?: string | null; [setting: string]: unknown },
    { certificate = "", key = "" }: Credentials = plane.admin,
  ): string {
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const trust = authority === null ? {} : { "certificate-authority-data": base64(authority) };
    const file = join(mkdtempSync(join(plane.folder, "kubeconfig-")), "config");
    writeFileSync(
      file,
      JSON.stringify({
        clusters: [{ name: "c", cluster: { server: plane.url, ...trust, ...settings } }],
        users: [
          {
            name: "u",
            user: { "client-certificate-data": base64(certificate), "client-key-data": base64(key) },
          },
        ],
        contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
        "current-context": "x",
      }),
    );
    return file;
  }

  function map(name: string, value: string, metadata: ValueMap = {}): ObjectToSend {
    return { ...configMap, metadata: { namespace, ...metadata, name }, data: { value } };
  }

  function cacheOf(name: string, spec: ValueMap = {}): ObjectToSend {
    const pvc = { create: true, size: "10Gi", volumeAccessMode: "ReadWriteOnce" };
    return {
      ...nimCache,
      metadata: { name, namespace },
      spec: { source: { ngc }, storage: { pvc }, ...spec },
    };
  }
});

const ngc = {
  authSecret: "ngc",
  pullSecret: "pull",
  modelPuller: "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.3.3",
};
const pod = { containers: [{ name: "a", image: "busybox" }] };

function env(name: string, value: string) {
  return { name, value };
}
