import { isOfKind } from "../../manifest/resource.ts";
import { isLabelValue } from "../../nim/label-value.ts";
import { quoted } from "../../nim/quoted.ts";
import { corrected } from "../corrected.ts";
import { isRefused } from "../refused.ts";
import { at, remove, rule, set, unsafe } from "../rule.ts";

/** The CRD takes any text for operator and effect. */
export const tolerationForm = rule({
  id: "toleration-form",
  title: "a toleration is written in a way that Kubernetes refuses",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `The CRD has no list of operators and effects. The API server judges tolerations when the operator makes the
Deployment, Job or Pod, and refuses it: the service is Failed, and the pods of a cache are never made.

\`operator\` is \`Equal\` (the default) or \`Exists\`, which takes no \`value\`; without a \`key\` it must be
\`Exists\`. \`effect\` is \`NoSchedule\`, \`PreferNoSchedule\` or \`NoExecute\`, or is left out for all of them.`,
  source: "Kubernetes pkg/apis/core/validation, ValidateTolerations, validateTaintEffect",
  check(resource, report) {
    for (const [index, toleration] of (resource.spec.tolerations ?? []).entries()) {
      const { key, operator, value, effect, tolerationSeconds } = toleration;
      const path = at("spec", "tolerations", index);
      if (isRefused(resource, path)) continue;
      if (operator && !operators.includes(operator)) {
        const place = [...path, "operator"];
        report(
          place,
          `${quoted(operator)} is no operator of a toleration`,
          corrected(place, operator, operators),
        );
      } else if (!key && operator !== "Exists") {
        report([...path, "operator"], "a toleration without a key needs the operator Exists", {
          help: "write the key of the taint, such as nvidia.com/gpu, or `operator: Exists` to tolerate every taint",
        });
      } else if (operator === "Exists" && value) {
        report([...path, "value"], `operator Exists takes no value, but ${quoted(value)} is written`, {
          help: "remove the value, or write `operator: Equal` to tolerate that value alone",
          related: [[...path, "operator"]],
          fix: unsafe(remove(...path, "value")),
        });
      } else if (operator !== "Exists" && value && !isLabelValue(value)) {
        report([...path, "value"], `${quoted(value)} is no value that a taint can have`, {
          help: "write at most 63 letters, digits, -, _ and ., the first and the last a letter or a digit",
        });
      }
      if (effect && !effects.includes(effect)) {
        const place = [...path, "effect"];
        report(place, `${quoted(effect)} is no effect of a taint`, corrected(place, effect, effects));
      } else if (
        tolerationSeconds !== undefined &&
        effect !== "NoExecute" &&
        !isOfKind(resource, "NIMService")
      ) {
        // Of a service the operator leaves them out: toleration-seconds-dropped.
        report([...path, "tolerationSeconds"], "tolerationSeconds needs the effect NoExecute", {
          help: "remove it, or write `effect: NoExecute`",
          fix: effect
            ? unsafe(remove(...path, "tolerationSeconds"))
            : unsafe(set([...path, "effect"], "NoExecute")),
        });
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
  tolerations:
    - key: nvidia.com/gpu
      operator: Exist
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
  tolerations:
    - key: nvidia.com/gpu
      operator: Exists
`,
  },
});

const operators = ["Exists", "Equal"];
const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
