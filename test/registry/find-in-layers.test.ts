import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { findInLayers } from "../../src/registry/find-in-layers.ts";
import { type ArchiveEntry, tarArchive } from "../support/tar-archive.ts";

const [first, second] = ["/opt/nim/m.yaml", "/etc/nim/m.yaml"];
const file = (path: string, content: string): ArchiveEntry => ({ path, content });
const link = (path: string, target: string): ArchiveEntry => ({ path, type: "symbolic link", target });
const folder = (path: string): ArchiveEntry => ({ path, type: "folder" });

const cases: [string, (string | undefined)[], ArchiveEntry[][]][] = [
  ["the newest layer wins", ["new"], [[file("opt/nim/m.yaml", "old")], [file("opt/nim/m.yaml", "new")]]],
  ["a leading ./ is no other file", ["a"], [[file("./opt/nim/m.yaml", "a")]]],
  [
    "the first path wins over a newer second one",
    ["a"],
    [[file("opt/nim/m.yaml", "a")], [file("etc/nim/m.yaml", "b")]],
  ],
  ["a deleted file is gone", [undefined], [[file("opt/nim/m.yaml", "a")], [file("opt/nim/.wh.m.yaml", "")]]],
  [
    "a deleted folder takes its files along",
    [undefined],
    [[file("opt/nim/m.yaml", "a")], [file(".wh.opt", "")]],
  ],
  ["a folder may be emptied", [undefined], [[file("opt/nim/m.yaml", "a")], [file("opt/.wh..wh..opq", "")]]],
  [
    "what the emptying layer brings itself counts",
    ["b"],
    [[file("opt/nim/m.yaml", "a")], [file("opt/.wh..wh..opq", ""), file("opt/nim/m.yaml", "b")]],
  ],
  [
    "a deleted file may come back",
    ["b"],
    [[file("opt/nim/m.yaml", "a")], [file("opt/nim/.wh.m.yaml", "")], [file("opt/nim/m.yaml", "b")]],
  ],
  [
    "where the first was deleted, the second counts",
    ["b"],
    [[file("opt/nim/m.yaml", "a"), file("etc/nim/m.yaml", "b")], [file("opt/nim/.wh.m.yaml", "")]],
  ],
  [
    "the name of a neighbour is no match",
    [undefined],
    [[file("opt/nim/m.yaml2", "a"), file("opt/nim", "b")]],
  ],
  [
    "a relative link is followed",
    ["a"],
    [[file("opt/real.yaml", "a")], [link("opt/nim/m.yaml", "../real.yaml")]],
  ],
  [
    "an absolute link is followed in the image",
    ["a"],
    [[file("real.yaml", "a"), link("opt/nim/m.yaml", "/real.yaml")]],
  ],
  [
    "a link cannot leave the image",
    ["a"],
    [[file("etc/shadow", "a"), link("opt/nim/m.yaml", "../../../../../etc/shadow")]],
  ],
  ["a folder may be a link", ["a"], [[file("usr/nim/m.yaml", "a")], [link("opt", "usr")]]],
  [
    "a hard link is followed",
    ["a"],
    [[file("real.yaml", "a"), { path: "opt/nim/m.yaml", type: "hard link", target: "real.yaml" }]],
  ],
  ["a link to nothing leads nowhere", [undefined], [[link("opt/nim/m.yaml", "/none")]]],
  ["a folder is no file", [undefined], [[file("opt/nim/m.yaml", "a")], [folder("opt/nim/m.yaml")]]],
  [
    "an entry of the folder hides nothing",
    ["a"],
    [[file("opt/nim/m.yaml", "a")], [folder("opt"), folder("opt/nim")]],
  ],
];

test.each(cases)("%s", async (_, [expected], layers) => {
  expect((await find(layers))?.toString()).toBe(expected);
});

test("older layers are not opened where a newer one has the files", async () => {
  const opened: number[] = [];
  const layers = [
    [file("opt/nim/m.yaml", "old")],
    [file("opt/nim/m.yaml", "a"), file("etc/nim/m.yaml", "b")],
    [file("other", "")],
  ];
  await find(layers, opened);
  expect(opened).toEqual([2, 1]);
});

test("links in a circle are refused", async () => {
  const layers = [[link("opt/nim/m.yaml", "other"), link("opt/nim/other", "m.yaml")]];
  await expect(find(layers)).rejects.toThrow("lead nowhere");
});

/** Layers as people think of them, the oldest first. */
function find(layers: readonly ArchiveEntry[][], opened: number[] = []) {
  const openings = layers.map((entries, index) => () => {
    opened.push(index);
    return Readable.from([tarArchive(entries)]);
  });
  return findInLayers(
    openings.reverse(),
    [first, second].filter((path) => path !== undefined),
    { maxContent: 1000 },
  );
}
