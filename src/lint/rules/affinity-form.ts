import { isMultiNode } from "../../nim/multi-node.ts";
import { quoted } from "../../nim/quoted.ts";
import type { NIMServiceSpec } from "../../nim/schema/kinds.ts";
import type { Path } from "../../nim/value.ts";
import { corrected } from "../corrected.ts";
import { isRefused } from "../refused.ts";
import { at, type Report, rule } from "../rule.ts";

/** The CRD takes any text for operators, and any number for weights. */
export const affinityForm = rule({
  id: "affinity-form",
  title: "an affinity is written in a way that Kubernetes refuses",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `The CRD has no list of operators. The API server judges the affinity when the operator makes the Deployment and
refuses it, and the service is Failed. \`In\` and \`NotIn\` need \`values\`, \`Exists\` and \`DoesNotExist\` take none;
node affinity also knows \`Gt\` and \`Lt\` with one value. A \`weight\` is from 1 to 100, a \`topologyKey\` is not
empty, and \`nodeSelectorTerms\` has an item at least.`,
  source:
    "Kubernetes pkg/apis/core/validation, validateAffinity, ValidateNodeSelectorRequirement; apimachinery ValidateLabelSelectorRequirement",
  check(service, report, { operatorVersion }) {
    const { affinity } = service.spec;
    const path = at("spec", "affinity");
    // A LeaderWorkerSet is made without it.
    if (!affinity || isMultiNode(service.spec, operatorVersion) || isRefused(service, path)) return;
    judgeNodeAffinity(affinity.nodeAffinity, [...path, "nodeAffinity"], report);
    for (const name of ["podAffinity", "podAntiAffinity"] as const)
      judgePodAffinity(affinity[name], [...path, name], report);
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
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
          - matchExpressions:
              - key: nvidia.com/gpu.product
                operator: Equals
                values: [NVIDIA-H100-80GB-HBM3]
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
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
          - matchExpressions:
              - key: nvidia.com/gpu.product
                operator: In
                values: [NVIDIA-H100-80GB-HBM3]
`,
  },
});

type Affinity = NonNullable<NIMServiceSpec["affinity"]>;

interface Requirement {
  readonly operator?: string | undefined;
  readonly values?: readonly string[] | undefined;
}

const required = "requiredDuringSchedulingIgnoredDuringExecution";
const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
const setOperators = ["In", "NotIn", "Exists", "DoesNotExist"];
const nodeOperators = [...setOperators, "Gt", "Lt"];

function judgeNodeAffinity(affinity: Affinity["nodeAffinity"], path: Path, report: Report): void {
  const terms = affinity?.[required]?.nodeSelectorTerms;
  if (terms?.length === 0) {
    report([...path, required, "nodeSelectorTerms"], "nodeSelectorTerms is empty: the pods are refused", {
      help: "add a term with matchExpressions, or remove the required part",
    });
  }
  const judge = (requirements: readonly Requirement[] | undefined, place: Path) =>
    judgeRequirements(requirements, nodeOperators, place, report);
  terms?.forEach(({ matchExpressions }, index) => {
    judge(matchExpressions, [...path, required, "nodeSelectorTerms", index, "matchExpressions"]);
  });
  affinity?.[preferred]?.forEach(({ preference, weight }, index) => {
    judgeWeight(weight, [...path, preferred, index, "weight"], report);
    judge(preference?.matchExpressions, [...path, preferred, index, "preference", "matchExpressions"]);
  });
}

function judgePodAffinity(affinity: Affinity["podAffinity"], path: Path, report: Report): void {
  const terms = [
    ...(affinity?.[required] ?? []).map((term, index) => ({ term, place: [...path, required, index] })),
    ...(affinity?.[preferred] ?? []).map(({ podAffinityTerm, weight }, index) => {
      judgeWeight(weight, [...path, preferred, index, "weight"], report);
      return { term: podAffinityTerm, place: [...path, preferred, index, "podAffinityTerm"] };
    }),
  ];
  for (const { term, place } of terms) {
    if (term?.topologyKey === "") {
      report([...place, "topologyKey"], "topologyKey is empty: the pods are refused", {
        help: "write a node label, such as kubernetes.io/hostname",
      });
    }
    for (const selector of ["labelSelector", "namespaceSelector"] as const) {
      const expressions = [...place, selector, "matchExpressions"];
      judgeRequirements(term?.[selector]?.matchExpressions, setOperators, expressions, report);
    }
  }
}

function judgeWeight(weight: number | undefined, path: Path, report: Report): void {
  if (weight === undefined || (weight >= 1 && weight <= 100)) return;
  report(path, `a weight of ${weight} is refused`, { help: "write a number from 1 to 100" });
}

function judgeRequirements(
  requirements: readonly Requirement[] | undefined,
  operators: readonly string[],
  path: Path,
  report: Report,
): void {
  requirements?.forEach(({ operator, values = [] }, index) => {
    const place = [...path, index, "operator"];
    if (operator === undefined) return;
    if (!operators.includes(operator)) {
      report(
        place,
        `${quoted(operator)} is no operator here: the pods are refused`,
        corrected(place, operator, operators),
      );
    } else if (/^(In|NotIn)$/.test(operator) && values.length === 0) {
      report(place, `the operator ${operator} needs values: the pods are refused`, {
        help: "add values, or write Exists to ask for the label alone",
      });
    } else if (/Exist/.test(operator) && values.length > 0) {
      report([...path, index, "values"], `the operator ${operator} takes no values: the pods are refused`, {
        help: `remove the values, or write ${operator === "Exists" ? "In" : "NotIn"}`,
        related: [place],
      });
    } else if (/^[GL]t$/.test(operator) && values.length !== 1) {
      report(place, `the operator ${operator} needs one value, but has ${values.length}`, {
        help: 'write one whole number in quotes: values: ["8"]',
      });
    }
  });
}
