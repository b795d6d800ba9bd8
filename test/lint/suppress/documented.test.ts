import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shown, suppressing } from "./suppressing.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/ignoring.md"), "utf8");

test("the manifest of the page about ignores has no findings but those that it ignores", () => {
  const manifest = /```yaml\n(# nimops-ignore .*?)```/s.exec(page)?.[1] ?? "";
  expect(shown(suppressing({ "demo.yaml": manifest }).findings)).toEqual([]);
  expect(shown(suppressing({ "demo.yaml": manifest }, { noIgnores: true }).findings)).toEqual([
    "demo.yaml:6 warning no-gpu-requested",
    "demo.yaml:9 warning image-tag-latest",
    "demo.yaml:12 error empty-auth-secret",
    "demo.yaml:14 warning no-cache-at-all",
  ]);
});
