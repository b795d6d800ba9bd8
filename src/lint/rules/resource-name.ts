import { closest } from "../../nim/closest.ts";
import { gpuResource } from "../../nim/gpu-resource.ts";
import { quoted } from "../../nim/quoted.ts";
import { at, rename, rule, unsafe } from "../rule.ts";

/** The CRD takes any key under requests and limits; pods do not. */
export const resourceName = rule({
  id: "resource-name",
  title: "resources name something that Kubernetes or the device plugin does not know",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `A resource without a prefix must be one of Kubernetes' own: the API server refuses a Deployment with \`gpu: 1\` (\`must be a
standard resource for containers\`) and the service is Failed. A resource with a prefix that no device plugin offers, such as
\`nvidia.com/gpus\`, is accepted, and its pods stay Pending for ever.`,
  source:
    "Kubernetes pkg/apis/core/validation, validateContainerResourceName; k8s-device-plugin resource names",
  check(service, report) {
    for (const side of ["limits", "requests"] as const) {
      for (const name of Object.keys(service.spec.resources?.[side] ?? {})) {
        const path = at("spec", "resources", side, name);
        const meant = meantBy(name);
        const help = meant && `write \`${meant}\``;
        const fix =
          meant && service.spec.resources?.[side]?.[meant] === undefined
            ? unsafe(rename(path, meant))
            : undefined;
        if (!name.includes("/") && !ownResources.test(name)) {
          report(path, `${quoted(name)} is no resource of Kubernetes: the pods are refused`, {
            help: help ?? "the ones without a prefix are cpu, memory, ephemeral-storage and hugepages-<size>",
            fix,
            onKey: true,
          });
        } else if (meant === gpuResource) {
          const message = `no device plugin offers ${quoted(name)}: the pods stay Pending`;
          report(path, message, { help, fix, severity: "warning", enforcedBy: "scheduler", onKey: true });
        }
      }
    }
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
      gpu: 1
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
      nvidia.com/gpu: 1
  replicas: 1
`,
  },
});

const ownResources = /^(cpu|memory|ephemeral-storage|hugepages-.+)$/;

function meantBy(name: string): string | undefined {
  if (ownResources.test(name)) return undefined;
  if (isNearlyGpu(name)) return gpuResource;
  return name.includes("/") ? undefined : closest(name, ["cpu", "memory", "ephemeral-storage"]);
}

/**
 * Slips for `nvidia.com/gpu` alone: NVIDIA's plugins offer many names under their prefix that are as short, such as
 * `pgpu`, `vgpu`, `GH100_H100_PCIE` and `GRID_T4-4Q`. Source: kubevirt-gpu-device-plugin and Kata device plugin.
 */
function isNearlyGpu(name: string): boolean {
  if (name === gpuResource) return false;
  if (/^(nvidia[-._/]?)?gpus?$/i.test(name)) return true;
  const [prefix = "", last = ""] = name.split("/");
  const isGpu = /^(gpus?|gup|ugp)$/i.test(last);
  return isGpu && (prefix === "nvidia.com" || closest(prefix, ["nvidia.com"]) !== undefined);
}
