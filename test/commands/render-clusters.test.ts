import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand } from "../support/run-command.ts";

const cache = (name: string) => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: ${name}}
spec:
  source: {ngc: {modelPuller: nvcr.io/nim/meta/llama:1.12.0, pullSecret: pull, authSecret: key, modelEndpoint: e}}
  storage: {pvc: {create: true, size: 60Gi, volumeAccessMode: ReadWriteMany}}
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-render-clusters-"));
  for (const name of ["east", "west", "both"]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "cache.yaml"), cache(name));
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

test("objects of one name in two clusters are not printed behind one another", async () => {
  configure("[east, both]", "[west, both]");
  const { code, stdout, stderr } = await render();
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/the clusters "east" and "west" both have the ServiceAccount "nim-cache-sa"/);
  expect(stderr).toContain("--cluster NAME");
  const west = await render("--cluster", "west");
  expect(west.code).toBe(0);
  expect(west.stdout).toMatch(/name: west-pvc[\s\S]*name: both-pvc|name: both-pvc[\s\S]*name: west-pvc/);
  expect(west.stdout).not.toContain("name: east-pvc");
});

test("clusters that share nothing are printed in one go", async () => {
  configure("[east]", "[west]", "east-models", "west-models");
  const { code, stdout } = await render();
  expect(code).toBe(0);
  expect(stdout).toMatch(/name: east-pvc[\s\S]*name: west-pvc/);
});

function configure(east: string, west: string, first = "models", second = "models"): void {
  writeFileSync(
    join(folder, "nimops.yaml"),
    `clusters:\n- {name: east, paths: ${east}, namespace: ${first}}\n- {name: west, paths: ${west}, namespace: ${second}}\n`,
  );
}

function render(...args: string[]) {
  return runCommand(["render", "--model-manifest", "nvcr.io/nim/meta/llama:1.12.0=none", ".", ...args], {
    cwd: folder,
  });
}
