import { familiesIn, knownLabels, productOfLabel, productsOfFamily } from "../../gpu/find-product.ts";
import { isOfKind, type Resource } from "../../manifest/resource.ts";
import { closest } from "../../nim/closest.ts";
import { quoted } from "../../nim/quoted.ts";
import type { Path } from "../../nim/value.ts";
import { at, rule } from "../rule.ts";

/** A node selector is compared letter by letter. */
export const nodeSelectorProductUnknown = rule({
  id: "node-selector-product-unknown",
  title: "a node selector asks for a GPU product that no node is labelled with",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "warning",
  enforcedBy: "scheduler",
  why: `The label \`nvidia.com/gpu.product\` carries the driver's name of the GPU with hyphens for blanks,
such as \`NVIDIA-H100-80GB-HBM3\`; shared GPUs end in \`-SHARED\`, MIG devices in \`-MIG-1g.10gb\`. A
selector is compared with it letter by letter, so \`h100\` selects no node and the pod stays Pending:
"node(s) didn't match Pod's node affinity/selector". The short names are for \`source.ngc.model.gpus\` only.

\`kubectl get nodes -L nvidia.com/gpu.product\` tells what the nodes have.`,
  source:
    "NVIDIA/k8s-device-plugin, internal/lm/resource.go; NVIDIA/open-gpu-kernel-modules README; NIM for LLMs support matrix",
  check(resource, report) {
    for (const { value, path } of wantedProducts(resource)) {
      const suggestions = value === "" || isLabel(value) ? [] : meant(value);
      if (suggestions.length === 0) continue;
      const choices = suggestions.join(suggestions.length === 2 ? " or " : ", ");
      report(path, `no GPU is labelled ${quoted(value)}`, {
        help: `write ${suggestions.length > 2 ? "one of " : ""}${choices}, as the nodes have it`,
      });
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
      nvidia.com/gpu: 1
  replicas: 1
  nodeSelector:
    nvidia.com/gpu.product: H100
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
  nodeSelector:
    nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3
`,
  },
});

const label = "nvidia.com/gpu.product";

function wantedProducts(
  resource: Resource<"NIMCache" | "NIMService" | "NIMBuild">,
): { value: string; path: Path }[] {
  const selected = resource.spec.nodeSelector?.[label];
  const found = selected === undefined ? [] : [{ value: selected, path: at("spec", "nodeSelector", label) }];
  if (!isOfKind(resource, "NIMService")) return found;
  const node = resource.spec.affinity?.nodeAffinity;
  const base = at("spec", "affinity", "nodeAffinity");
  const required = "requiredDuringSchedulingIgnoredDuringExecution";
  const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
  const terms = [
    ...(node?.[required]?.nodeSelectorTerms ?? []).map((term, index) => ({
      term,
      path: [...base, required, "nodeSelectorTerms", index],
    })),
    ...(node?.[preferred] ?? []).map(({ preference }, index) => ({
      term: preference,
      path: [...base, preferred, index, "preference"],
    })),
  ];
  for (const { term, path } of terms) {
    term?.matchExpressions?.forEach(({ key, operator, values }, expression) => {
      if (key !== label || (operator !== "In" && operator !== "NotIn")) return;
      values?.forEach((value, index) => {
        found.push({ value, path: [...path, "matchExpressions", expression, "values", index] });
      });
    });
  }
  return found;
}

/** A known label, one of another memory size, or a virtual GPU's, such as `NVIDIA-L40S-48C`. */
function isLabel(value: string): boolean {
  if (productOfLabel(value) || /-[0-9]+[ABCQ](-SHARED)?$/.test(value)) return true;
  const size = /[0-9]+GB?(?=-|$)/;
  return size.test(value) && productOfLabel(value) === undefined && sized.has(value.replace(size, "GB"));
}

const sized = new Set(
  knownLabels
    .filter((known) => /[0-9]+GB?(-|$)/.test(known))
    .map((known) => known.replace(/[0-9]+GB?(?=-|$)/, "GB")),
);

/** Labels of the family that the value names, else the label that is nearest. */
function meant(value: string): string[] {
  const labels = familiesIn(value).flatMap((family) =>
    productsOfFamily(family).flatMap((product) => product.labels),
  );
  if (labels.length > 0) return labels;
  const near = closest(value, knownLabels);
  return near === undefined ? [] : [near];
}
