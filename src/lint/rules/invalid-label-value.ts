import { isLabelKey, isLabelValue } from "../../nim/label-value.ts";
import { quoted } from "../../nim/quoted.ts";
import { type Path, valueAt } from "../../nim/value.ts";
import { at, rule } from "../rule.ts";
import { unquoted } from "../unquoted.ts";

/** Labels and node selectors that Kubernetes refuses, though the CRD takes any text. */
export const invalidLabelValue = rule({
  id: "invalid-label-value",
  title: "a label or a node selector is none that Kubernetes accepts",
  kinds: ["NIMService", "NIMCache", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `The CRD takes any text here, but the operator passes it on to pods, Deployments and Services, and the API server
refuses those: a value has at most 63 characters, letters, digits, \`-\`, \`_\` and \`.\`, and begins and ends with a letter
or a digit. The object goes to the state Failed (\`a valid label must be an empty string or consist of …\`), a cache stays
NotReady.`,
  source: "apimachinery validation of labels; seen on a cluster for spec.nodeSelector (trap T1)",
  check(resource, report) {
    for (const path of labelMaps[resource.kind]) {
      const map = valueAt(resource, path);
      if (typeof map !== "object" || map === null || Array.isArray(map)) continue;
      for (const [key, value] of Object.entries(map)) {
        if (!isLabelKey(key)) {
          report([...path, key], `${quoted(key)} is no key that Kubernetes accepts for a label`, {
            help: "write a name of letters, digits, `-`, `_` and `.`, if need be after a DNS name and a slash",
            onKey: true,
          });
        } else if (typeof value === "string" && !isLabelValue(value)) {
          // templated-scalar has more to say about these.
          if (resource.kind === "NIMService" && path === nodeSelector && unquoted(value).is !== "kept")
            continue;
          report([...path, key], `${quoted(value)} is no value that Kubernetes accepts for a label`, {
            help: "at most 63 letters, digits, `-`, `_` and `.`; a letter or a digit first and last",
          });
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
      nvidia.com/gpu: 1
  replicas: 1
  nodeSelector:
    example.com/zone: rack 7/left
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
    example.com/zone: rack-7.left
`,
  },
});

const nodeSelector = at("spec", "nodeSelector");
const labelMaps: Readonly<Record<"NIMService" | "NIMCache" | "NIMBuild", readonly Path[]>> = {
  NIMService: [nodeSelector, at("spec", "labels"), at("spec", "expose", "service", "labels")],
  NIMCache: [nodeSelector],
  NIMBuild: [nodeSelector],
};
