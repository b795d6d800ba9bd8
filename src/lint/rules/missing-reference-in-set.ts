import type { Resource, ResourceSet } from "../../manifest/resource.ts";
import { isOfKind } from "../../manifest/resource.ts";
import { quoted } from "../../nim/quoted.ts";
import type { Path } from "../../nim/value.ts";
import { companionsOfKind, namesOfKind } from "../companions-of-kind.ts";
import { nearName } from "../near-name.ts";
import { at, rule, set as setValue, unsafe } from "../rule.ts";

/** Secrets, claims and caches have rules of their own. */
export const missingReferenceInSet = rule({
  id: "missing-reference-in-set",
  title: "a class or a ConfigMap is not in the set, though others of its kind are",
  kinds: ["NIMCache", "NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  why: `The set holds others of this kind, but not the one that is named. Where it is not in the cluster either, no pod
runs: one with an unknown PriorityClass or RuntimeClass is refused when it is made, a claim with an unknown StorageClass
stays Pending, and a certificate ConfigMap that is not there leaves the pods at \`ContainerCreating\`.

Nothing is said of what clusters bring along: the priority classes \`system-…\`, the runtime classes of the GPU
operator. A StorageClass that is not in the set is told only where one of nearly that name is. Each name is told once.`,
  source:
    "Kubernetes admission of PriorityClass and RuntimeClass; k8s-nim-operator v3.1.2, manifests/deployment.yaml",
  check(resource, report, { set }) {
    for (const { kind, name, path, inNamespace } of set.derive(missing).get(resource) ?? []) {
      const names = namesOfKind(set, kind, inNamespace);
      const near = nearName(name, names);
      if (near === undefined && kind === "StorageClass") continue;
      const shown = companionsOfKind(set, kind, inNamespace)[near === undefined ? 0 : names.indexOf(near)];
      report(path, `the ${kind} ${quoted(name)} is not in the set, but others are`, {
        help: near ? `did you mean \`${near}\`?` : `the set has ${names.slice(0, 5).join(", ")}`,
        related: shown ? [{ resource: shown, path: at("metadata", "name") }] : [],
        fix: near ? unsafe(setValue(path, near)) : undefined,
      });
    }
  },
  examples: {
    bad: `
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata:
  name: gpu-high
value: 1000
---
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
  priorityClassName: gpu-hihg
`,
    good: `
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata:
  name: gpu-high
value: 1000
---
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
  priorityClassName: gpu-high
`,
  },
});

interface Reference {
  readonly kind: "ConfigMap" | "PriorityClass" | "RuntimeClass" | "StorageClass";
  readonly name: string;
  readonly path: Path;
  /** Empty for kinds without namespaces. */
  readonly inNamespace: string;
}

/** The references that lead nowhere, each at the first resource that makes it. */
function missing(set: ResourceSet): Map<Resource, Reference[]> {
  const byResource = new Map<Resource, Reference[]>();
  const seen = new Set<string>();
  for (const resource of [...set.ofKind("NIMCache"), ...set.services]) {
    if (resource.pipeline?.enabled === false) continue;
    for (const reference of referencesOf(resource)) {
      const { kind, name, inNamespace } = reference;
      const key = [kind, inNamespace, name].join("\0");
      if (seen.has(key)) continue;
      seen.add(key);
      if (set.companion(kind, inNamespace, name) || companionsOfKind(set, kind, inNamespace).length === 0)
        continue;
      byResource.set(resource, [...(byResource.get(resource) ?? []), reference]);
    }
  }
  return byResource;
}

function referencesOf(resource: Resource<"NIMCache" | "NIMService">): Reference[] {
  const { proxy, runtimeClassName, storage } = resource.spec;
  const priority = isOfKind(resource, "NIMService") ? resource.spec.priorityClassName : undefined;
  const claim = storage?.pvc?.create === true ? storage.pvc.storageClass : undefined;
  const written: [Reference["kind"], string | undefined, Path][] = [
    ["ConfigMap", proxy?.certConfigMap, at("spec", "proxy", "certConfigMap")],
    [
      "PriorityClass",
      priority?.startsWith("system-") ? undefined : priority,
      at("spec", "priorityClassName"),
    ],
    [
      "RuntimeClass",
      ofGpuOperator.has(runtimeClassName ?? "") ? undefined : runtimeClassName,
      at("spec", "runtimeClassName"),
    ],
    ["StorageClass", claim, at("spec", "storage", "pvc", "storageClass")],
  ];
  return written.flatMap(([kind, name, path]) =>
    name ? [{ kind, name, path, inNamespace: kind === "ConfigMap" ? resource.namespace : "" }] : [],
  );
}

/** Runtime classes that the GPU operator and its container toolkit make. */
const ofGpuOperator = new Set(["nvidia", "nvidia-cdi", "nvidia-legacy"]);
