import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readActionMetadata } from "../support/runner/action-metadata.ts";
import { goTool, pythonTool } from "../support/tools.ts";

const root = join(import.meta.dirname, "../..");
const workflows = ["examples/workflows", ".github/workflows"].flatMap((folder) =>
  readdirSync(join(root, folder)).map((name) => join(folder, name)),
);

let actionlint: string;
let zizmor: string;
beforeAll(() => {
  actionlint = goTool("actionlint", "github.com/rhysd/actionlint/cmd/actionlint", "1.7.12");
  zizmor = pythonTool("zizmor", "1.32.0");
});

test("there are examples for every way that the issue names", () => {
  expect(workflows.map((file) => file.split("/").at(-1))).toEqual(
    expect.arrayContaining([
      "lint.yaml",
      "code-scanning.yaml",
      "baseline.yaml",
      "clusters.yaml",
      "merge-queue.yaml",
      "plan.yaml",
      "plan-comment.yaml",
      "prewarm-merge.yaml",
      "prewarm-nightly.yaml",
      "prewarm-manual.yaml",
    ]),
  );
});

test("actionlint has nothing to say", () => {
  expect(run(actionlint, ["-no-color", ...workflows])).toEqual({ code: 0, output: "" });
});

test("zizmor has nothing to say, not of the Action either", () => {
  const { code, output } = run(zizmor, [
    "--offline",
    "--no-progress",
    "--persona=pedantic",
    "--config=.github/zizmor.yml",
    "action.yml",
    ...workflows,
  ]);
  expect(output).toContain("No findings to report");
  expect(code).toBe(0);
});

test("both see a mistake", () => {
  const bad = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: echo \${{ github.head_ref }}
`;
  expect(run(actionlint, ["-no-color", "-"], bad).output).toContain("potentially untrusted");
  expect(run(zizmor, ["--offline", "--no-progress", "-"], bad).output).toContain("unpinned-uses");
});

describe("a step that uses nimops", () => {
  const { inputs, outputs } = readActionMetadata(root);

  test.each(workflows)("in %s names only inputs and outputs that there are", (file) => {
    const text = readFileSync(join(root, file), "utf8");
    const given = nimopsSteps(parse(text)).flatMap((step) => Object.keys(step.with ?? {}));
    expect(given.filter((name) => !Object.hasOwn(inputs, name))).toEqual([]);
    const read = [...text.matchAll(/steps\.nimops\.outputs\.([a-z-]+)/g)].map(([, name = ""]) => name);
    expect(read.filter((name) => !Object.hasOwn(outputs, name))).toEqual([]);
  });
});

test("workflows that fill caches run one after the other, each to its end, and none drops a merge that waits", () => {
  const ofPrewarm = workflows.filter((file) => /\/prewarm-/.test(file));
  const concurrency = ofPrewarm.map((file) => parse(readFileSync(join(root, file), "utf8")).concurrency);
  expect(concurrency.map((one) => one["cancel-in-progress"])).toEqual([false, false, false]);
  expect(new Set(concurrency.map(({ group }) => group)).size).toBe(ofPrewarm.length);
});

interface Step {
  readonly uses?: string;
  readonly with?: Record<string, unknown>;
}

function nimopsSteps({ jobs }: { jobs: Record<string, { steps: Step[] }> }): Step[] {
  return Object.values(jobs).flatMap(({ steps }) =>
    steps.filter(({ uses }) => uses === "./" || uses?.startsWith("nimops/") === true),
  );
}

function run(program: string, args: readonly string[], input = ""): { code: number | null; output: string } {
  const ended = spawnSync(program, args, { cwd: root, encoding: "utf8", input });
  if (ended.error) throw ended.error;
  return { code: ended.status, output: ended.stdout + ended.stderr };
}
