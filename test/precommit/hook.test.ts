import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { pythonTool } from "../support/tools.ts";

/** The folder with dist/: NIMOPS_ACTION chooses another one than the repository. */
const shipped = process.env.NIMOPS_ACTION ?? join(import.meta.dirname, "../..");
const hooks = join(import.meta.dirname, "../../.pre-commit-hooks.yaml");

const service = (cache: string) => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: a}
spec:
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0, pullSecrets: [ngc-pull]}
  authSecret: ngc-api-key
  storage: {nimCache: {name: ${cache}}}
  resources: {limits: {nvidia.com/gpu: 1}}
`;
const cache = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: a}
spec:
  source:
    ngc: {modelPuller: "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0", pullSecret: ngc-pull, authSecret: ngc-api-key}
  storage: {pvc: {create: true, size: 100Gi, volumeAccessMode: ReadWriteMany}}
`;

let folder: string;
let published: string;
let preCommit: string;
let checkout: string;

beforeAll(() => {
  preCommit = pythonTool("pre-commit", "4.7.0");
  folder = mkdtempSync(join(tmpdir(), "nimops-pre-commit-"));
  published = join(folder, "nimops");
  mkdirSync(published);
  cpSync(join(shipped, "dist"), join(published, "dist"), { recursive: true });
  cpSync(hooks, join(published, ".pre-commit-hooks.yaml"));
  git(published, "init", "-q");
  commit(published);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  checkout = mkdtempSync(join(folder, "checkout-"));
  git(checkout, "init", "-q");
  configure();
  write("cache.yaml", cache);
  write("service.yaml", service("a"));
  commit(checkout);
});

test("passes where all is well, and says nothing", () => {
  const { code, output } = hook("run", "--all-files");
  expect(output).toMatch(/nimops lint\.+Passed/);
  expect(code).toBe(0);
});

test("stops a commit that breaks a manifest, with the place", () => {
  hook("install");
  write(
    "service.yaml",
    service("a").replace("spec:", "spec:\n  replicas: 1\n  scale: {enabled: true, hpa: {maxReplicas: 2}}"),
  );
  git(checkout, "add", ".");
  const { code, output } = run("git", [
    "-c",
    "user.name=t",
    "-c",
    "user.email=t@e",
    "commit",
    "-m",
    "break it",
  ]);
  expect(code).toBe(1);
  expect(output).toContain("replicas-with-autoscaling");
  expect(output).toContain("service.yaml:5:13");
});

test("judges one changed file with all others: its cache is found though it is not part of the commit", () => {
  write("service.yaml", `${service("a")}# changed\n`);
  git(checkout, "add", ".");
  expect(hook("run")).toMatchObject({ code: 0 });
});

test("is not started by files of other kinds", () => {
  write("README.md", "# Models\n");
  git(checkout, "add", ".");
  expect(hook("run").output).toMatch(/nimops lint.*Skipped/);
});

test("takes the flags of the command line: only what the commit touches", () => {
  write("old.yaml", service("gone"));
  commit(checkout);
  configure("--fail-on", "warning", "--changed-since", "HEAD");
  write("cache.yaml", `${cache}# changed\n`);
  git(checkout, "add", ".");
  expect(hook("run").output).not.toContain("old.yaml");
  configure("--fail-on", "warning");
  git(checkout, "add", ".");
  expect(hook("run").output).toContain("old.yaml");
});

function configure(...args: string[]): void {
  const rev = git(published, "rev-parse", "HEAD");
  write(
    ".pre-commit-config.yaml",
    `repos:\n- repo: file://${published}\n  rev: ${rev}\n  hooks:\n  - id: nimops-lint\n    args: ${JSON.stringify(args)}\n`,
  );
}

function hook(...args: string[]) {
  return run(preCommit, args);
}

function run(program: string, args: readonly string[]): { code: number | null; output: string } {
  const ended = spawnSync(program, args, {
    cwd: checkout,
    encoding: "utf8",
    env: {
      PATH: `${dirname(process.execPath)}:${dirname(preCommit)}:${process.env.PATH ?? ""}`,
      HOME: folder,
      PRE_COMMIT_HOME: join(folder, "cache"),
    },
  });
  if (ended.error) throw ended.error;
  return { code: ended.status, output: ended.stdout + ended.stderr };
}

function write(name: string, content: string): void {
  writeFileSync(join(checkout, name), content);
}

function commit(repository: string): void {
  git(repository, "add", "-A");
  git(repository, "-c", "user.name=t", "-c", "user.email=t@e", "commit", "-q", "--no-verify", "-m", "state");
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd, encoding: "utf8" }).trim();
}
