import fc from "fast-check";
import { expect, test } from "vitest";
import { mergePatch } from "../../../reconciler/process/status-patch.ts";
import { isMap, type Value, type ValueMap } from "../../../src/nim/value.ts";

const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer(), { maxLength: 3 }));
const { map } = fc.letrec<{ map: ValueMap; value: Value }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, leaf, tie("map")),
  map: fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("value"), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
}));

test("a merge patch makes the one of the other (RFC 7396)", () => {
  fc.assert(
    fc.property(map, map, (before, after) => {
      expect(applied(before, mergePatch(before, after))).toEqual(after);
    }),
  );
});

test("nothing is sent where nothing changed", () => {
  fc.assert(
    fc.property(map, (status) => {
      expect(mergePatch(status, structuredClone(status))).toEqual({});
    }),
  );
});

/** Source: RFC 7396, section 2. */
function applied(target: Value | undefined, patch: Value): Value {
  if (!isMap(patch)) return patch;
  const result: ValueMap = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applied(result[key], value);
  }
  return result;
}
