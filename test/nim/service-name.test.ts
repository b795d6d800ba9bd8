import fc from "fast-check";
import { expect, test } from "vitest";
import { correctedServiceName, isServiceName } from "../../src/nim/service-name.ts";

test.each(["llama-8b", "a", "a".repeat(59), "x1"])("a NIMService may be called %s", (name) => {
  expect(isServiceName(name)).toBe(true);
});

test.each(["llama-3.1-8b", "8b-llama", "-a", "a-", "Llama", "a_b", "", "a".repeat(60)])(
  "a NIMService may not be called %j",
  (name) => {
    expect(isServiceName(name)).toBe(false);
  },
);

test.each([
  ["llama-3.1-8b", "llama-3-1-8b"],
  ["8b-llama", "nim-8b-llama"],
  ["Meta/Llama_3", "meta-llama-3"],
  [`${"a".repeat(58)}.b`, "a".repeat(58)],
])("instead of %j one may write %j", (name, corrected) => {
  expect(correctedServiceName(name)).toBe(corrected);
});

test("the corrected name is always one that a NIMService may have", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (name) => {
      expect(isServiceName(correctedServiceName(name))).toBe(true);
    }),
  );
});
