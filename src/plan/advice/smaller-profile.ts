import type { ResourceSet } from "../../manifest/resource.ts";
import { imageText } from "../../nim/image-reference.ts";
import type { ProfileFacts } from "../../nim/profile/lock/lock.ts";
import type { PodDemand, WorkloadDemand } from "../demand/demand.ts";
import { gpusAskedBy } from "../hardware/gpus-asked.ts";
import { gpusTaken } from "../hardware/pool-fit.ts";
import { serviceOf } from "../hardware/service-of.ts";
import type { Models } from "../models.ts";
import type { Advice } from "../plan.ts";
import type { Trial } from "./trial.ts";
import { called, withPods } from "./with-workload.ts";

/** Another profile of the image that takes fewer GPUs: of those with which everything fits the one that takes the most. */
export function smallerProfile(
  trial: Trial,
  workloads: readonly WorkloadDemand[],
  { set, models }: { readonly set: ResourceSet; readonly models: Models },
): Advice[] {
  return workloads.flatMap((workload): Advice[] => {
    const asked = gpusAskedBy(workload);
    const service = serviceOf(workload, set);
    // A group of several nodes is changed in more than its GPUs.
    if (!asked || asked.claimed || !service || service.spec.multiNode) return [];
    const known = [...(models.ofImage(imageText(service.spec.image)) ?? [])];
    const sizes = new Map<number, [string, ProfileFacts]>();
    for (const [id, facts] of known.sort(([a], [b]) => (a < b ? -1 : 1))) {
      const gpus = gpusTaken(facts);
      if (gpus !== undefined && gpus < asked.count && !sizes.has(gpus)) sizes.set(gpus, [id, facts]);
    }
    for (const [gpus, [id, facts]] of [...sizes].sort(([a], [b]) => b - a)) {
      const demand = withPods(trial.demand, { ...workload, profileInstead: id }, (pod) =>
        withGpus(pod, asked.resource, gpus),
      );
      const verdict = trial.with({ demand });
      if (verdict === undefined) continue;
      const words = [
        facts.precision,
        `${gpus} ${gpus === 1 ? "GPU" : "GPUs"} instead of ${asked.count}`,
      ].filter(Boolean);
      const message = `let ${called(workload)} serve the profile ${facts.name ?? id} (${words.join(", ")}), which its image has`;
      return [{ code: "smaller-profile", message, verdict }];
    }
    return [];
  });
}

function withGpus(pod: PodDemand, resource: string, gpus: number): PodDemand {
  const amount = { [resource]: String(gpus) };
  if (!Object.hasOwn(pod.requests, resource)) return pod;
  return { ...pod, requests: { ...pod.requests, ...amount }, limits: { ...pod.limits, ...amount } };
}
