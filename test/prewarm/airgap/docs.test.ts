import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failureCodes } from "../../../src/prewarm/airgap/failure-codes.ts";
import { airgapJsonSchema } from "../../../src/prewarm/airgap/file/json-schema.ts";

const docs = join(import.meta.dirname, "../../../docs");

test("docs/airgap.md tells every code", () => {
  const page = readFileSync(join(docs, "airgap.md"), "utf8");
  const missing = Object.entries(failureCodes).filter(
    ([code, means]) => !page.includes(`| \`${code}\` | ${means} |`),
  );
  expect(missing).toEqual([]);
});

test("docs/airgap-file.md tells every setting, and none that there is not", () => {
  const page = readFileSync(join(docs, "airgap-file.md"), "utf8");
  const told = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, setting]) => setting);
  expect(told.toSorted()).toEqual(settingsOf(airgapJsonSchema(), "").toSorted());
});

function settingsOf(schema: unknown, above: string): string[] {
  const { properties = {} } = schema as {
    properties?: Record<string, { type?: string; items?: { properties?: object } }>;
  };
  return Object.entries(properties).flatMap(([name, value]) => {
    const isList = value.type === "array" && value.items?.properties !== undefined;
    const here = `${above === "" ? "" : `${above}.`}${name}${isList ? "[]" : ""}`;
    return [here, ...settingsOf(isList ? value.items : value, here)];
  });
}
