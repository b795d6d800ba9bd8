import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LintOutcome, lintRun } from "../../src/commands/lint-run.ts";
import { lintText } from "../support/lint-text.ts";

const inventory = (gpu = "product: NVIDIA-L40S, count: 4") => `apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata: {name: prod}
spec:
  nodePools:
    - {name: a, nodes: 2, gpu: {${gpu}}}
`;
const wrong = inventory("product: NVIDIA-L40S, count: 4, nvlink: nvswitch");

describe("an inventory among the files", () => {
  const found = (text: string, path?: string) =>
    lintText(text, {}, path).findings.map(
      ({ rule, location }) => `${rule} ${location.start.line}:${location.start.column}`,
    );

  test("is judged, in YAML and in JSON, alone and in a List", () => {
    expect(found(inventory())).toEqual([]);
    expect(found(wrong)).toEqual(["inventory-contradiction 6:73"]);
    const item = {
      apiVersion: "nimops.dev/v1alpha1",
      kind: "GPUInventory",
      metadata: { name: "a" },
      spec: {},
    };
    expect(found(JSON.stringify(item), "a.json")).toEqual(["inventory-schema 1:83"]);
    const list = { apiVersion: "v1", kind: "List", items: [item] };
    expect(found(JSON.stringify(list), "a.json")).toEqual(["inventory-schema 1:125"]);
  });

  test("whose kind or version is misspelt is one still", () => {
    expect(found(inventory().replace("GPUInventory", "GpuInventory"))).toEqual(["inventory-schema 2:7"]);
    expect(found(inventory().replace("v1alpha1", "v1"))).toEqual(["inventory-schema 1:13"]);
  });

  test("of another group is nobody's business", () => {
    expect(found(wrong.replace("nimops.dev", "gpus.example.com"))).toEqual([]);
  });

  test("can have a finding ignored, with a reason", () => {
    const ignored = wrong.replace(
      "    - {name",
      "    # nimops-ignore inventory-contradiction: a lab machine\n    - {name",
    );
    expect(found(ignored)).toEqual([]);
  });

  test("with a broken text has the findings of any broken text", () => {
    expect(found(wrong.replace("}}", "}"))).toContainEqual(expect.stringMatching(/^yaml-syntax/));
  });
});

describe("the inventory that nimops.yaml names", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nimops-inventory-"));
    execFileSync("git", ["init", "--quiet"], { cwd: folder });
    writeFileSync(
      join(folder, "nimops.yaml"),
      "clusters:\n  - {name: prod, paths: [apps], inventory: ./gpus.yaml}\n  - {name: dev, paths: [dev]}\n",
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (clusters: string[] = []): Promise<LintOutcome> =>
    lintRun(
      {
        paths: [],
        config: undefined,
        clusters,
        namespace: undefined,
        operatorVersion: undefined,
        kubernetesVersion: undefined,
        presets: [],
        failOn: undefined,
        enforcedBy: undefined,
        changedSince: undefined,
        baseline: undefined,
        noIgnores: false,
      },
      { cwd: folder, env: { PATH: process.env.PATH }, stdin: () => undefined },
    );
  const told = async (clusters?: string[]) =>
    (await run(clusters)).findings.map(
      ({ rule, location, clusters: names }) => `${rule} ${location.file} ${names.join()}`,
    );

  test("is judged for its cluster, though no path covers it and git does not know it", async () => {
    writeFileSync(join(folder, "gpus.yaml"), wrong);
    expect(await told()).toEqual(["inventory-contradiction gpus.yaml prod"]);
    expect(await told(["dev"])).toEqual([]);
  });

  test("holds exactly one", async () => {
    writeFileSync(join(folder, "gpus.yaml"), "kind: ConfigMap\n");
    expect(await told()).toEqual(["inventory-schema gpus.yaml prod"]);
    writeFileSync(join(folder, "gpus.yaml"), `${inventory()}---\n${inventory()}`);
    expect(await told()).toEqual(["inventory-schema gpus.yaml prod"]);
    writeFileSync(join(folder, "gpus.yaml"), "");
    expect(await told()).toEqual(["inventory-schema gpus.yaml prod"]);
  });

  test("must be there", async () => {
    await expect(run()).rejects.toThrow('cannot read the inventory "./gpus.yaml"');
  });
});
