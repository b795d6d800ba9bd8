import fc from "fast-check";
import { expect, test } from "vitest";
import { ownerLabel } from "../../../reconciler/decide/owner-label.ts";

test("says namespace and name", () => {
  expect(ownerLabel({ namespace: "ml", name: "models" })).toBe("ml.models");
});

const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);

test("is a label value, whatever the names, and another one for each", () => {
  fc.assert(
    fc.property(label, label, label, label, (namespace, name, otherNamespace, otherName) => {
      const one = ownerLabel({ namespace, name });
      expect(one).toMatch(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);
      const isSame = namespace === otherNamespace && name === otherName;
      expect(one === ownerLabel({ namespace: otherNamespace, name: otherName })).toBe(isSame);
    }),
  );
});
