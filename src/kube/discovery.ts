import { isMap, type Value, valueAt } from "../nim/value.ts";
import type { Api } from "./api.ts";
import type { Clock } from "./clock.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Kind } from "./object.ts";
import { apiPath, type Resource } from "./resource-path.ts";

/** How often at most a kind that is not there is asked for again: its CRD may have come meanwhile. */
const askAgainMilliseconds = 2_000;

interface Served {
  readonly resources: Promise<ReadonlyMap<string, Resource>>;
  readonly askedAt: number;
}

/** Which resources an API server serves, asked once for each group and version. */
export class Discovery {
  readonly #api: Api;
  readonly #clock: Clock;
  readonly #served = new Map<string, Served>();

  constructor(api: Api, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  /** @throws ClusterError `not-served` where the server does not know the kind. */
  async resource(kind: Kind, signal?: AbortSignal): Promise<Resource> {
    const known = this.#served.get(kind.apiVersion);
    const resource = (await this.#resources(kind, known, signal)).get(kind.kind);
    if (resource !== undefined) return resource;
    if (known !== undefined && this.#clock.now() - known.askedAt >= askAgainMilliseconds) {
      this.#served.delete(kind.apiVersion);
      return this.resource(kind, signal);
    }
    throw notServed(kind, this.#api.server);
  }

  async #resources(kind: Kind, known: Served | undefined, signal: AbortSignal | undefined) {
    try {
      return await (known ?? this.#ask(kind.apiVersion, signal)).resources;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (error.reason === "not-served") throw notServed(kind, this.#api.server);
      // Who asked first has called it off; we have not.
      if (error.reason === "aborted" && known !== undefined && !signal?.aborted) {
        return this.#ask(kind.apiVersion, signal).resources;
      }
      throw error;
    }
  }

  /** The server does not know a resource any more that it served. */
  forget({ apiVersion }: Kind): void {
    this.#served.delete(apiVersion);
  }

  #ask(apiVersion: string, signal: AbortSignal | undefined): Served {
    const served = { resources: this.#list(apiVersion, signal), askedAt: this.#clock.now() };
    this.#served.set(apiVersion, served);
    // A failure is not remembered; who asked is told by the promise itself.
    served.resources.catch(() => {
      if (this.#served.get(apiVersion) === served) this.#served.delete(apiVersion);
    });
    return served;
  }

  async #list(apiVersion: string, signal: AbortSignal | undefined): Promise<ReadonlyMap<string, Resource>> {
    const path = apiPath(apiVersion);
    const doing = `ask which kinds of ${apiVersion} are served`;
    const { value } = await this.#api.call({ method: "GET", path, doing, repeatable: true, signal });
    const listed = valueAt(value, ["resources"]);
    return new Map((Array.isArray(listed) ? listed : []).flatMap((entry) => resourceOf(entry, apiVersion)));
  }
}

function resourceOf(entry: Value, apiVersion: string): [string, Resource][] {
  if (!isMap(entry)) return [];
  const { name, kind, namespaced } = entry;
  // `nimservices/status` and the like have the kind of what they belong to, or another one.
  if (typeof name !== "string" || typeof kind !== "string" || name.includes("/")) return [];
  return [[kind, { apiVersion, plural: name, namespaced: namespaced === true }]];
}

function notServed({ apiVersion, kind }: Kind, server: string): ClusterError {
  return new ClusterError("not-served", `${server} does not serve ${kind} of ${apiVersion}`, {
    help: apiVersion.startsWith("apps.nvidia.com/")
      ? "install the NIM Operator, which brings this kind"
      : "install what brings this kind, or check apiVersion and kind",
  });
}
