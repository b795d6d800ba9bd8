import type { Resource } from "../../manifest/resource.ts";
import { faultOf } from "../../nim/schema/examine.ts";
import { intended } from "../../nim/schema/intended.ts";
import type { Leaf } from "../../nim/schema/kit.ts";
import { leafAt } from "../../nim/schema/leaf-at.ts";
import { type Path, type Value, valueAt } from "../../nim/value.ts";
import { type ReportDetails, rule, set, unsafe } from "../rule.ts";

export const wrongType = rule({
  id: "wrong-type",
  title: "a value has the wrong type",
  kinds: ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"],
  severity: "error",
  enforcedBy: "api-server",
  why: `The CRD says what each field holds: text, a whole number, true or false, an amount, a list or a map.
The API server converts nothing: \`tensorParallelism: 1\` is refused because the field is text, \`replicas:
"2"\` because it is a number.

kubectl reads plain scalars as YAML 1.1 does, so that some that look like text are none: \`no\`, \`on\` and
\`y\` are booleans, \`1.10\` is the number 1.1, \`0777\` is 511. In quotes they stay what they look like.`,
  source: "CRDs of k8s-nim-operator; sigs.k8s.io/yaml, which kubectl reads with",
  check(resource, report, { operatorVersion }) {
    for (const { code, path, message, help } of resource.problems) {
      if (code !== "wrong-type") continue;
      const value = valueAt(resource.written, path);
      const expected = leafAt(resource.kind, operatorVersion, path);
      if (value === undefined || expected === undefined) report(path, message, { help });
      else report(path, message, { help, ...correctionOf(expected, value, resource, path) });
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
    tag: 1.10
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
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: "1.10"
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

/** What the author surely meant; nothing where that would be a guess. */
function correctionOf(expected: Leaf, value: Value, resource: Resource, path: Path): ReportDetails {
  const meant = intended(expected, value, path);
  if (meant) {
    if (meant.value === undefined) return {};
    const fix = set(path, meant.value);
    return { fix: meant.isSure ? fix : unsafe(fix) };
  }
  if (typeof value === "string") {
    const bare = bareValues(value).find((candidate) => faultOf(expected, candidate) === undefined);
    return bare === undefined
      ? {}
      : { help: `write ${labelOf(path)}${bare}, without quotes`, fix: set(path, bare) };
  }
  const scalar = value === null ? undefined : resource.document.places.scalarAt(resource.place(path));
  if (scalar?.style !== "plain" || faultOf(expected, scalar.source) !== undefined) return {};
  const { source } = scalar;
  const quoted = `${labelOf(path)}"${source}"`;
  const read = typeof value === "boolean" ? "a boolean" : `the number ${value}`;
  const version = isYaml11(source) ? " (YAML 1.1)" : "";
  return {
    help:
      source === String(value)
        ? `put the value in quotes: ${quoted}`
        : `kubectl reads the plain \`${source}\` as ${read}${version}; write ${quoted}`,
    fix: set(path, source),
  };
}

function bareValues(text: string): (number | boolean)[] {
  if (/^[+-]?[0-9]+(\.[0-9]+)?$/.test(text)) return [Number(text)];
  if (/^(true|yes|on|y)$/i.test(text)) return [true];
  return /^(false|no|off|n)$/i.test(text) ? [false] : [];
}

/** Words and octal numbers that YAML 1.2 takes for something else. */
function isYaml11(source: string): boolean {
  return /^(y|yes|n|no|on|off)$/i.test(source) || /^[-+]?0[0-9_]+$/.test(source);
}

function labelOf(path: Path): string {
  const name = path.at(-1);
  return typeof name === "string" ? `${name}: ` : "- ";
}
