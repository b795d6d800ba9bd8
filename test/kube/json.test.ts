import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson, toJson } from "../../src/kube/json.ts";
import type { Value } from "../../src/nim/value.ts";

describe("JSON", () => {
  it("keeps every digit of 64-bit integers", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (integer) => {
        const text = `{"a":[${integer}]}`;
        expect(toJson(parseJson(text))).toBe(text);
      }),
    );
  });

  it("comes back as it was", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(toJson(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it("makes a key of __proto__ nothing but a key", () => {
    const value = parseJson('{"__proto__":{"polluted":true},"n":12345678901234567890}');
    expect(toJson(value)).toContain('"__proto__":{"polluted":true}');
    expect(({} as { polluted?: Value }).polluted).toBeUndefined();
  });

  it("leaves numbers alone that are none of 64 bits", () => {
    expect(parseJson("[0.1234567890123456, 1e400, 123456789012345678901234567890]")).toEqual([
      0.1234567890123456,
      Number.POSITIVE_INFINITY,
      1.2345678901234568e29,
    ]);
  });
});
