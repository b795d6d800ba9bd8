import { type Value, valueAt } from "../nim/value.ts";
import type { Cluster, ListOptions, ObjectList, ObjectPage, PageOptions, VolumeUse } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { described, type Kind, type LiveObject } from "./object.ts";
import type { ObjectRequests } from "./object-requests.ts";
import { resourcePath } from "./resource-path.ts";

const pageSize = 500;
/** How often a list is begun anew before we give up: each time the server forgot its moment. */
const mostListings = 4;
const logLines = 1000;
const logBytes = 1024 * 1024;

/** The methods of a cluster that change nothing. */
export function readsOf(
  requests: ObjectRequests,
): Pick<Cluster, "get" | "exists" | "list" | "listAll" | "logs" | "volumeUse" | "askService"> {
  const { api } = requests;
  return {
    async get(object, { signal } = {}) {
      const doing = `read ${described(object)}`;
      try {
        const path = await requests.pathOf(object, undefined, signal);
        const { value } = await requests.call(object, {
          method: "GET",
          path,
          doing,
          repeatable: true,
          signal,
        });
        return requests.live(value, object, doing);
      } catch (error) {
        if (error instanceof ClusterError && error.reason === "not-found") return undefined;
        throw error;
      }
    },

    async exists(object, { signal } = {}) {
      const doing = `look for ${described(object)}`;
      const path = await requests.pathOf(object, undefined, signal);
      // Source: kubernetes.io, API concepts, metadata-only fetches.
      const accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
      try {
        await requests.call(object, { method: "GET", path, accept, doing, repeatable: true, signal });
        return true;
      } catch (error) {
        if (error instanceof ClusterError && error.reason === "not-found") return false;
        throw error;
      }
    },

    list: (kind, options) => pageOf(requests, kind, options),

    async listAll(kind, options = {}) {
      for (let listing = 1; ; listing += 1) {
        try {
          return await allPages((at) => pageOf(requests, kind, { ...options, ...at }));
        } catch (error) {
          const forgotten = error instanceof ClusterError && error.reason === "expired";
          if (!forgotten || listing === mostListings) throw error;
        }
      }
    },

    async volumeUse(node, { signal } = {}) {
      const path = `${resourcePath(nodes, { name: node, subresource: "proxy" })}/stats/summary`;
      const doing = `ask the kubelet of Node ${node} how full its volumes are`;
      const { value } = await api.call({ method: "GET", path, doing, repeatable: true, signal });
      return volumesIn(value);
    },

    async askService({ namespace, name, port }, { path, body, timeout, signal }) {
      const proxy = resourcePath(services, { namespace, name: `http:${name}:${port}`, subresource: "proxy" });
      const doing = `ask Service ${namespace}/${name} for ${path}`;
      const timeouts = timeout === undefined ? {} : { response: timeout, idle: timeout, whole: timeout };
      const { text } = await api.text({
        method: body === undefined ? "GET" : "POST",
        path: `${proxy}${path}`,
        ...(body === undefined ? {} : { body }),
        doing,
        repeatable: body === undefined,
        signal,
        timeouts,
      });
      return text;
    },

    async logs({ namespace, name }, options = {}) {
      const {
        container,
        previous,
        sinceSeconds,
        tailLines = logLines,
        limitBytes = logBytes,
        signal,
      } = options;
      const path = resourcePath(pods, { namespace, name, subresource: "log" });
      const query = { container, previous, sinceSeconds, tailLines, limitBytes };
      const doing = `read the log of Pod ${namespace}/${name}`;
      return (await api.text({ method: "GET", path, query, doing, repeatable: true, signal })).text;
    },
  };
}

const pods = { apiVersion: "v1", plural: "pods", namespaced: true };
const nodes = { apiVersion: "v1", plural: "nodes", namespaced: false };
const services = { apiVersion: "v1", plural: "services", namespaced: true };

/** Source: kubernetes staging/src/k8s.io/kubelet/pkg/apis/stats/v1alpha1/types.go, Summary. */
function volumesIn(summary: Value): VolumeUse[] {
  return itemsAt(summary, "pods").flatMap((pod) =>
    itemsAt(pod, "volume").flatMap((volume) => {
      const [used, capacity] = [valueAt(volume, ["usedBytes"]), valueAt(volume, ["capacityBytes"])];
      const claim = valueAt(volume, ["pvcRef", "name"]);
      const namespace = valueAt(volume, ["pvcRef", "namespace"]);
      if (typeof used !== "number" || typeof capacity !== "number") return [];
      if (typeof claim !== "string" || typeof namespace !== "string") return [];
      return [{ namespace, claim, used, capacity }];
    }),
  );
}

function itemsAt(value: Value, key: string): readonly Value[] {
  const items = valueAt(value, [key]);
  return Array.isArray(items) ? items : [];
}

async function pageOf(
  requests: ObjectRequests,
  kind: Kind,
  options: ListOptions & PageOptions = {},
): Promise<ObjectPage> {
  const { namespace, labelSelector, fieldSelector, signal, limit = pageSize } = options;
  const doing = `list ${kind.kind} ${namespace === undefined ? "of all namespaces" : `of ${namespace}`}`;
  const path = await requests.collectionOf(kind, namespace, signal);
  const query = { labelSelector, fieldSelector, limit, continue: options.continue };
  const { value } = await requests.call(kind, {
    method: "GET",
    path,
    query,
    doing,
    repeatable: true,
    signal,
  });
  const items = valueAt(value, ["items"]);
  const resourceVersion = valueAt(value, ["metadata", "resourceVersion"]);
  // A list without items may be `null` (Go).
  if (!(Array.isArray(items) || items === null) || typeof resourceVersion !== "string") {
    throw new ClusterError("malformed", `cannot ${doing}: ${requests.api.server} did not answer with a list`);
  }
  const next = valueAt(value, ["metadata", "continue"]);
  return {
    items: (items ?? []).map((item) => requests.live(item, kind, doing)),
    resourceVersion,
    ...(typeof next === "string" && next !== "" ? { continue: next } : {}),
  };
}

async function allPages(page: (at: PageOptions) => Promise<ObjectPage>): Promise<ObjectList> {
  const items: LiveObject[] = [];
  for (let at: PageOptions = {}; ; ) {
    const { items: more, resourceVersion, continue: next } = await page(at);
    // One by one: a page may be longer than a call's arguments.
    for (const item of more) items.push(item);
    if (next === undefined) return { items, resourceVersion };
    at = { continue: next };
  }
}
