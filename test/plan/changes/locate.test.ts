import { describe, expect, test } from "vitest";
import { locationOf } from "../../../src/plan/changes/locate.ts";
import { setOf } from "../../support/plan-sets.ts";

const rest = "metadata: { name: llama, namespace: models }\nspec: {}\n";
const documents: Readonly<Record<string, string>> = {
  "at its beginning": `apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\n${rest}`,
  "with Windows' line ends": `apiVersion: apps.nvidia.com/v1alpha1\r\nkind: NIMCache\r\n${rest}`,
  "below comments": `# kind: Secret\n\n  # More.\n--- # Here.\napiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\n${rest}`,
  "kind first": `kind: NIMCache\napiVersion: apps.nvidia.com/v1alpha1\n${rest}`,
  "kind last": `apiVersion: apps.nvidia.com/v1alpha1\n${rest}kind: NIMCache\n`,
  "in quotes": `"apiVersion": "apps.nvidia.com/v1alpha1"\n"kind": "NIMCache"\n${rest}`,
  "as JSON": `{"apiVersion":"apps.nvidia.com/v1alpha1",\n"kind":"NIMCache",\n"metadata":{"name":"llama","namespace":"models"}}\n`,
  "with comments behind": `apiVersion: apps.nvidia.com/v1alpha1 # v1\nkind: NIMCache # a cache\n${rest}`,
  "as the second of a file": `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\n---\n\napiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\n${rest}`,
  "after a byte order mark": `\uFEFFapiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\n${rest}`,
  "where nothing else is": `kind: NIMCache\napiVersion: apps.nvidia.com/v1alpha1\nmetadata:\n  name: llama\n  namespace: models\n  annotations: { kind: x }`,
};

describe("the line on which a resource says what it is", () => {
  test.each(Object.entries(documents))("%s", (_, text) => {
    const cache = setOf({ "cache.yaml": text }).find("NIMCache", "models", "llama");
    if (!cache) throw new Error("it was not read");
    const { line } = locationOf(cache);
    // As the reader of places has it, which reads the whole document again.
    const { file, range } = cache.document.sourceOf(["kind"], true);
    expect(line).toBe(file.position(range.start).line);
    expect(text.split("\n")[line - 1]).toMatch(/"?kind"?:\s*"?NIMCache/);
  });
});
