import { expect, test } from "vitest";
import { remembered } from "../../src/nim/remembered.ts";

test("an answer is worked out once, and is right however many texts are asked about", () => {
  let asked = 0;
  const lengthOf = remembered((text) => {
    asked += 1;
    return text.length;
  });
  expect([lengthOf("cpu"), lengthOf("cpu"), lengthOf("__proto__"), lengthOf("")]).toEqual([3, 3, 9, 0]);
  expect(asked).toBe(3);
  for (let count = 0; count < 10_000; count++) expect(lengthOf(`text-${count}`)).toBe(`text-${count}`.length);
  expect(lengthOf("cpu")).toBe(3);
});

test("that there is no answer is remembered too", () => {
  let asked = 0;
  const nothing = remembered(() => {
    asked += 1;
    return undefined;
  });
  expect([nothing("a"), nothing("a"), asked]).toEqual([undefined, undefined, 1]);
});

test("long texts are not kept", () => {
  let asked = 0;
  const count = remembered(() => ++asked);
  const long = "x".repeat(1000);
  expect([count(long), count(long)]).toEqual([1, 2]);
});
