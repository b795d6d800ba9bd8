import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lintReport } from "../src/report/contract.ts";
import { readActionMetadata } from "./support/runner/action-metadata.ts";
import { events } from "./support/runner/events.ts";
import { runAction, type Step } from "./support/runner/run-action.ts";
import { withinTime } from "./support/within-time.ts";

/** The folder with action.yml and dist/: NIMOPS_ACTION chooses another one. */
const action = process.env.NIMOPS_ACTION ?? join(import.meta.dirname, "..");

const service = (name: string, more = "") => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: ${name}
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: ${name}-weights
  resources:
    limits:
      nvidia.com/gpu: 1
${more}`;
/** One error, replicas-with-autoscaling on line 17. */
const autoscaled = "  replicas: 1\n  scale: {enabled: true, hpa: {maxReplicas: 2}}\n";

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "nimops-workspace-"));
  git("init", "-q", "-b", "main");
  write("README.md", "# Models\n");
  commit("first");
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

describe("the result", () => {
  test("is clean, with nothing to say in the pull request", () => {
    write("a.yaml", service("a"));
    const { conclusion, outputs, annotations, summary, log } = pullRequest();
    expect(conclusion).toBe("success");
    expect(outputs).toEqual({ result: "clean", findings: "0", errors: "0", warnings: "0", infos: "0" });
    expect(annotations).toEqual([]);
    expect(summary).toContain("no findings");
    expect(log).toContain("no findings");
  });

  test("is findings: annotations on their lines, a summary, counts, and a step that fails", () => {
    write("apps/a.yaml", service("a", autoscaled));
    const { conclusion, exitCode, outputs, annotations, summary, log } = pullRequest();
    expect({ conclusion, exitCode }).toEqual({ conclusion: "failure", exitCode: 1 });
    expect(outputs).toMatchObject({ result: "findings", findings: "1", errors: "1" });
    expect(annotations).toMatchObject([
      { type: "error", title: "replicas-with-autoscaling", file: "apps/a.yaml", line: 17, column: 13 },
    ]);
    expect(annotations[0]?.message).toMatch(/^apps\/a\.yaml:17: /);
    expect(summary).toContain("replicas-with-autoscaling");
    expect(log).toContain("apps/a.yaml:17:13");
  });

  test("is nothing where there is no manifest, and that is no green check unless it is asked for", () => {
    write("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
    const failed = pullRequest();
    expect(failed).toMatchObject({ conclusion: "failure", exitCode: 3, outputs: { result: "nothing" } });
    expect(failed.annotations[0]?.message).toContain("found no NIM manifest in 1 file");
    expect(pullRequest({ with: { "fail-on": "never" } })).toMatchObject({
      conclusion: "success",
      outputs: { result: "nothing" },
      annotations: [{ type: "warning" }],
    });
  });

  test("has files for other steps, in folders that are made", () => {
    write("a.yaml", service("a", autoscaled));
    const { outputs } = pullRequest({
      with: { "sarif-file": "out/lint.sarif", "json-file": "out/lint.json" },
    });
    const sarif = JSON.parse(readFileSync(outputs["sarif-file"] ?? "", "utf8"));
    expect(sarif.runs[0].results).toHaveLength(1);
    const json = lintReport.parse(JSON.parse(readFileSync(outputs["json-file"] ?? "", "utf8")));
    expect(json.summary.errors).toBe(1);
  });

  test("has valid files when clean, too", () => {
    write("a.yaml", service("a"));
    const { outputs } = pullRequest({ with: { "sarif-file": "lint.sarif" } });
    expect(JSON.parse(readFileSync(outputs["sarif-file"] ?? "", "utf8")).runs[0].results).toEqual([]);
  });
});

describe("inputs", () => {
  test("win over the configuration file", () => {
    write("nimops.yaml", "failOn: never\nnamespace: from-file\n");
    write("a.yaml", service("a", autoscaled));
    expect(pullRequest().conclusion).toBe("success");
    const { conclusion, outputs } = pullRequest({
      with: { "fail-on": "error", namespace: "from-input", "json-file": "lint.json" },
    });
    expect(conclusion).toBe("failure");
    const { findings } = lintReport.parse(JSON.parse(readFileSync(outputs["json-file"] ?? "", "utf8")));
    expect(findings[0]?.object?.namespace).toBe("from-input");
  });

  test("that are lists take new lines and commas", () => {
    write("a/a.yaml", service("a"));
    write("b/b.yaml", service("b"));
    write("c/c.yaml", service("c", autoscaled));
    const { log, conclusion } = pullRequest({ with: { paths: "a\n  b/*.yaml, \n" } });
    expect(conclusion).toBe("success");
    expect(log).toContain("2 resources of 2 files");
  });

  test("choose clusters, presets and who enforces", () => {
    write("nimops.yaml", "clusters:\n- {name: east, paths: [east]}\n- {name: west, paths: [west]}\n");
    write("east/a.yaml", service("a", autoscaled));
    write("west/b.yaml", service("b", autoscaled));
    expect(pullRequest().outputs.errors).toBe("2");
    expect(pullRequest({ with: { cluster: "west" } }).outputs.errors).toBe("1");
    expect(pullRequest({ with: { "enforced-by": "scheduler,operator" } }).outputs.errors).toBe("0");
    expect(Number(pullRequest({ with: { preset: "production" } }).outputs.findings)).toBeGreaterThan(2);
  });

  test("can begin in a folder of the repository; annotations still name files from its root", () => {
    write("fleet/nimops.yaml", "namespace: models\n");
    write("fleet/apps/a.yaml", service("a", autoscaled));
    const { annotations, outputs } = pullRequest({
      with: { "working-directory": "fleet", paths: "apps", "sarif-file": "lint.sarif" },
    });
    expect(annotations).toMatchObject([{ file: "fleet/apps/a.yaml", line: 17 }]);
    expect(outputs["sarif-file"]).toBe(join(workspace, "fleet/lint.sarif"));
    expect(readFileSync(join(workspace, "fleet/lint.sarif"), "utf8")).toContain('"fleet/apps/a.yaml"');
  });

  test("turn annotations and the summary off", () => {
    write("a.yaml", service("a", autoscaled));
    const { annotations, summary, outputs } = pullRequest({
      with: { annotations: "false", summary: "False" },
    });
    expect({ annotations, summary }).toEqual({ annotations: [], summary: undefined });
    expect(outputs.errors).toBe("1");
  });

  test.each([
    [
      { command: "guess" },
      'the input command: "guess" is not known\nhelp: one of check, lint, plan, comment',
    ],
    [{ "fail-on": "critical" }, "the input fail-on: critical is not known\nhelp: one of error, warning"],
    [{ annotations: "yes" }, "the input annotations: yes is neither true nor false"],
    [{ "operator-version": "9" }, 'does not know the NIM Operator "9"\nhelp: known versions: 3.0.2'],
    [{ cluster: "north" }, 'no cluster "north" is declared'],
    [{ paths: "missing" }, 'cannot read "missing": no such file or directory'],
    [{ paths: "-" }, "the Action has no standard input"],
    [{ config: "other.yaml" }, "cannot read the configuration other.yaml"],
    [{ baseline: "none.json" }, 'cannot read the baseline "none.json"'],
    [{ "working-directory": "nowhere" }, 'the input working-directory: "nowhere" is no folder'],
  ])("that mean nothing are told: %j", (inputs, message) => {
    write("a.yaml", service("a"));
    const { conclusion, exitCode, annotations, outputs } = pullRequest({ with: inputs });
    expect({ conclusion, exitCode }).toEqual({ conclusion: "failure", exitCode: 2 });
    expect(annotations).toMatchObject([
      { type: "error", title: "nimops", message: expect.stringContaining(message) },
    ]);
    expect(outputs.result).toBeUndefined();
  });

  test("a mistake in the configuration is told with its line", () => {
    write("nimops.yaml", "failOn: error\nclusers: []\n");
    write("a.yaml", service("a"));
    expect(pullRequest().annotations[0]?.message).toBe(
      "nimops.yaml:2:1: unknown setting clusers\nhelp: did you mean clusters?",
    );
  });

  test("in action.yml are all documented, and have no default that would win over the configuration", () => {
    const { inputs, outputs } = readActionMetadata(action);
    const defaults = Object.entries(inputs).flatMap(([name, { default: text }]) =>
      text === undefined ? [] : [[name, text]],
    );
    expect(Object.fromEntries(defaults)).toEqual({
      command: "check",
      comment: "auto",
      "no-ignores": "false",
      "changed-only": "false",
      annotations: "true",
      summary: "true",
      "working-directory": ".",
      "github-token": expect.stringMatching(/^\$\{\{ github\.token \}\}$/),
    });
    const page = readFileSync(join(import.meta.dirname, "../docs/action.md"), "utf8");
    const names = [...Object.keys(inputs), ...Object.keys(outputs)];
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    write("a.yaml", service("a", autoscaled));
    const files = {
      "sarif-file": "a.sarif",
      "json-file": "a.json",
      "plan-json-file": "plan.json",
      "plan-html-file": "plan.html",
    };
    const { outputs: written } = pullRequest({ with: { command: "check", ...files } });
    // There is no comment without a GitHub to ask, and no prewarming without a cluster.
    const ofPrewarm = ["outcome", "ready", "not-ready", "changed", "records", "prewarm-json-file"];
    const ofAirgap = ["airgap-outcome", "airgap-changed", "airgap-bytes-moved", "airgap-json-file"];
    expect([...Object.keys(written), "comment-url", ...ofPrewarm, ...ofAirgap].sort()).toEqual(
      Object.keys(outputs).sort(),
    );
  });
});

describe("what is changed", () => {
  const twelve = (name: string) =>
    Array.from({ length: 12 }, (_, index) => service(`${name}-${index}`, autoscaled)).join("---\n");

  test("comes first among the ten annotations that GitHub shows", () => {
    write("a-old.yaml", twelve("old"));
    const base = commit("old");
    write("z-new.yaml", service("new", autoscaled));
    commit("new");
    const { annotations, dropped } = run(events.pullRequest(base));
    expect(annotations[0]).toMatchObject({ file: "z-new.yaml", type: "error" });
    expect(annotations.filter(({ type }) => type === "error")).toHaveLength(10);
    expect(dropped).toEqual({ error: 0, warning: 0, notice: 0 });
    expect(annotations.at(-1)).toMatchObject({
      type: "notice",
      message: expect.stringContaining("3 more findings"),
    });
  });

  test.each([
    ["a pull request", events.pullRequest],
    ["a merge group", events.mergeGroup],
    ["a push", events.push],
  ])("is all that counts with changed-only, in %s", (_, event) => {
    write("old.yaml", twelve("old"));
    const base = commit("old");
    write("new.yaml", service("new"));
    commit("new");
    const clean = run(event(base), { with: { "changed-only": "true" } });
    expect(clean).toMatchObject({ conclusion: "success", outputs: { result: "clean", findings: "0" } });
    write("new.yaml", service("new", autoscaled));
    commit("worse");
    expect(run(event(base), { with: { "changed-only": "true" } }).outputs.findings).toBe("1");
  });

  test("cannot be told in a shallow clone, so everything counts and a notice says what to do", () => {
    write("old.yaml", service("old", autoscaled));
    const base = commit("old");
    write("new.yaml", service("new"));
    commit("new");
    const shallow = mkdtempSync(join(tmpdir(), "nimops-shallow-"));
    execFileSync("git", ["clone", "-q", "--depth=1", `file://${workspace}`, shallow]);
    const { annotations, outputs } = runAction({
      action,
      workspace: shallow,
      event: events.pullRequest(base),
      with: { command: "lint", "changed-only": "true" },
    });
    rmSync(shallow, { recursive: true });
    expect(outputs.errors).toBe("1");
    expect(annotations).toContainEqual(
      expect.objectContaining({ type: "notice", message: expect.stringContaining("fetch-depth: 0") }),
    );
  });

  test("is everything on a schedule, and for the first push of a branch", () => {
    write("a.yaml", service("a", autoscaled));
    commit("a");
    for (const event of [events.schedule(), events.push("0".repeat(40))]) {
      const { outputs, annotations } = run(event, { with: { command: "lint", "changed-only": "true" } });
      expect(outputs.errors).toBe("1");
      expect(annotations.map(({ type }) => type)).toEqual(["error"]);
    }
  });
});

describe("a pull request from a fork, with a token that may only read", () => {
  test("is told the same, and no connection is opened", () => {
    write("a.yaml", service("a", autoscaled));
    const event = events.pullRequest(commit("a"), { fork: true, title: "::error::forged" });
    const offline =
      "data:text/javascript,import net from 'node:net';net.Socket.prototype.connect=()=>{throw new Error('a connection was opened')}";
    const { annotations, summary, outputs, conclusion, log } = run(event, {
      token: "",
      env: { NODE_OPTIONS: `--import "${offline}"` },
    });
    expect(conclusion).toBe("failure");
    expect(annotations).toMatchObject([{ title: "replicas-with-autoscaling" }]);
    expect(summary).toContain("replicas-with-autoscaling");
    expect(outputs.errors).toBe("1");
    expect(log).not.toContain("connection");
  });

  test("leaves the checkout as it was", () => {
    write("a.yaml", service("a", autoscaled));
    commit("a");
    pullRequest();
    expect(git("status", "--porcelain")).toBe("");
  });

  test("cannot make a report overwrite what a symbolic link points at", () => {
    const outside = mkdtempSync(join(tmpdir(), "nimops-outside-"));
    writeFileSync(join(outside, "env"), "");
    write("a.yaml", service("a", autoscaled));
    symlinkSync(join(outside, "env"), join(workspace, "lint.sarif"));
    symlinkSync(outside, join(workspace, "out"));
    write("apps/b.yaml", service("b"));
    const replaced = pullRequest({ with: { "sarif-file": "lint.sarif" } });
    expect(replaced.outputs.result).toBe("findings");
    expect(readFileSync(join(outside, "env"), "utf8")).toBe("");
    const refused = pullRequest({ with: { "sarif-file": "out/lint.sarif" } });
    expect(refused.annotations[0]?.message).toContain("it is a symbolic link");
    const above = pullRequest({
      with: { "working-directory": "apps", paths: "../a.yaml", "sarif-file": "../out/lint.sarif" },
    });
    expect(above.annotations[0]?.message).toContain("it is a symbolic link");
    expect(existsSync(join(outside, "lint.sarif"))).toBe(false);
    rmSync(outside, { recursive: true });
  });
});

describe("hostile text", () => {
  const evil = [
    '"x\\n::error file=README.md::forged"',
    '"##[add-mask]apps"',
    '"##[error]forged"',
    '"::stop-commands::word"',
    '"<script>alert(1)</script>"',
    '"a`b``c```d"',
    '"%0A::error::forged"',
    '"\\u202egnp.\\e[31m"',
  ];

  test.each(evil)("%s forges nothing", (name) => {
    write("a.yaml", `${service("a").replace("name: a\n", `name: ${name}\n`)}${autoscaled}`);
    write("evil\n::warning::forged.yaml", service("b", autoscaled));
    const result = pullRequest();
    expect(
      result.commands.filter((command) => !["stop-commands", "error", "warning", "notice"].includes(command)),
    ).toEqual([]);
    expect(result.commands.filter((command) => command === "stop-commands")).toHaveLength(1);
    for (const { title, message } of result.annotations) {
      expect(title).toMatch(/^[a-z-]+$/);
      expect(message).not.toMatch(/^forged/);
    }
    expect(result.annotations.map(({ file }) => file)).not.toContain("README.md");
    expect(withoutCode(result.summary ?? "")).not.toContain("<script>");
    expect(result.summary).not.toContain("\u202e");
    expect(result.log).not.toContain("\u202e");
  });
});

test("500 findings: ten annotations of a type and one that counts the rest, all in a summary below 1 MiB", async () => {
  for (let file = 0; file < 50; file++) {
    const documents = Array.from({ length: 10 }, (_, index) => service(`s-${file}-${index}`, autoscaled));
    write(`apps/${file}.yaml`, documents.join("---\n"));
  }
  const { annotations, dropped, summary, outputs, log, cpu } = pullRequest();
  expect(Number(outputs.errors)).toBe(500);
  expect(annotations.filter(({ type }) => type === "error")).toHaveLength(10);
  expect(annotations.at(-1)?.message).toContain("490 more findings");
  expect(dropped).toEqual({ error: 0, warning: 0, notice: 0 });
  expect(summary).toContain("apps/49.yaml");
  expect(Buffer.byteLength(summary ?? "")).toBeLessThan(1024 * 1024);
  expect(log.match(/error\[|replicas-with-autoscaling/g)?.length).toBeGreaterThanOrEqual(500);
  await withinTime(5000, (turn) => (turn === 0 ? cpu : pullRequest().cpu));
});

test("5,000 findings still fit, and the summary says how many it leaves out", () => {
  for (let file = 0; file < 50; file++) {
    const documents = Array.from({ length: 100 }, (_, index) => service(`s-${file}-${index}`, autoscaled));
    write(`apps/${file}.yaml`, documents.join("---\n"));
  }
  const { annotations, summary, outputs } = pullRequest();
  expect(Number(outputs.errors)).toBe(5000);
  expect(annotations.filter(({ message }) => message.includes("upload aborted"))).toEqual([]);
  expect(summary).toMatch(/more findings/);
});

test("a baseline hides what was there, and not the next one", () => {
  write(
    "old.yaml",
    Array.from({ length: 30 }, (_, index) => service(`s-${index}`, autoscaled)).join("---\n"),
  );
  execFileSync(
    process.execPath,
    [join(action, "dist/cli.js"), "lint", "--write-baseline", "known.json", "."],
    {
      cwd: workspace,
      stdio: "ignore",
    },
  );
  const inputs = { baseline: "known.json" };
  const known = pullRequest({ with: inputs });
  expect(known).toMatchObject({ conclusion: "success", outputs: { findings: "0" } });
  expect(known.log).toContain("30 findings of the baseline not reported");
  write("new.yaml", service("new", autoscaled));
  expect(pullRequest({ with: inputs })).toMatchObject({ conclusion: "failure", outputs: { findings: "1" } });
});

/** Code fences and code spans show tags as they are. */
function withoutCode(markdown: string): string {
  return markdown
    .replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, "")
    .replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "");
}

/** A run for a pull request with all that is in the workspace. */
function pullRequest(step: Partial<Step> = {}) {
  const base = git("rev-parse", "HEAD");
  if (git("status", "--porcelain") !== "") commit("the pull request");
  return run(events.pullRequest(base), step);
}

function run(event: Step["event"], step: Partial<Step> = {}) {
  return runAction({ action, workspace, event, ...step, with: { command: "lint", ...step.with } });
}

function write(name: string, content: string): void {
  const file = join(workspace, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function commit(message: string): string {
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "--allow-empty", "-m", message);
  return git("rev-parse", "HEAD");
}

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: workspace, encoding: "utf8" }).trim();
}
