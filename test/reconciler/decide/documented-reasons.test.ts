import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/reconciler-decisions.md"), "utf8");

/** Of a resource or a condition that says no more than its phase or status does. */
const plain = ["Done", "Failed", "Healthy", "NotStalled", "Progressing", "Ready", "Stalled", "Unknown"];

test("docs/reconciler-decisions.md explains every reason that a status may hold", () => {
  const reasons = ["decide", "apply", "pass"].flatMap((folder) =>
    readdirSync(join(root, "reconciler", folder)).flatMap((file) => {
      const text = readFileSync(join(root, "reconciler", folder, file), "utf8");
      return [
        ...text.matchAll(
          /reason(?:: |: \w+ \? |\w*\.set\()"([A-Z]\w+)"|^ {2}(?:"[\w-]+"|\w+): "([A-Z][a-z]+[A-Z]\w+)",$/gm,
        ),
      ].map(([, one, other]) => one ?? other ?? "");
    }),
  );
  expect(reasons.length).toBeGreaterThan(40);
  const missing = [...new Set(reasons)].filter(
    (reason) => !plain.includes(reason) && !page.includes(`\`${reason}\``),
  );
  expect(missing).toEqual([]);
});
