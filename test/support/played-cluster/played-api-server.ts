import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import type { LiveObject, ObjectToSend } from "../../../src/kube/object.ts";
import { isMap, type Value, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { FakeApi } from "../reconciler/fake-api.ts";
import { selects } from "./selects.ts";
import { discovered, type Place, placeOf } from "./served-kinds.ts";

export interface Changed {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: LiveObject;
}

/** What is not an object: what pods print, and what kubelets say of volumes. */
export interface PlayedAnswers {
  readonly log: (pod: LiveObject) => string;
  readonly volumes: (node: string) => ValueMap;
}

/**
 * The API server in memory, behind HTTP without TLS, as far as nimops and the stand-in operator ask it: discovery, lists, watches,
 * server-side apply, merge patches, updates, deletions with finalizers and owners. No schemas, no RBAC: those are what the control
 * plane of the tests is for.
 */
export class PlayedApiServer implements AsyncDisposable {
  readonly store = new FakeApi(Date.now);
  readonly #server: Server;
  readonly #answers: PlayedAnswers;
  /** All changes since the start: a demo is short. */
  readonly #changes: Changed[] = [];
  readonly #listeners = new Set<(changed: Changed) => void>();

  private constructor(answers: PlayedAnswers) {
    this.#answers = answers;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    // A request on a connection that is closed for being idle at that moment would fail, and look like a mistake of who sent it.
    this.#server.keepAliveTimeout = 0;
    this.store.changed = (type, object) => {
      const changed = { type, object };
      this.#changes.push(changed);
      for (const listener of this.#listeners) listener(changed);
      if (type === "DELETED") this.#removeOwned(object.metadata.uid);
    };
  }

  static async start(answers: PlayedAnswers): Promise<PlayedApiServer> {
    const made = new PlayedApiServer(answers);
    await new Promise<void>((resolve) => made.#server.listen(0, "127.0.0.1", resolve));
    return made;
  }

  get url(): string {
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new Error("the stand-in does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Told of each change from now on, until what is returned is called. */
  listen(listener: (changed: Changed) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const send = (code: number, value: ValueMap | string) => {
      response.writeHead(code, {
        "content-type": typeof value === "string" ? "text/plain" : "application/json",
      });
      response.end(typeof value === "string" ? value : JSON.stringify(value));
    };
    try {
      const body = await bodyOf(request);
      const kinds = discovered(pathname);
      if (pathname === "/version") return send(200, { major: "1", minor: "34", gitVersion: "v1.34.0" });
      if (kinds !== undefined) return send(200, kinds);
      const place = placeOf(pathname);
      if (place === undefined) return send(404, "404 page not found");
      if (searchParams.has("watch")) return this.#watch(place, searchParams, response);
      send(...this.#answer(request, place, searchParams, body));
    } catch (error) {
      if (error instanceof ClusterError) send(error.status ?? 500, statusOf(error));
      else
        send(500, {
          kind: "Status",
          code: 500,
          message: String(error instanceof Error ? error.stack : error),
        });
    }
  }

  #answer(
    { method, headers }: IncomingMessage,
    place: Place,
    query: URLSearchParams,
    body: ValueMap,
  ): [number, ValueMap | string] {
    const { kind, apiVersion, namespace, name, subresource } = place;
    if (method === "POST") return [201, this.#create(place, body)];
    if (name === "") return [200, this.#list(place, query)];
    if (subresource === "proxy") return [200, this.#answers.volumes(name)];
    const live = this.store.find(kind, namespace, name);
    if (live === undefined && !headers["content-type"]?.includes("apply-patch"))
      return [404, notFound(place)];
    if (method === "GET") {
      if (live !== undefined && subresource === "log") return [200, this.#answers.log(live)];
      return [200, live ?? {}];
    }
    if (method === "PUT") return [200, this.#replace(place, body)];
    if (method === "DELETE") return [200, this.#delete(place, body)];
    const dryRun = query.has("dryRun");
    const object = { apiVersion, kind, namespace, name };
    if (headers["content-type"]?.includes("apply-patch")) {
      return [200, this.store.applied(whole(body, place), dryRun)];
    }
    const patched = this.store.patched(object, body, query.get("fieldManager") ?? "kubectl-edit");
    this.#finish(patched);
    return [200, patched];
  }

  #create({ kind, apiVersion, namespace }: Place, body: ValueMap): ValueMap {
    const review = kind === "SelfSubjectAccessReview";
    if (review) return { ...body, kind, apiVersion, status: { allowed: true } };
    const name = String(valueAt(body, ["metadata", "name"]));
    if (this.store.find(kind, namespace, name) !== undefined) {
      throw new ClusterError("already-exists", `${kind} ${name} already exists`, { status: 409 });
    }
    const { status, ...others } = body;
    const kept = kind === "Node" && status !== undefined ? { status } : {};
    return this.store.create(whole({ ...others, ...kept }, { kind, apiVersion, namespace, name }), "manager");
  }

  #list({ kind, apiVersion, namespace }: Place, query: URLSearchParams): ValueMap {
    const items = this.store
      .list({ kind }, namespace === "" ? undefined : namespace)
      .filter((object) => selects(object, query));
    return { kind: `${kind}List`, apiVersion, metadata: { resourceVersion: this.store.version }, items };
  }

  #replace({ kind, namespace, name, subresource }: Place, body: ValueMap): ValueMap {
    const live = this.store.find(kind, namespace, name);
    const version = valueAt(body, ["metadata", "resourceVersion"]);
    if (version !== undefined && version !== "" && version !== live?.metadata.resourceVersion) {
      throw new ClusterError("conflict", "the object has been modified", { status: 409 });
    }
    const change = (object: ValueMap) => {
      if (subresource === "status") object.status = body.status ?? {};
      else {
        const { status: _, metadata, ...others } = body;
        Object.assign(object, others);
        if (isMap(metadata)) object.metadata = metadata;
      }
    };
    this.store.update({ kind, namespace, name }, change, { manager: "manager", subresource });
    const stored = this.store.find(kind, namespace, name);
    if (stored !== undefined) this.#finish(stored);
    return stored ?? body;
  }

  #delete({ kind, apiVersion, namespace, name }: Place, body: ValueMap): ValueMap {
    const { uid, resourceVersion } = isMap(body.preconditions) ? body.preconditions : {};
    const text = (value: Value | undefined) => (typeof value === "string" ? value : undefined);
    this.store.deleted({ apiVersion, kind, namespace, name }, text(uid), text(resourceVersion));
    return { kind: "Status", status: "Success" };
  }

  /** What is on its way out goes when nobody holds it any more. */
  #finish({ kind, metadata }: LiveObject): void {
    const { finalizers, namespace = "", name } = metadata;
    const isHeld = Array.isArray(finalizers) && finalizers.length > 0;
    if (metadata.deletionTimestamp !== undefined && !isHeld) this.store.remove(kind, namespace, name);
  }

  /** As the garbage collector does it, at once. */
  #removeOwned(uid: string): void {
    for (const { kind, apiVersion, metadata } of this.store.objects) {
      const owners = Array.isArray(metadata.ownerReferences) ? metadata.ownerReferences : [];
      if (!owners.some((owner) => valueAt(owner, ["uid"]) === uid)) continue;
      this.store.deleted({ apiVersion, kind, namespace: metadata.namespace ?? "", name: metadata.name });
    }
  }

  #watch({ kind, namespace }: Place, query: URLSearchParams, response: ServerResponse): void {
    const tell = ({ type, object }: Changed) => {
      if (object.kind !== kind || !selects(object, query)) return;
      if (namespace !== "" && object.metadata.namespace !== namespace) return;
      response.write(`${JSON.stringify({ type, object })}\n`);
    };
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    const since = Number(query.get("resourceVersion"));
    for (const changed of this.#changes)
      if (Number(changed.object.metadata.resourceVersion) > since) tell(changed);
    const stop = this.listen(tell);
    const seconds = Number(query.get("timeoutSeconds") ?? 300);
    const timer = setTimeout(() => response.end(), seconds * 1000);
    response.on("close", () => {
      clearTimeout(timer);
      stop();
    });
  }
}

async function bodyOf(request: IncomingMessage): Promise<ValueMap> {
  const body: unknown = JSON.parse((await text(request)) || "{}");
  return isMap(body) ? body : {};
}

function whole(
  body: ValueMap,
  { apiVersion, kind, namespace, name }: Pick<Place, "apiVersion" | "kind" | "namespace" | "name">,
): ObjectToSend {
  const metadata = isMap(body.metadata) ? body.metadata : {};
  return { ...body, apiVersion, kind, metadata: { ...metadata, name, ...(namespace && { namespace }) } };
}

function notFound({ kind, name }: Place): ValueMap {
  const message = `${kind} ${JSON.stringify(name)} not found`;
  return {
    kind: "Status",
    status: "Failure",
    code: 404,
    reason: "NotFound",
    message,
    details: { kind, name },
  };
}

function statusOf({ message, status = 500, reason, conflicts }: ClusterError): ValueMap {
  const reasons: Readonly<Record<string, string>> = {
    "already-exists": "AlreadyExists",
    conflict: "Conflict",
  };
  const causes = conflicts.map(({ manager, field }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with "${manager}"`,
    field,
  }));
  const details = { name: "object", causes };
  return {
    kind: "Status",
    status: "Failure",
    code: status,
    reason: reasons[reason] ?? reason,
    message,
    details,
  };
}
