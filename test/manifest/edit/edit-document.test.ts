import { expect, test } from "vitest";
import type { Edit } from "../../../src/manifest/edit/edit.ts";
import { type EditGroup, editDocument } from "../../../src/manifest/edit/edit-document.ts";

type Case = readonly [what: string, before: string, edit: Edit, after: string];

const remove = (...path: (string | number)[]): Edit => ({ op: "remove", path });
const set = (value: string | number | boolean, ...path: (string | number)[]): Edit => ({
  op: "set",
  path,
  value,
});
const rename = (key: string, ...path: (string | number)[]): Edit => ({ op: "rename", path, key });

const removals: Case[] = [
  ["a line with its comment", "a: 1\nb: 2 # two\nc: 3\n", remove("b"), "a: 1\nc: 3\n"],
  ["the last line", "a: 1\nb: 2\n", remove("b"), "a: 1\n"],
  ["a last line that has no line break", "a: 1\nb: 2", remove("b"), "a: 1"],
  ["the same with \\r\\n", "a: 1\r\nb: 2", remove("b"), "a: 1"],
  ["the first line behind a byte order mark", "\uFEFFa: 1\nb: 2\n", remove("a"), "\uFEFFb: 2\n"],
  ["the first line behind a marker", "--- # one\na: 1\nb: 2\n", remove("a"), "--- # one\nb: 2\n"],
  ["a block, with \\r\\n", "a:\r\n  x: 1\r\n  w: 2 #\r\nb: 2\r\n", remove("a"), "b: 2\r\n"],
  [
    "comments inside, not those above",
    "# a\na:\n  # x\n  x: 1\n  # more\n# b\nb: 2\n",
    remove("a"),
    "# a\n# b\nb: 2\n",
  ],
  ["a literal block", "a: |\n  x: 1\n\n  y\nb: 2\n", remove("a"), "b: 2\n"],
  ["a folded block with a blank line behind it", "b: 2\na: >-\n  x\n\nc: 3\n", remove("a"), "b: 2\n\nc: 3\n"],
  ["a value of several lines", "a: x\n  y\n  z\nb: 2\n", remove("a"), "b: 2\n"],
  ["a key without a value", "a:\nb: 2\n", remove("a"), "b: 2\n"],
  ["an item", "l:\n- a\n- b # b\n- c\n", remove("l", 1), "l:\n- a\n- c\n"],
  ["an item of maps", "l:\n  - a: 1\n    b: 2\n  - a: 3\n", remove("l", 0), "l:\n  - a: 3\n"],
  ["an item that is empty", "l:\n  -\n  - b\n", remove("l", 0), "l:\n  - b\n"],
  ["the pair behind a dash", "l:\n  - a: 1 # one\n    b: 2\n", remove("l", 0, "a"), "l:\n  - b: 2\n"],
  [
    "the pair behind a dash before a comment",
    "l:\n  - a: 1\n    # b\n    b: 2\n",
    remove("l", 0, "a"),
    "l:\n  -\n    # b\n    b: 2\n",
  ],
  ["an item of a list in a list", "l:\n- - a\n  - b\n", remove("l", 0, 0), "l:\n- - b\n"],
  ["the only pair", "a:  # why\n  x: 1 # x\nb: 2\n", remove("a", "x"), "a: {}  # why\nb: 2\n"],
  ["the only pair behind a dash", "l:\n  - x: 1\n  - w: 1\n", remove("l", 0, "x"), "l:\n  - {}\n  - w: 1\n"],
  ["the only item", "a:\n- x\nb: 2\n", remove("a", 0), "a: []\nb: 2\n"],
  ["the only item of a list in a list", "a:\n- - x\n", remove("a", 0, 0), "a:\n- []\n"],
  ["the first in braces", "a: {x: 1, w: 2}\n", remove("a", "x"), "a: {w: 2}\n"],
  ["the last in braces", "a: { x: 1, w: 2 }\n", remove("a", "w"), "a: { x: 1 }\n"],
  ["the middle in brackets", "a: [x, y , z]\n", remove("a", 1), "a: [x, z]\n"],
  ["the only one in braces", "a: { x: 1 }\n", remove("a", "x"), "a: {}\n"],
  ["one with a trailing comma", "a: [x,]\n", remove("a", 0), "a: []\n"],
  [
    "a line in brackets",
    "a: [\n  x, # x\n  y, # y\n  z # z\n]\n",
    remove("a", 1),
    "a: [\n  x, # x\n  z # z\n]\n",
  ],
  ["the last line in brackets", "a: [\n  x, # x\n  y # y\n]\n", remove("a", 1), "a: [\n  x # x\n]\n"],
  ["a line of JSON", '{\n\t"a": 1,\n\t"b": "#",\n\t"c": 3\n}\n', remove("b"), '{\n\t"a": 1,\n\t"c": 3\n}\n'],
  ["the last line of JSON", '{\n  "a": 1,\n  "b": "#"\n}\n', remove("b"), '{\n  "a": 1\n}\n'],
  ["from JSON without blanks", '{"a":1,"b":[1,2]}', remove("b", 0), '{"a":1,"b":[2]}'],
  ["the only one in JSON", '{"a": {\n  "b": 1\n}}', remove("a", "b"), '{"a": {}}'],
  ["a quoted key", "'a': 1\n\"b\": 2\n", remove("b"), "'a': 1\n"],
  ["a line with tabs in it", "a:\t1\t#\tone\nb:\t2\t# two\n", remove("b"), "a:\t1\t#\tone\n"],
  ["a line with a Unicode line break behind it", "a: 1\u2028b: 2\u2028", remove("a"), "b: 2\u2028"],
];

test.each(removals)("removes %s", (_, before, edit, after) => {
  expect(editDocument(before, [[edit]])).toEqual({ text: after, outcomes: ["made"] });
});

const settings: Case[] = [
  ["a plain scalar", "a: 1 # one\nb: 2\n", set(3, "a"), "a: 3 # one\nb: 2\n"],
  ["a text that would be a number in quotes", "a: 1.10\n", set("1.10", "a"), 'a: "1.10"\n'],
  ["a text that would be a boolean to kubectl in quotes", "a: x\n", set("no", "a"), 'a: "no"\n'],
  [
    "a text that would be a number to base 60 elsewhere in quotes",
    "a: x\n",
    set("12:30", "a"),
    'a: "12:30"\n',
  ],
  ["a text that would be a comment in quotes", "a: x\n", set("b #c", "a"), 'a: "b #c"\n'],
  ["a text with a comma plainly", "a: x\n", set("a,b", "a"), "a: a,b\n"],
  ["a text with a comma in quotes within brackets", "a: [x]\n", set("a,b", "a", 0), 'a: ["a,b"]\n'],
  ["between the same single quotes", "a: 'x'\n", set("it's", "a"), "a: 'it''s'\n"],
  ["between the same double quotes", 'a: "x"\n', set('b"\n', "a"), 'a: "b\\"\\n"\n'],
  ["a number in the place of a quoted text", 'a: "1" # one\n', set(1, "a"), "a: 1 # one\n"],
  ["a literal block", "a: |\n  x\n  y\nb: 2\n", set("z", "a"), "a: z\nb: 2\n"],
  ["a key without a value", "a: # why\nb: 2\n", set(true, "a"), "a: true # why\nb: 2\n"],
  ["an empty item", "a:\n-\n- x\n", set("v", "a", 0), "a:\n- v\n- x\n"],
  ["null", "a: ~\n", set(1, "a"), "a: 1\n"],
  ["between tabs", "a:\t1\t# one\n", set(2, "a"), "a:\t2\t# one\n"],
  [
    "beside a merge key",
    "a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n",
    set(3, "c", "b"),
    "a: &x {b: 1}\nc:\n  <<: *x\n  b: 3\n",
  ],
  ["JSON", '{"a": 1}', set("x", "a"), '{"a": "x"}'],
  [
    "a missing key at the end of its map",
    "a:\n  x: 1 # x\nb: 2\n",
    set(3, "a", "w"),
    "a:\n  x: 1 # x\n  w: 3\nb: 2\n",
  ],
  ["a missing key at the end of the text", "a: 1", set(2, "b"), "a: 1\nb: 2"],
  [
    "a missing key with \\r\\n",
    "a: 1\r\nb:\r\n    c: 1\r\n",
    set(2, "b", "d"),
    "a: 1\r\nb:\r\n    c: 1\r\n    d: 2\r\n",
  ],
  [
    "a missing key behind deeper comments",
    "a:\n  x:\n    w: 1\n    # z: 2\n# b\nb: 2\n",
    set(1, "a", "z"),
    "a:\n  x:\n    w: 1\n    # z: 2\n  z: 1\n# b\nb: 2\n",
  ],
  [
    "a missing key in an item",
    "l:\n  - a: 1\n  - a: 2\n",
    set(true, "l", 0, "b"),
    "l:\n  - a: 1\n    b: true\n  - a: 2\n",
  ],
  [
    "missing parents",
    "a:\n    x: 1\n",
    set(5, "a", "b", "c", "d"),
    "a:\n    x: 1\n    b:\n        c:\n            d: 5\n",
  ],
  [
    "under a key without a value",
    "a:\n  b: # b\n  c: 1\n",
    set(1, "a", "b", "x"),
    "a:\n  b: # b\n    x: 1\n  c: 1\n",
  ],
  ["in empty braces", "a: {}\n", set("linux", "a", "kubernetes.io/os"), "a: {kubernetes.io/os: linux}\n"],
  ["in braces", "a: {x: 1}\n", set("no", "a", "w", "z"), 'a: {x: 1, w: {z: "no"}}\n'],
  ["in braces of several lines", "a: {\n  x: 1 # x\n}\n", set(2, "a", "b"), "a: {\n  x: 1, # x\n  b: 2\n}\n"],
  ["in the place of null", "a: null\n", set(2, "a", "b"), "a: {b: 2}\n"],
  [
    "a missing key of JSON",
    '{\n  "a": {\n    "b": 1\n  }\n}\n',
    set("x", "a", "c"),
    '{\n  "a": {\n    "b": 1,\n    "c": "x"\n  }\n}\n',
  ],
  ["a missing key of tight JSON", '{"a":{"b":1}}', set(true, "a", "c", "d"), '{"a":{"b":1,"c":{"d":true}}}'],
  ["empty JSON", '{"a": {}}', set(1, "a", "c"), '{"a": {"c": 1}}'],
];

test.each(settings)("sets %s", (_, before, edit, after) => {
  expect(editDocument(before, [[edit]])).toEqual({ text: after, outcomes: ["made"] });
});

const renamings: Case[] = [
  ["a plain key", "a:   1 # one\nb: 2\n", rename("c", "a"), "c:   1 # one\nb: 2\n"],
  ["a quoted key", "'a': 1\n", rename("c", "a"), "'c': 1\n"],
  ["a key that kubectl would take for a boolean", "a: 1\n", rename("y", "a"), '"y": 1\n'],
  ["a key of JSON", '{"a": [1]}', rename("c", "a"), '{"c": [1]}'],
  ["a key in braces", "x: [{a: 1}]\n", rename("c", "x", 0, "a"), "x: [{c: 1}]\n"],
];

test.each(renamings)("renames %s", (_, before, edit, after) => {
  expect(editDocument(before, [[edit]])).toEqual({ text: after, outcomes: ["made"] });
});

const impossible: [string, string, Edit][] = [
  ["an anchored value", "a: &x 1\nb: 2\n", set(2, "a")],
  ["an alias", "a: &x 1\nb: *x\n", set(2, "b")],
  ["what stands in an anchored map", "a: &x {w: 1}\nb: *x\n", set(2, "a", "w")],
  ["what an alias leads to", "a: &x {w: 1}\nb: *x\n", set(2, "b", "w")],
  ["a merged key", "a: &x {w: 1}\nb:\n  <<: *x\n  z: 1\n", set(2, "b", "w")],
  ["an anchor that would be lost", "b: 1\na:\n  - &x 1\nc: *x\n", remove("a")],
  ["a tagged value", "a: !!str 1\n", set("2", "a")],
  ["a key that stands twice", "a: 1\na: 2\nb: 3\n", remove("a")],
  ["the root", "a: 1\n", remove("a")],
  ["what is not there", "a: 1\nb: 2\n", remove("c")],
  ["an item that is not there", "a: [1]\n", set(1, "a", 1)],
  ["a map, by a scalar", "a: {b: 1}\n", set(1, "a")],
  ["a name that is taken", "a: 1\nb: 2\n", rename("b", "a")],
  ["a list, with a key", "a: [1]\n", set(1, "a", "b")],
  ["a key with a question mark", "? a\n: 1\nb: 2\n", remove("a")],
  ["a map without braces", "a: [b: 1]\n", set(1, "a", 0, "c")],
  ["blank lines that belong to a text", "a: |+\n  x\n\n", set(1, "b")],
];

test.each(impossible)("leaves %s alone", (_, before, edit) => {
  expect(editDocument(before, [[edit]])).toEqual({ text: before, outcomes: ["impossible"] });
});

test("makes all edits of a group, or none", () => {
  const group: EditGroup = [set(2, "a"), remove("b")];
  expect(editDocument("a: 1\nb: 2\n", [group]).text).toBe("a: 2\n");
  expect(editDocument("a: 1\nb: &x 2\nc: *x\n", [group])).toEqual({
    text: "a: 1\nb: &x 2\nc: *x\n",
    outcomes: ["impossible"],
  });
});

test("of groups that meet, the first wins, and the other is to be looked at again", () => {
  const { text, outcomes } = editDocument("a: {x: 1, w: 2}\n", [
    [remove("a", "x")],
    [remove("a", "w")],
    [set(3, "a", "x")],
  ]);
  expect(text).toBe("a: {w: 2}\n");
  expect(outcomes).toEqual(["made", "postponed", "postponed"]);
});

test("groups that are right alone and wrong together are not made together", () => {
  const { text, outcomes } = editDocument("a:\n  x: 1\n  w: 2\n", [[remove("a", "x")], [remove("a", "w")]]);
  expect(text).toBe("a:\n  w: 2\n");
  expect(outcomes).toEqual(["made", "postponed"]);
});

test("paths are those of the document before any edit", () => {
  const { text } = editDocument("l: # l\n- a\n- b\n- c\n- d\n", [
    [remove("l", 0)],
    [set("C", "l", 2)],
    [remove("l", 3)],
  ]);
  expect(text).toBe("l: # l\n- b\n- C\n");
});
