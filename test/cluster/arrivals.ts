import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import type { Random } from "../support/mutants.ts";
import { type ComingPod, type PodFate, podAnnotations, type ScheduledFleet } from "./scheduled-fleet.ts";

/** A service: its Deployment as `nimops render` makes it, and how many pods it has. */
export interface Arriving {
  /** Such as `models/llama`. */
  readonly owner: string;
  readonly deployment: ValueMap;
  readonly count: number;
  /** What keeps its number of replicas, where something does. */
  readonly scaler?: ValueMap | undefined;
}

/** So many pods of a service, all alike. Pinned ones may go to one node alone. */
export function comingPods({ owner, deployment }: Arriving, count: number, node?: string): ComingPod[] {
  const template = valueAt(deployment, ["spec", "template"]);
  const spec = mapOf(valueAt(template, ["spec"]));
  const pod: ValueMap = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      namespace: valueAt(deployment, ["metadata", "namespace"]) ?? "",
      labels: valueAt(template, ["metadata", "labels"]) ?? {},
    },
    spec: node === undefined ? spec : pinned(spec, node),
  };
  return Array.from({ length: count }, () => ({ owner, pod }));
}

/** The scheduler's filters still hold: what else the pod asks of its node stays. */
function pinned(spec: ValueMap, node: string): ValueMap {
  const affinity = mapOf(spec.affinity);
  const ofNodes = mapOf(affinity.nodeAffinity);
  const required = mapOf(ofNodes.requiredDuringSchedulingIgnoredDuringExecution);
  const terms = Array.isArray(required.nodeSelectorTerms) ? required.nodeSelectorTerms.filter(isMap) : [{}];
  const matchFields = [{ key: "metadata.name", operator: "In", values: [node] }];
  const nodeSelectorTerms = terms.map((term) => ({ ...term, matchFields }));
  return {
    ...spec,
    affinity: {
      ...affinity,
      nodeAffinity: { ...ofNodes, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
    },
  };
}

/** Creates pods one after the other, as fast as it can be done: a few requests are under way at a time. */
export async function createAll(
  fleet: ScheduledFleet,
  pods: readonly ComingPod[],
  name: string,
): Promise<PodFate[]> {
  const refused: PodFate[] = [];
  const waiting = pods.entries();
  const worker = async () => {
    for (const [index, pod] of waiting) {
      const fate = await fleet.create(pod, `${name}-${index + 1}`);
      if (fate) refused.push(fate);
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return refused;
}

/** Pods come in the order given; those that are evicted come again, as those of a Deployment do. */
export async function arrive(
  fleet: ScheduledFleet,
  order: readonly Arriving[],
  isEnough: (fates: readonly PodFate[]) => boolean,
): Promise<PodFate[]> {
  const refused: PodFate[] = [];
  let missing: readonly Arriving[] = order;
  for (let round = 1; ; round++) {
    const pods = missing.flatMap((one) => comingPods(one, 1));
    refused.push(...(await createAll(fleet, pods, `pod-${round}`)));
    const fates = await fleet.decided((now) => now.length + refused.length < order.length || isEnough(now));
    missing = missingOf(order, [...fates, ...refused]);
    if (missing.length === 0) return [...fates, ...refused];
  }
}

function missingOf(order: readonly Arriving[], fates: readonly PodFate[]): Arriving[] {
  const left = fates.map(({ owner }) => owner);
  return order.filter(({ owner }) => {
    const index = left.indexOf(owner);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

/** The same by the cluster's own controllers: Deployments come, and what scales them. */
export async function deploy(
  fleet: ScheduledFleet,
  order: readonly Arriving[],
  isEnough: (fates: readonly PodFate[]) => boolean,
): Promise<PodFate[]> {
  for (const { owner, deployment, scaler, count } of order) {
    const spec = mapOf(deployment.spec);
    const template = mapOf(spec.template);
    const metadata = { ...mapOf(template.metadata), annotations: podAnnotations(owner) };
    const replicas = scaler ? {} : { replicas: count };
    await fleet.apply({ ...deployment, spec: { ...spec, ...replicas, template: { ...template, metadata } } });
    if (scaler) await fleet.apply(scaler);
  }
  return fleet.decided(isEnough);
}

/** Every pod once, in any order. */
export function shuffled(services: readonly Arriving[], random: Random): Arriving[] {
  const waiting = services.flatMap((one) => Array.from({ length: one.count }, () => one));
  const order: Arriving[] = [];
  while (waiting.length > 0) order.push(...waiting.splice(random.below(waiting.length), 1));
  return order;
}

function mapOf(value: unknown): ValueMap {
  return isMap(value) ? value : {};
}
