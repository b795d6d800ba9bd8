import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryCrd } from "../../../reconciler/repository/crd.ts";
import { repositoryIn } from "../../../reconciler/repository/read-file.ts";
import { SourceFile } from "../../../src/manifest/document.ts";
import { isMap, valueAt } from "../../../src/nim/value.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/status-page.md"), "utf8");

test("the page names every field of spec.publish, and no other", () => {
  const path = ["spec", "versions", 0, "schema", "openAPIV3Schema", "properties", "spec", "properties"];
  const properties = valueAt(repositoryCrd(), [...path, "publish", "properties"]);
  const table = page.slice(page.indexOf("| field of"), page.indexOf("| path |"));
  const named = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(Object.keys(isMap(properties) ? properties : {}).sort());
});

test("its example is right", () => {
  const [, text = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(repositoryIn(new SourceFile("example", text)).spec.publish).toEqual({
    badges: true,
    page: true,
    cluster: true,
    resources: ["*"],
    pools: ["h100"],
  });
});
