import { faultOf } from "../../nim/schema/examine.ts";
import type { Problem } from "../../nim/schema/judge.ts";
import type { Leaf } from "../../nim/schema/kit.ts";
import { leafAt } from "../../nim/schema/leaf-at.ts";
import { type Value, valueAt } from "../../nim/value.ts";
import type { Fix } from "../finding.ts";
import { remove, rename, rule, unsafe } from "../rule.ts";
import { isWritten } from "../written.ts";

export const unknownField = rule({
  id: "unknown-field",
  title: "a field does not exist",
  kinds: ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"],
  severity: "error",
  enforcedBy: "api-server",
  why: `The API server and \`kubectl apply\` validate strictly and refuse fields that the CRD does not have.
Tools that do not ask for strict validation get the field **dropped without a word**, and the resource works
as if it had never been written.

Most unknown fields are misspelt, stand at the wrong depth (\`size\` under \`storage\` instead of
\`storage.pvc\`), or come from the values of the NIM Helm chart.`,
  source: "CRDs of k8s-nim-operator; strict field validation of the API server; k8s-nim-operator issue 611",
  check(resource, report, { operatorVersion }) {
    for (const problem of resource.problems) {
      if (problem.code !== "unknown-field") continue;
      const meant =
        problem.suggestion === undefined ? undefined : [...problem.path.slice(0, -1), problem.suggestion];
      const taken = meant !== undefined && isWritten(resource, meant);
      const fits =
        meant !== undefined &&
        couldHold(leafAt(resource.kind, operatorVersion, meant), valueAt(resource.written, problem.path));
      report(problem.path, problem.message, {
        help: taken ? `${problem.help} It is there already: keep one of the two` : problem.help,
        related: taken ? [meant] : [],
        fix: fixOf(problem, taken, fits),
        onKey: true,
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
  replica: 1
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

/** A renamed field must not stand twice; which of the two the author meant, nobody knows. */
function fixOf({ path, suggestion }: Problem, taken: boolean, fits: boolean): Fix | undefined {
  if (suggestion === undefined) return undefined;
  if (taken) return unsafe(remove(...path));
  const fix = rename(path, suggestion);
  return fits ? fix : unsafe(fix);
}

function couldHold(leaf: Leaf | undefined, value: Value | undefined): boolean {
  if (value === undefined || value === null) return true;
  return leaf === undefined ? typeof value === "object" : faultOf(leaf, value) === undefined;
}
