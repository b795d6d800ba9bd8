import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nearName } from "../../src/lint/near-name.ts";
import { lintText } from "../support/lint-text.ts";

test("a slip of the pen is near", () => {
  expect(nearName("llama8b", ["llama-8b", "mistral-7b"])).toBe("llama-8b");
  expect(nearName("wieghts", ["weights"])).toBe("weights");
});

test("another number is another model, not a slip of the pen", () => {
  expect(nearName("llama-70b", ["llama-8b"])).toBeUndefined();
  expect(nearName("llama-3.1-8b", ["llama-3-8b"])).toBeUndefined();
});

test("nothing is looked for among very many names", () => {
  const names = Array.from({ length: 201 }, (_, index) => `cache-${index}`);
  expect(nearName("cahce-7", names)).toBeUndefined();
  expect(nearName("cahce-7", names.slice(0, 200))).toBe("cache-7");
});

test("a dependency on a service of the pipeline that is misspelt is told the service", () => {
  const text = readFileSync(
    join(import.meta.dirname, "cases/dependency-without-env/bad-misspelt.yaml"),
    "utf8",
  );
  expect(lintText(text).findings.map(({ help }) => help)).toEqual([
    "write `name: embedder`, as the pipeline has it, `envName: EMBEDDER_URL` and `envValue: http://embedder:8000`",
  ]);
});
