import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { type Answer, type Api, Refused } from "../../cluster/api.ts";

/** One object, by what names it. */
export interface Named {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * An API server as the stand-in operator speaks to it: by kind and name, always from the server itself. The real
 * operator reads from caches that lag; where that matters an option of the stand-in says so.
 */
export class Cluster {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Undefined where there is no such object, and where nothing serves the kind. */
  async find(named: Named): Promise<ValueMap | undefined> {
    const answer = await this.#api.ask("GET", pathOf(named));
    if (answer.code === 404) return undefined;
    return must("GET", pathOf(named), answer);
  }

  async list(kind: string, namespace?: string, query = ""): Promise<ValueMap[]> {
    return this.#api.list(`${collectionOf(kind, namespace)}${query}`);
  }

  /** @throws OperatorSays where nothing serves the kind. */
  async create(object: ValueMap): Promise<ValueMap> {
    const { kind, namespace } = nameOf(object);
    const path = collectionOf(kind, namespace);
    const answer = await this.#api.ask("POST", `${path}?${manager}`, object);
    if (answer.code === 404 && valueAt(answer.body, ["details", "name"]) === undefined) {
      throw new OperatorSays(`no matches for kind "${kind}" in version "${String(object.apiVersion)}"`);
    }
    return must("POST", path, answer);
  }

  /** As `create`, where the object may be there already. */
  async ensure(object: ValueMap): Promise<boolean> {
    if (await this.find(nameOf(object))) return false;
    await this.create(object);
    return true;
  }

  async update(object: ValueMap): Promise<ValueMap> {
    const path = `${pathOf(nameOf(object))}?${manager}`;
    return must("PUT", path, await this.#api.ask("PUT", path, object));
  }

  /** Writes the status over whatever is there, as the operator does: it asks again on a conflict. */
  async writeStatus(named: Named, status: ValueMap): Promise<void> {
    const path = `${pathOf(named)}/status?${manager}`;
    for (let attempt = 1; ; attempt++) {
      const live = await this.find(named);
      if (!live) return;
      const answer = await this.#api.ask("PUT", path, { ...live, status });
      if (answer.code === 404) return;
      if (answer.code === 409 && attempt < 6) continue;
      must("PUT", path, answer);
      return;
    }
  }

  /** Deletes by name, in the background, where it is there. */
  async remove(named: Named): Promise<void> {
    const answer = await this.#api.ask("DELETE", pathOf(named));
    if (answer.code !== 404) must("DELETE", pathOf(named), answer);
  }

  async log({ namespace, name }: { namespace: string; name: string }, container: string): Promise<string> {
    return this.#api.text(`/api/v1/namespaces/${namespace}/pods/${name}/log?container=${container}`);
  }
}

/** What the operator puts into a condition and tries again for. */
export class OperatorSays extends Error {}

export function nameOf(object: ValueMap): Named {
  return {
    kind: String(object.kind),
    namespace: String(valueAt(object, ["metadata", "namespace"]) ?? ""),
    name: String(valueAt(object, ["metadata", "name"]) ?? ""),
  };
}

export const nimKinds = ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"] as const;

/** Kinds that the operator owns or reads, with the paths of their collections. */
export const kinds: Readonly<Record<string, readonly [apiVersion: string, plural: string]>> = {
  NIMBuild: ["apps.nvidia.com/v1alpha1", "nimbuilds"],
  NIMCache: ["apps.nvidia.com/v1alpha1", "nimcaches"],
  NIMPipeline: ["apps.nvidia.com/v1alpha1", "nimpipelines"],
  NIMService: ["apps.nvidia.com/v1alpha1", "nimservices"],
  ConfigMap: ["v1", "configmaps"],
  ComputeDomain: ["resource.nvidia.com/v1beta1", "computedomains"],
  Deployment: ["apps/v1", "deployments"],
  GRPCRoute: ["gateway.networking.k8s.io/v1", "grpcroutes"],
  HorizontalPodAutoscaler: ["autoscaling/v2", "horizontalpodautoscalers"],
  HTTPRoute: ["gateway.networking.k8s.io/v1", "httproutes"],
  InferencePool: ["inference.networking.k8s.io/v1", "inferencepools"],
  InferenceService: ["serving.kserve.io/v1beta1", "inferenceservices"],
  Ingress: ["networking.k8s.io/v1", "ingresses"],
  Job: ["batch/v1", "jobs"],
  LeaderWorkerSet: ["leaderworkerset.x-k8s.io/v1", "leaderworkersets"],
  Node: ["v1", "nodes"],
  PersistentVolumeClaim: ["v1", "persistentvolumeclaims"],
  Pod: ["v1", "pods"],
  ResourceClaim: ["resource.k8s.io/v1", "resourceclaims"],
  ResourceClaimTemplate: ["resource.k8s.io/v1", "resourceclaimtemplates"],
  Role: ["rbac.authorization.k8s.io/v1", "roles"],
  RoleBinding: ["rbac.authorization.k8s.io/v1", "rolebindings"],
  Secret: ["v1", "secrets"],
  Service: ["v1", "services"],
  ServiceAccount: ["v1", "serviceaccounts"],
  ServiceMonitor: ["monitoring.coreos.com/v1", "servicemonitors"],
};

export function collectionOf(kind: string, namespace?: string): string {
  const [apiVersion, plural] = kinds[kind] ?? [];
  if (apiVersion === undefined) throw new Error(`the stand-in operator knows no kind ${kind}`);
  const group = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
  return `${group}${namespace ? `/namespaces/${namespace}` : ""}/${plural}`;
}

export function pathOf({ kind, namespace, name }: Named): string {
  return `${collectionOf(kind, namespace)}/${name}`;
}

const manager = "fieldManager=manager";

function must(method: string, path: string, answer: Answer): ValueMap {
  if (answer.code >= 400) throw new Refused(method, path, answer);
  return answer.body;
}

/** What the operator makes of an error: the API server's own words. */
export function saidBy(error: unknown): string | undefined {
  if (error instanceof OperatorSays) return error.message;
  if (!(error instanceof Refused)) return undefined;
  const { message } = error.answer.body;
  return typeof message === "string" ? message : error.message;
}

export function isConflict(error: unknown): boolean {
  return error instanceof Refused && error.answer.body.reason === "Conflict";
}

/** The controller among an object's owners. */
export function controllerOf(object: ValueMap): { kind: string; name: string; uid: string } | undefined {
  const owners = valueAt(object, ["metadata", "ownerReferences"]);
  const owner = Array.isArray(owners)
    ? owners.filter(isMap).find(({ controller }) => controller === true)
    : undefined;
  return owner && { kind: String(owner.kind), name: String(owner.name), uid: String(owner.uid) };
}
