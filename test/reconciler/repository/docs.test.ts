import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { repositoryCrd } from "../../../reconciler/repository/crd.ts";
import { repositoryIn } from "../../../reconciler/repository/read-file.ts";
import { SourceFile } from "../../../src/manifest/document.ts";
import { isMap, valueAt } from "../../../src/nim/value.ts";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/reconciler-repository.md"), "utf8");

it("the page names every field of the spec, and no other", () => {
  const spec = valueAt(repositoryCrd(), [
    "spec",
    "versions",
    0,
    "schema",
    "openAPIV3Schema",
    "properties",
    "spec",
  ]);
  const properties = valueAt(spec, ["properties"]);
  const table = page.slice(page.indexOf("## Fields"), page.indexOf("## Opening"));
  const named = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(Object.keys(isMap(properties) ? properties : {}).sort());
});

it("its examples are right", () => {
  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
  expect(examples).toHaveLength(2);
  for (const text of examples)
    expect(repositoryIn(new SourceFile("example", text)).kind).toBe("NIMRepository");
});

it("it names every reason with which a source fails", () => {
  const folder = join(root, "reconciler/source");
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
  const reasons = [
    ...text.matchAll(
      /(?:SourceError\(\s*[^,]+,|reason: |unfit\()\s*(?:state === "N" \? )?"([A-Z][A-Za-z]+)"(?: : "([A-Z]\w+)")?/g,
    ),
  ].flatMap(([, one, other]) => [one, other]);
  const known = [...new Set(reasons.filter((reason) => reason !== undefined))];
  expect(known.length).toBeGreaterThan(20);
  expect(known.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
});
