import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runAction } from "../../src/commands/action-run.ts";
import type { Toolkit } from "../../src/commands/action-world.ts";
import { token, tokens } from "../support/github/connected.ts";
import { GithubServer } from "../support/github/github-server.ts";

const service = (name: string, gpus: number) => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: ${name}, namespace: models}
spec:
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0, pullSecrets: [ngc-pull]}
  authSecret: ngc-api-key
  storage: {pvc: {name: ${name}-weights}}
  resources: {limits: {nvidia.com/gpu: ${gpus}}}
`;
const inventory = `apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata: {name: lab}
spec:
  nodePools:
    - {name: h100, nodes: 1, gpu: {product: NVIDIA-H100-80GB-HBM3, count: 8}}
`;

let folder: string;
let base: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-check-action-"));
  git("init", "-q", "-b", "main");
  write("nimops.yaml", "clusters:\n  - {name: prod, paths: [apps], inventory: gpus.yaml}\n");
  write("gpus.yaml", inventory);
  write("apps/a.yaml", service("a", 4));
  base = commit();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("command: check", () => {
  test("is the default: lints, and plans against the commit that the pull request is made on", async () => {
    write("apps/b.yaml", service("b", 2));
    commit();
    const { code, outputs, summary, log } = await act();
    expect(code).toBe(0);
    expect(outputs).toMatchObject({ result: "clean", errors: 0, verdict: "fits", changes: 1, blockers: 0 });
    expect(outputs.digest).toMatch(/^sha256:/);
    expect(summary).toMatch(/findings[\s\S]*fits/);
    expect(log).toContain("NIMService models/b");
  });

  test("warns of a cluster of which there is no file", async () => {
    write("nimops.yaml", "clusters: [{name: prod, paths: [apps]}, {name: eu, paths: [cluster/eu]}]\n");
    const { code, told } = await act();
    expect(code).toBe(0);
    expect(told.join()).toContain('the cluster "eu" has no files: git tracks none below "cluster/eu"');
  });

  test("leaves alone what leads prewarm to its cluster, as jobs of a matrix give the same inputs", async () => {
    expect((await act({ kubeconfig: "kc", context: "prod" })).code).toBe(0);
  });

  test("fails where something has no place, with an annotation on its line", async () => {
    write("apps/b.yaml", service("b", 16).replace("1.12.0", "latest"));
    commit();
    const { code, outputs, log, summary } = await act();
    expect(summary).toMatch(/### ⚠️ nimops lint: 1 warning[\s\S]*### ❌ nimops plan/);
    expect([code, outputs.result, outputs.verdict]).toEqual([1, "findings", "does-not-fit"]);
    expect(log).toMatch(/^::error file=apps\/b\.yaml,line=\d+.*does-not-fit/m);
    expect((await act({ "fail-on": "never" })).code).toBe(0);
    expect((await act({ "plan-fail-on": "never" })).outputs.verdict).toBe("does-not-fit");
  });

  test("command: lint is what it was, command: plan does not lint", async () => {
    write("apps/b.yaml", service("b", 16));
    commit();
    const lint = await act({ command: "lint" });
    expect(Object.keys(lint.outputs).sort()).toEqual(["errors", "findings", "infos", "result", "warnings"]);
    const plan = await act({ command: "plan" });
    expect(plan.code).toBe(1);
    expect(plan.outputs).not.toHaveProperty("errors");
    expect((await act({ command: "guess" })).told.join()).toContain("check, lint, plan, comment");
  });

  test("without an inventory it lints and tells what changes", async () => {
    write("nimops.yaml", "namespace: models\n");
    rmSync(join(folder, "gpus.yaml"));
    write("apps/b.yaml", service("b", 16));
    commit();
    const { code, outputs } = await act();
    expect([code, outputs.verdict, outputs.changes]).toEqual([0, "unknown", 1]);
  });

  test("where no manifest is left, what goes is still planned", async () => {
    rmSync(join(folder, "apps/a.yaml"));
    commit();
    const { code, outputs } = await act();
    expect([code, outputs.result, outputs.changes]).toEqual([0, "clean", 1]);
  });

  test("writes the plan into files, and names them", async () => {
    const { outputs } = await act({ "plan-json-file": "out/plan.json", "plan-html-file": "out/plan.html" });
    expect(outputs["plan-json-file"]).toBe(join(folder, "out/plan.json"));
    expect(JSON.parse(readFileSync(join(folder, "out/plan.json"), "utf8")).digest).toBe(outputs.digest);
    expect(readFileSync(join(folder, "out/plan.html"), "utf8")).toContain("<!doctype html>");
  });

  test("a commit that is not there fails with what to do; after a forced push all counts as new", async () => {
    const missing = "f".repeat(40);
    const { code, told } = await act({}, { base: missing });
    expect(code).toBe(2);
    expect(told.join()).toContain("no commit");
    const pushed = await act({}, { event: "push", base: missing });
    expect(pushed.code).toBe(0);
    expect(pushed.told.join()).toContain("planned without what was there before");
  });
});

describe("the comment", () => {
  const start = () =>
    GithubServer.start({
      tokens,
      pullRequests: [
        { number: 7, state: "open", branch: "feature", commit: "a".repeat(40), from: "acme/models" },
      ],
    });

  test("is one, updated in place", async () => {
    await using server = await start();
    const first = await act({ "github-token": token.job }, { server });
    expect(first.outputs["comment-url"]).toContain("#issuecomment-");
    write("apps/b.yaml", service("b", 2));
    commit();
    const second = await act({ "github-token": token.job }, { server });
    expect(second.outputs["comment-url"]).toBe(first.outputs["comment-url"]);
    expect(server.comments).toHaveLength(1);
    expect(server.comments[0]?.body).toContain("models/b");
  });

  test("without the right to write there is a notice, and the same result", async () => {
    await using server = await start();
    const { code, told, outputs } = await act({ "github-token": token.fork }, { server });
    expect(code).toBe(0);
    expect(told.join()).toContain("no comment");
    expect(outputs).not.toHaveProperty("comment-url");
    expect(server.comments).toEqual([]);
  });

  test("is not written where nobody wants it, or nothing is for a pull request", async () => {
    await using server = await start();
    await act({ "github-token": token.job, comment: "false" }, { server });
    const pushed = await act({ "github-token": token.job, comment: "true" }, { server, event: "push" });
    expect(server.asked).toEqual([]);
    expect(pushed.told.join()).toContain("not for a pull request");
  });

  test("is written into a file where another run posts it", async () => {
    await act({ comment: "false", "comment-file": "plan.md" });
    expect(readFileSync(join(folder, "plan.md"), "utf8")).toContain("fits");
  });
});

interface Differs {
  readonly base?: string;
  readonly event?: string;
  readonly server?: GithubServer;
}

async function act(
  inputs: Record<string, string> = {},
  { event = "pull_request", server, ...differs }: Differs = {},
) {
  const told: string[] = [];
  const outputs: Record<string, string | number> = {};
  let summary = "";
  let log = "";
  const toolkit: Toolkit = {
    getInput: (name) => inputs[name] ?? "",
    setOutput: (name, value) => {
      outputs[name] = value;
    },
    notice: (message) => told.push(message),
    warning: (message) => told.push(message),
    error: (message) => told.push(message),
    getIDToken: async () => "",
    saveState: () => {},
    getState: () => "",
    writeSummary: async (markdown) => {
      summary = markdown;
    },
  };
  const sha = differs.base ?? base;
  const payload = event === "push" ? { before: sha } : { pull_request: { number: 7, base: { sha } } };
  const code = await runAction(toolkit, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: "event.json",
      GITHUB_REPOSITORY: "acme/models",
      GITHUB_API_URL: server?.apiUrl,
    },
    stdout: {
      write: (text) => {
        log += text;
      },
    },
    readFile: () => JSON.stringify(payload),
    isFolder: (path) => statSync(path).isDirectory(),
    randomWord: () => "word",
  });
  return { code, outputs, told, summary, log };
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

function commit(): string {
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "--allow-empty", "-m", "change");
  return git("rev-parse", "HEAD").trim();
}

function git(...args: string[]): string {
  const env = { PATH: process.env.PATH ?? "", HOME: folder };
  return execFileSync("git", args, { cwd: folder, encoding: "utf8", env });
}
