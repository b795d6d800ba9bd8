import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { inventoryJsonSchema } from "../../src/inventory/json-schema.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { goldenDirectory, haveGolden, noGolden } from "../support/golden.ts";
import { inventoryDocument, pool } from "../support/inventories.ts";

const accepts = new Ajv({ strict: false, unicodeRegExp: false }).compile(inventoryJsonSchema());

describe("the JSON Schema for editors", () => {
  const scheduling = join(goldenDirectory, "scheduling");
  test.runIf(haveGolden || process.env.CI).each(haveGolden ? readdirSync(scheduling) : [noGolden])(
    "accepts the recorded fleet %s",
    (name) => {
      expect(accepts(parse(readFileSync(join(scheduling, name, "inventory.yaml"), "utf8")))).toBe(true);
    },
  );

  test.each<[string, ValueMap, boolean]>([
    ["nodes as a number", pool({}, { nodes: 2 }), true],
    ["nodes as a range", pool({}, { nodes: { min: 0, max: 4 } }), true],
    ["a capability as a number", pool({ computeCapability: 9 }), true],
    ["an amount as a number", pool({}, { allocatable: { cpu: 64 } }), true],
    ["a misspelt field", pool({ counts: 8 }), false],
    ["another NVLink", pool({ nvlink: "nvlink" }), false],
    ["an amount that is none", pool({}, { reserved: { memory: "80 GB" } }), false],
  ])("%s: %o is right: %s", (_, written, right) => {
    expect(accepts(inventoryDocument([written]))).toBe(right);
  });

  test("components are there or have a version", () => {
    const components = { nfd: true, gpuOperator: "v25.3.0" };
    expect(accepts(inventoryDocument([pool()], { components }))).toBe(true);
  });

  test("explains every field", () => {
    const text = JSON.stringify(inventoryJsonSchema());
    expect(text).toContain("or an alias such as h100-sxm");
    expect(text).toContain("How many nodes there are");
  });
});
