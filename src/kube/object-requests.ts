import { isMap, type Value, type ValueMap } from "../nim/value.ts";
import type { Api, Call, Reply } from "./api.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Discovery } from "./discovery.ts";
import { isLiveObject, type Kind, type LiveObject, type ObjectName } from "./object.ts";
import { resourcePath } from "./resource-path.ts";

/** Requests about objects of any kind: where they are sent, and what has to come back. */
export class ObjectRequests {
  readonly api: Api;
  /** Of objects that name none. */
  readonly namespace: string;
  readonly #discovery: Discovery;

  constructor(api: Api, discovery: Discovery, namespace: string) {
    this.api = api;
    this.#discovery = discovery;
    this.namespace = namespace;
  }

  async pathOf(object: ObjectName, subresource?: string, signal?: AbortSignal): Promise<string> {
    const resource = await this.#discovery.resource(object, signal);
    const { name, namespace = this.namespace } = object;
    return resourcePath(resource, { namespace, name, subresource });
  }

  /** All namespaces where none is given. */
  async collectionOf(kind: Kind, namespace: string | undefined, signal?: AbortSignal): Promise<string> {
    return resourcePath(await this.#discovery.resource(kind, signal), { namespace });
  }

  /** Where a kind turns out to be served no longer, it is asked for anew next time. */
  async call(kind: Kind, call: Call): Promise<Reply> {
    try {
      return await this.api.call(call);
    } catch (error) {
      if (error instanceof ClusterError && error.reason === "not-served") this.#discovery.forget(kind);
      throw error;
    }
  }

  live(value: Value, kind: Kind, doing: string): LiveObject {
    const object = isMap(value) ? complete(value, kind) : value;
    if (isLiveObject(object)) return object;
    throw new ClusterError(
      "malformed",
      `cannot ${doing}: ${this.api.server} did not answer with a ${kind.kind}`,
    );
  }
}

/** Items of a list lack their kind, and a rehearsed creation the version that only storage gives. */
function complete(value: ValueMap, { apiVersion, kind }: Kind): ValueMap {
  const metadata = isMap(value.metadata) ? value.metadata : {};
  return { apiVersion, kind, ...value, metadata: { resourceVersion: "", ...metadata } };
}
