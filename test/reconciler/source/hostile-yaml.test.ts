import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guard } from "../../../reconciler/pass/guard.ts";
import type { Revision, Source } from "../../../reconciler/source/source.ts";
import { SourceBed } from "../../support/source-bed.ts";
import { withinCpu } from "../../support/within-cpu.ts";

const head = "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\nmetadata:\n  name: llama\n";
const cache = `${head}spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama3-8b-instruct:1.0.3
      pullSecret: ngc-secret
      authSecret: ngc-api-secret
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
`;
const letters = "bcdefghijk".split("");

/** Folders of one repository, and the reason with which each stalls; undefined where it is all right. */
const folders: Readonly<Record<string, readonly [text: string, reason: string | undefined]>> = {
  plain: [cache, undefined],
  "alias-bomb": [
    `${head}a: &a [x,x,x,x,x,x,x,x,x]\n${letters.map((name, index) => `${name}: &${name} [${`*${"abcdefghij"[index]},`.repeat(9)}]`).join("\n")}\n`,
    "InvalidManifests",
  ],
  nesting: [`${head}spec: ${"[".repeat(100_000)}\n`, "InvalidManifests"],
  "nesting-of-blocks": [
    `${head}spec:\n${Array.from({ length: 900 }, (_, depth) => `${" ".repeat(depth + 1)}a:`).join("\n")}\n`,
    "InvalidManifests",
  ],
  "duplicate-keys": [cache.replace("spec:", "spec: {}\nspec:"), "InvalidManifests"],
  prototype: [
    cache.replace(
      "spec:",
      "spec:\n  __proto__: {polluted: true}\n  constructor: {prototype: {polluted: true}}",
    ),
    "InvalidManifests",
  ],
  tabs: [cache.replace("  source:", "\tsource:"), "InvalidManifests"],
  documents: [`---\n---\n\n---\n# nothing\n---\n${cache}---\n...\n---\n`, undefined],
  anchors: [cache.replace("name: llama", "name: &name llama\n  labels: {app: *name}"), undefined],
  "byte-order-mark": [`\ufeff${cache.replaceAll("\n", "\r\n")}`, undefined],
  "long-list": [`${head}spec:\n  list:\n${"  - aaaaaaaaaa\n".repeat(60_000)}`, "InvalidManifests"],
  "long-line": [
    `${head}spec: ${"{a: ".repeat(20)}"${"x".repeat(900_000)}"${"}".repeat(20)}\n`,
    "InvalidManifests",
  ],
  "norway-values": [
    cache.replace("name: llama", 'name: llama\n  labels: {country: no, version: 1.20, port: "0777"}'),
    "InvalidManifests",
  ],
};

let bed: SourceBed;
let source: Source;
let revision: Revision;

beforeAll(async () => {
  bed = await SourceBed.make();
  for (const [folder, [text]] of Object.entries(folders)) bed.repository.write(`${folder}/a.yaml`, text);
  bed.repository.commit();
  source = bed.source();
  revision = await source.look();
});
afterAll(() => bed[Symbol.asyncDispose]());

describe("T38 YAML that means harm, or only looks like it", () => {
  it.each(Object.entries(folders))("T38 %s", async (path, [, reason]) => {
    const files = await source.read(revision, path);
    const input = {
      files,
      path,
      inventory: undefined,
      namespace: "models",
      targets: ["models"],
      operatorVersion: "3.1.2",
      gates: { lint: "enforce", plan: "off", registries: [] },
    } as const;
    const { set, stall } = await withinCpu(5000, () => guard(input));
    expect([stall?.reason, stall?.message]).toEqual([
      reason,
      reason === undefined ? undefined : expect.any(String),
    ]);
    if (reason === undefined) expect(set.resources.map(({ name }) => name)).toEqual(["llama"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
