import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** The floors of the house, top first; an import goes down or stays, never up. */
const floors = [
  [
    "src/bin.ts",
    "src/run-process.ts",
    "src/cli.ts",
    "src/action.ts",
    "src/commands/",
    "src/config/",
    "src/version.ts",
  ],
  ["src/prewarm/", "reconciler/"],
  ["src/report/"],
  ["src/lint/", "src/plan/"],
  ["src/inventory/", "src/manifest/"],
  ["src/nim/", "src/gpu/"],
  ["src/user-error.ts"],
];

/** Adapters to the outside: everybody above may use them, they know only what NIM is. */
const adapters = ["src/kube/", "src/git/", "src/github/", "src/registry/"];
const adaptersMayUse = ["src/nim/", "src/user-error.ts"];

test("no import goes up a floor", () => {
  expect(upward(importsOf(["src", "reconciler"]))).toEqual([]);
});

test("an import that goes up is seen, however it is written", () => {
  const written = `import { a } from "../lint/a.ts";
import "../report/b.ts";
export type { C } from "../cli.ts";
const late = import("../lint/d.ts");`;
  const imports = importsIn("src/manifest/x.ts", written);
  expect(upward(imports).map(({ to }) => to)).toEqual([
    "src/lint/a.ts",
    "src/report/b.ts",
    "src/cli.ts",
    "src/lint/d.ts",
  ]);
  expect(upward([{ from: "src/lint/a.ts", to: "src/manifest/b.ts" }])).toEqual([]);
  expect(upward([{ from: "src/git/a.ts", to: "src/manifest/b.ts" }])).toHaveLength(1);
});

test("no imports go in a circle", () => {
  const edges = new Map<string, string[]>();
  for (const { from, to } of importsOf(["src", "reconciler"])) {
    edges.set(from, [...(edges.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(" -> "));
    else if (!done.has(file)) {
      for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
      done.add(file);
    }
  };
  for (const file of edges.keys()) visit(file, []);
  expect(circles).toEqual([]);
});

test("every source file has a floor", () => {
  const homeless = filesBelow("src").filter((file) => !isAdapter(file) && floorOf(file) === -1);
  expect(homeless).toEqual([]);
});

interface Import {
  readonly from: string;
  readonly to: string;
}

function upward(imports: readonly Import[]): Import[] {
  return imports.filter(({ from, to }) => {
    if (isAdapter(from)) return !isAdapter(to) && !adaptersMayUse.some((prefix) => to.startsWith(prefix));
    return isAdapter(to) ? false : floorOf(to) < floorOf(from);
  });
}

function floorOf(file: string): number {
  return floors.findIndex((floor) => floor.some((prefix) => file === prefix || file.startsWith(prefix)));
}

function isAdapter(file: string): boolean {
  return adapters.some((prefix) => file.startsWith(prefix));
}

function importsOf(folders: readonly string[]): Import[] {
  return folders
    .flatMap(filesBelow)
    .flatMap((from) => importsIn(from, readFileSync(join(root, from), "utf8")));
}

function importsIn(from: string, source: string): Import[] {
  const found = source.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(?:type\s)?(?:[^;"]*?from\s+)?"(\.[^"]+)"|import\(\s*"(\.[^"]+)"/g,
  );
  return [...found]
    .map(([, fixed, dynamic]) => ({
      from,
      to: relative(root, resolve(root, dirname(from), fixed ?? dynamic ?? "")),
    }))
    .filter(({ to }) => to.endsWith(".ts"));
}

function filesBelow(folder: string): string[] {
  const absolute = join(root, folder);
  if (!statSync(absolute, { throwIfNoEntry: false })) return [];
  return readdirSync(absolute, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name))
    .sort();
}
