import { faultOf } from "../../nim/schema/examine.ts";
import type { NimKind } from "../../nim/schema/kinds.ts";
import { leafAt } from "../../nim/schema/leaf-at.ts";
import { type Path, valueAt } from "../../nim/value.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import type { Fix } from "../finding.ts";
import { rule, set, unsafe } from "../rule.ts";

export const invalidValue = rule({
  id: "invalid-value",
  title: "a value is of the right type, but not allowed",
  kinds: ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"],
  severity: "error",
  enforcedBy: "api-server",
  why: `The CRD limits the value: to a list of words, a range of numbers, a length, or a pattern. The API
server refuses anything else. Words count to the letter, upper and lower case too, and patterns hold to the
very end: a line break after the value fails.`,
  source: "CRDs of k8s-nim-operator",
  check(resource, report, { operatorVersion }) {
    for (const { code, path, message, help, suggestion } of resource.problems) {
      if (code !== "invalid-value") continue;
      const value = valueAt(resource.written, path);
      const correct =
        typeof value === "string"
          ? correctionOf(value, suggestion, resource.kind, operatorVersion, path)
          : undefined;
      report(path, message, { help, fix: correct });
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
  inferencePlatform: KServe
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
  inferencePlatform: kserve
`,
  },
});

/** The same word in other letters, or without the blanks and line breaks around it, is surely meant. */
function correctionOf(
  value: string,
  suggestion: string | undefined,
  kind: NimKind,
  version: OperatorVersion,
  path: Path,
): Fix | undefined {
  if (suggestion !== undefined) {
    const fix = set(path, suggestion);
    return value.toLowerCase() === suggestion.toLowerCase() ? fix : unsafe(fix);
  }
  const expected = leafAt(kind, version, path);
  const trimmed = value.trim();
  if (expected === undefined || trimmed === value || faultOf(expected, trimmed) !== undefined)
    return undefined;
  return set(path, trimmed);
}
