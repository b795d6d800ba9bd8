import { gpuResourcesOf } from "../../src/nim/gpu-resource.ts";
import { listAt, textAt } from "../../src/nim/health/fields.ts";
import { isOwnedBy, type Live, labelOf, liveOf } from "../../src/nim/health/live.ts";
import { isMap, valueAt } from "../../src/nim/value.ts";
import type { Occupant, ResourceName } from "../../src/plan/plan.ts";
import { scheduledAmount } from "../../src/plan/scheduler/amount.ts";
import { resourceKey } from "../../src/report/plan-view/resource-label.ts";

/** Who has pods on a node, by its name; those of one resource together, in the order of their names. */
export type RunningPods = ReadonlyMap<string, readonly Occupant[]>;

export function runningPods(pods: Iterable<unknown>): RunningPods {
  const nodes = new Map<string, Map<string, Occupant>>();
  for (const object of pods) {
    const pod = liveOf(object);
    if (pod === undefined || pod.kind !== "Pod" || isOver(pod)) continue;
    const node = textAt(pod.object, "spec", "nodeName");
    const owner = ownerOf(pod);
    if (node === "" || owner === undefined) continue;
    const occupants = nodes.get(node) ?? new Map<string, Occupant>();
    nodes.set(node, occupants);
    const key = resourceKey(owner);
    const known = occupants.get(key) ?? { ...owner, pods: 0, gpus: 0 };
    occupants.set(key, { ...known, pods: known.pods + 1, gpus: known.gpus + gpusOf(pod) });
  }
  return new Map(
    [...nodes].map(([node, occupants]) => [
      node,
      [...occupants].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, occupant]) => occupant),
    ]),
  );
}

function isOver({ object }: Live): boolean {
  const phase = textAt(object, "status", "phase");
  return phase === "Succeeded" || phase === "Failed";
}

/**
 * By the labels that the operator and those whom it asks put on pods, as `rolloutOf` finds them. Those that fill caches and
 * build engines have the operator's own name for their app. Source: nimcache_controller.go, constructJob and constructPodSpec.
 */
function ownerOf(pod: Live): ResourceName | undefined {
  const { namespace } = pod;
  const served = labelOf(pod, "serving.kserve.io/inferenceservice");
  if (served !== "") return { kind: "NIMService", namespace, name: served };
  const app = labelOf(pod, "app");
  if (app === "k8s-nim-operator") {
    const name = labelOf(pod, "app.kubernetes.io/name");
    return { kind: isOwnedBy(pod, "NIMBuild", name) ? "NIMBuild" : "NIMCache", namespace, name };
  }
  return app === "" ? undefined : { kind: "NIMService", namespace, name: app.replace(/-lws$/, "") };
}

function gpusOf({ object }: Live): number {
  return listAt(object, "spec", "containers").reduce<number>((sum, container) => {
    const limits = valueAt(container, ["resources", "limits"]);
    if (!isMap(limits)) return sum;
    const amounts = Object.fromEntries(
      Object.entries(limits).flatMap(([name, amount]) =>
        typeof amount === "string" || typeof amount === "number" ? [[name, amount]] : [],
      ),
    );
    return gpuResourcesOf({ limits: amounts }).reduce(
      (count, name) => count + scheduledAmount(name, String(amounts[name] ?? "0")),
      sum,
    );
  }, 0);
}
