import { expect, test } from "vitest";
import type { ValueMap } from "../../../src/nim/value.ts";
import { shownValue } from "../../../src/plan/changes/shown-value.ts";

test.each<[ValueMap, (string | number)[]]>([
  [{ env: [{ name: "HF_TOKEN", value: "abc" }] }, ["env", 0, "value"]],
  [{ args: ["--api-key", "abc"] }, ["args", 1]],
  [{ annotations: { "example.com/hf-token": "abc" } }, ["annotations", "example.com/hf-token"]],
  [
    {
      annotations: {
        "kubectl.kubernetes.io/last-applied-configuration": '{"env":[{"name":"HF_TOKEN","value":"abc"}]}',
      },
    },
    ["annotations", "kubectl.kubernetes.io/last-applied-configuration"],
  ],
])("what may be a secret is not shown: %j", (root, path) => {
  const value = path.reduce<unknown>((part, step) => Reflect.get(Object(part), step), root);
  expect(shownValue(String(value), path, root)).toBe("(hidden)");
  expect(shownValue(root, [], {})).not.toContain("abc");
});
