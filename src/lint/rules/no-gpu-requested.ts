import { gpuCountOf, gpuResource, gpuResourcesOf } from "../../nim/gpu-resource.ts";
import { addsGpus } from "../gpu-from-profile.ts";
import { hasNoSpec, isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** T9: nobody asks for a GPU on behalf of the pods. */
export const noGpuRequested = rule({
  id: "no-gpu-requested",
  title: "a service asks for no GPU",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  why: `The operator adds GPUs by itself only where \`storage.nimCache.profile\` names a profile that the status of an NGC
cache lists (a cache of \`profiles: [all]\` lists none). Otherwise the pods get just what \`resources\` says: without
\`nvidia.com/gpu\` they land on any node and the model finds no GPU when it starts.`,
  source: "k8s-nim-operator v3.1.2, nimservice.go addGPUResources; seen on a cluster (trap T9)",
  check(service, report, { set }) {
    const { spec } = service;
    if ((spec.draResources?.length ?? 0) > 0) return;
    const asked = gpuResourcesOf(spec.resources);
    const none = asked.join() === gpuResource ? gpuCountOf(spec.resources) : undefined;
    if (asked.length > 0 && none?.count !== 0) return;
    if (
      hasNoSpec(service) ||
      ["resources", "draResources"].some((field) => isRefused(service, ["spec", field]))
    )
      return;
    if (none) {
      report(at("spec", "resources", none.in, gpuResource), "the pods ask for 0 GPUs", {
        help: "write the number of GPUs that one pod needs, 1 or more",
      });
      return;
    }
    if (addsGpus(service, set) !== "no") return;
    const profile = spec.storage?.nimCache?.profile;
    const although = profile ? "; its cache lists no such profile, so the operator adds none" : "";
    report(at("spec", "resources"), `the pods ask for no GPU${although}`, {
      help: "write resources.limits nvidia.com/gpu with the number of GPUs that one pod needs",
      related: profile ? [at("spec", "storage", "nimCache", "profile")] : [],
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      cpu: 8
      memory: 32Gi
  replicas: 1
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      cpu: 8
      memory: 32Gi
      nvidia.com/gpu: 1
  replicas: 1
`,
  },
});
