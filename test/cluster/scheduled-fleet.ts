import { kwokObjects } from "../../src/inventory/export-kwok.ts";
import type { Inventory } from "../../src/inventory/inventory.ts";
import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { type Api, eventually } from "./api.ts";
import type { ControlPlane } from "./control-plane.ts";
import { playedAs } from "./kwok/behaviour.ts";

/** A pod to be created, with a name that says whose it is. */
export interface ComingPod {
  readonly owner: string;
  /** With the namespace of the manifests; runs have others. */
  readonly pod: ValueMap;
}

/** What became of one pod: its node, what the scheduler says of it, or what admission said. */
export interface PodFate {
  readonly owner: string;
  readonly node?: string;
  readonly pending?: string;
  readonly refused?: string;
}

/** The nodes of an inventory on a real cluster; one set of pods after the other comes to them, and goes. */
export class ScheduledFleet {
  readonly #api: Api;
  readonly #posted: string[] = [];
  readonly #applied: string[] = [];
  readonly #quotas: ValueMap[];
  #namespaces: ReadonlyMap<string, string> = new Map();
  #runs = 0;
  readonly #prefix: string;

  private constructor(api: Api, quotas: ValueMap[], prefix: string) {
    this.#api = api;
    this.#quotas = quotas;
    this.#prefix = prefix;
  }

  /** @param others cluster-wide objects that the pods need, such as PriorityClasses. */
  static async build(
    plane: ControlPlane,
    { inventory, others, prefix }: { inventory: Inventory; others: readonly ValueMap[]; prefix: string },
  ): Promise<ScheduledFleet> {
    const objects = kwokObjects(inventory, { at: "max" });
    const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
    const fleet = new ScheduledFleet(plane.api, ofKind("ResourceQuota"), prefix);
    await fleet.#makeNamespace(reserved);
    const nodes = ofKind("Node");
    fleet.#posted.push(...nodes.map((node) => `/api/v1/nodes/${nameOf(node)}`));
    await plane.addNodes(nodes);
    for (const pod of ofKind("Pod")) await fleet.#post(podsOf(reserved), staying(pod));
    for (const other of others) {
      await fleet.#post(`/apis/${other.apiVersion}/${String(other.kind).toLowerCase()}es`, other);
    }
    return fleet;
  }

  /**
   * Namespaces for one run, so that quotas count from nothing, and no controller that is late takes a pod for one of the
   * same name that went before it.
   *
   * @param names those of the manifests.
   */
  async begin(names: readonly string[]): Promise<void> {
    this.#runs += 1;
    this.#namespaces = new Map(names.map((name) => [name, `${name}-${this.#prefix}-${this.#runs}`]));
    for (const [name, own] of this.#namespaces) {
      await this.#makeNamespace(own);
      for (const quota of this.#quotas.filter((each) => namespaceOf(each) === name)) {
        await this.#api.post(`/api/v1/namespaces/${own}/resourcequotas`, inNamespace(quota, own));
        await eventually("the quota counts", async () => {
          const now = await this.#api.get(`/api/v1/namespaces/${own}/resourcequotas/${nameOf(quota)}`);
          return valueAt(now, ["status", "used"]) === undefined ? undefined : true;
        });
      }
    }
  }

  /** Takes away what came. */
  async end(): Promise<void> {
    for (const path of this.#applied.splice(0)) await this.#api.delete(path);
    await this.#forget();
    await eventually("the pods are gone", async () => {
      const left = await this.#pods();
      if (left.length === 0) return true;
      await this.#forget();
      return undefined;
    });
  }

  /** The namespace of this run that stands for one of the manifests. */
  namespace(name: string): string {
    return this.#namespaces.get(name) ?? name;
  }

  /** Creates a pod; a quota may refuse it. */
  async create({ owner, pod }: ComingPod, name: string): Promise<PodFate | undefined> {
    const namespace = this.namespace(namespaceOf(pod));
    const metadata = isMap(pod.metadata) ? pod.metadata : {};
    const made = {
      ...pod,
      metadata: { ...metadata, name, namespace, annotations: podAnnotations(owner) },
    };
    const answer = await this.#api.ask("POST", podsOf(namespace), made);
    if (answer.code < 300) return undefined;
    const message = String(answer.body.message);
    if (answer.code === 403 && message.includes("exceeded quota")) return { owner, refused: message };
    throw new Error(`${owner}: ${answer.text}`);
  }

  /** Creates a Deployment, or what scales it. */
  async apply(object: ValueMap): Promise<void> {
    const namespace = this.namespace(namespaceOf(object));
    const collection = `/apis/${object.apiVersion}/namespaces/${namespace}/${String(object.kind).toLowerCase()}s`;
    await this.#api.post(collection, inNamespace(object, namespace));
    this.#applied.push(`${collection}/${nameOf(object)}?propagationPolicy=Background`);
  }

  /**
   * What became of every pod that there is, once each has a node or the scheduler has said why not.
   *
   * @param isEnough what is waited for: the scheduler may try some pods again.
   */
  async decided(isEnough: (fates: readonly PodFate[]) => boolean = () => true): Promise<PodFate[]> {
    const look = async () => {
      const pods = await this.#pods();
      const fates = pods.map(fateOf);
      return pods.every(isDecided) && isEnough(fates) ? fates : undefined;
    };
    // What is tried again waits for up to ten seconds.
    const fates = await eventually("the scheduler has decided", look, 25).catch(() => undefined);
    return fates ?? (await this.#pods()).map(fateOf);
  }

  async close(): Promise<void> {
    await this.#api.delete(`${podsOf(reserved)}?gracePeriodSeconds=0`);
    await Promise.all(this.#posted.map((path) => this.#api.ask("DELETE", path)));
  }

  async #forget(): Promise<void> {
    for (const name of this.#namespaces.values()) {
      await this.#api.delete(`${podsOf(name)}?gracePeriodSeconds=0`);
    }
  }

  async #pods(): Promise<ValueMap[]> {
    const lists = await Promise.all(
      [...this.#namespaces.values()].map((namespace) => this.#api.list(podsOf(namespace))),
    );
    return lists.flat();
  }

  async #makeNamespace(name: string): Promise<void> {
    const answer = await this.#api.ask("POST", "/api/v1/namespaces", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name },
    });
    if (answer.code >= 300 && answer.code !== 409) throw new Error(answer.text);
  }

  async #post(collection: string, object: ValueMap): Promise<void> {
    await this.#api.post(collection, object);
    this.#posted.push(`${collection}/${nameOf(object)}?gracePeriodSeconds=0`);
  }
}

const ownerAnnotation = "nimops.test/owner";

/** Whose a pod is; and that KWOK leaves it alone until it goes, since who places pods does not mind how they do. */
export function podAnnotations(owner: string): Record<string, string> {
  return { [ownerAnnotation]: owner, [playedAs]: "nothing" };
}

const reserved = "nimops-reserved";

/** What others hold is theirs for a plan, whatever its priority, of which an inventory says nothing. */
function staying(pod: ValueMap): ValueMap {
  const spec = isMap(pod.spec) ? pod.spec : {};
  return { ...pod, spec: { ...spec, priorityClassName: "system-node-critical" } };
}

function isDecided(pod: ValueMap): boolean {
  if (valueAt(pod, ["metadata", "deletionTimestamp"]) !== undefined) return false;
  if (valueAt(pod, ["spec", "nodeName"]) !== undefined) return true;
  // It has made room for itself, and waits for that.
  if (valueAt(pod, ["status", "nominatedNodeName"]) !== undefined) return false;
  return messageOf(pod) !== undefined;
}

function fateOf(pod: ValueMap): PodFate {
  const owner = String(valueAt(pod, ["metadata", "annotations", ownerAnnotation]));
  const node = valueAt(pod, ["spec", "nodeName"]);
  if (node !== undefined) return { owner, node: String(node) };
  return { owner, pending: messageOf(pod) ?? "" };
}

function messageOf(pod: ValueMap): string | undefined {
  const conditions = valueAt(pod, ["status", "conditions"]);
  const found = Array.isArray(conditions)
    ? conditions.find((each) => valueAt(each, ["type"]) === "PodScheduled")
    : undefined;
  return valueAt(found, ["status"]) === "False" ? String(valueAt(found, ["message"])) : undefined;
}

function podsOf(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/pods`;
}

function nameOf(object: ValueMap): string {
  return String(valueAt(object, ["metadata", "name"]));
}

function namespaceOf(object: ValueMap): string {
  return String(valueAt(object, ["metadata", "namespace"]));
}

function inNamespace(object: ValueMap, namespace: string): ValueMap {
  return { ...object, metadata: { ...(isMap(object.metadata) ? object.metadata : {}), namespace } };
}
