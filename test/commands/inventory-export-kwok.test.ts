import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { h100Pool, inventoryFolder, inventoryText, l40sPool } from "../support/inventory-folder.ts";

const { run, write } = inventoryFolder();

test("prints documents, or one List", async () => {
  write("inventory.yaml", inventoryText(h100Pool + l40sPool));
  const { code, out } = await run(["export", "kwok", "inventory.yaml", "--at", "min"]);
  expect(code).toBe(0);
  const kinds = parseAllDocuments(out).map((document) => document.toJS().kind);
  expect(kinds).toEqual(["Namespace", "Node", "Node", "Node", "Pod", "Pod"]);
  const list = await run(["export", "kwok", "inventory.yaml", "--format", "json"]);
  expect(JSON.parse(list.out).items).toHaveLength(9);
});

test("writes the same bytes each time", async () => {
  write("inventory.yaml", inventoryText(h100Pool + l40sPool));
  const [one, two] = [
    await run(["export", "kwok", "inventory.yaml"]),
    await run(["export", "kwok", "-"], { stdin: inventoryText(h100Pool + l40sPool) }),
  ];
  expect(one.out).toBe(two.out);
});

test("the word export alone lists its commands, as a mistake unless help is asked for", async () => {
  expect(await run(["export"])).toMatchObject({
    code: 2,
    out: expect.stringContaining("inventory export kwok"),
  });
  expect(await run(["export", "--help"])).toMatchObject({ code: 0 });
});
