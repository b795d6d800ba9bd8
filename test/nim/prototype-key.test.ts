import { expect, test } from "vitest";
import { prototypeKeyIn } from "../../src/nim/prototype-key.ts";

test.each([
  ['{"a": [{"b": {"__proto__": null}}]}', ["a", 0, "b", "__proto__"]],
  ['{"__proto__": {}}', ["__proto__"]],
  ['{"\\u005f_proto__": {}}', ["__proto__"]],
  ['{"a": "__proto__", "constructor": {"prototype": {}}}', undefined],
  ["null", undefined],
])("in %s it is found where it stands", (text, path) => {
  expect(prototypeKeyIn(JSON.parse(text))).toEqual(path);
});

test("it is found however deep, and what aliases repeat a thousand million times is looked at once", () => {
  const depth = 20_000;
  const deep = JSON.parse(`${"[".repeat(depth)}{"__proto__":1}${"]".repeat(depth)}`);
  expect(prototypeKeyIn(deep)).toHaveLength(depth + 1);
  let wide: unknown = {};
  for (let level = 0; level < 30; level++) wide = [wide, wide];
  expect(prototypeKeyIn(wide)).toBeUndefined();
});
