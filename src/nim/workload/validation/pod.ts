import type { ValueMap } from "../../value.ts";
import { type Faults, invalid } from "./fault.ts";
import { itemsOf, mapOf, textOf } from "./fields.ts";
import { faultsOfMetadata } from "./metadata.ts";
import { dnsSubdomain } from "./names.ts";
import { faultsOfPodAnnotations } from "./pod-annotations.ts";
import { faultsOfPodSpec } from "./pod-spec.ts";

/** Unlike a template, a pod takes missing requests from its limits. Source: Kubernetes 1.35, SetDefaults_Pod. */
export function* faultsOfPod(pod: ValueMap): Faults {
  const metadata = mapOf(pod, "metadata") ?? {};
  yield* faultsOfMetadata(metadata, dnsSubdomain);
  const spec = mapOf(pod, "spec") ?? {};
  yield* faultsOfPodAnnotations(metadata, spec, "metadata.annotations");
  const groups = {
    containers: itemsOf(spec, "containers").map(withRequests),
    initContainers: itemsOf(spec, "initContainers").map(withRequests),
  };
  yield* faultsOfPodSpec({ ...spec, ...groups }, "spec");
  for (const [group, containers] of Object.entries(groups)) {
    for (const [index, container] of containers.entries()) {
      const image = textOf(container, "image");
      if (image === image.trim()) continue;
      yield invalid(`spec.${group}[${index}].image`, image, "must not have leading or trailing whitespace");
    }
  }
}

function withRequests(container: ValueMap): ValueMap {
  const resources = mapOf(container, "resources");
  const limits = resources && mapOf(resources, "limits");
  if (!limits) return container;
  const requests = { ...limits, ...mapOf(resources, "requests") };
  return { ...container, resources: { ...resources, requests } };
}
