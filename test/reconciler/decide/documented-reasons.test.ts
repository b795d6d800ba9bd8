import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reconcilerReasons } from "../../support/reconciler/reasons.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/reconciler-decisions.md"), "utf8");

test("docs/reconciler-decisions.md explains every reason that a status may hold", () => {
  const reasons = reconcilerReasons(["decide", "apply", "pass"]);
  expect(reasons.length).toBeGreaterThan(40);
  expect(reasons.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
});
