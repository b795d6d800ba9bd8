import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseCommandFile } from "./command-file.ts";
import { events } from "./events.ts";
import { runAction, type Step } from "./run-action.ts";
import { commandNames, parseWorkflowCommand } from "./workflow-command.ts";

const registered = new Set<string>(commandNames);
const parsed = (line: string) => {
  const command = parseWorkflowCommand(line, registered);
  return command && { ...command, properties: Object.fromEntries(command.properties) };
};

describe("a line of output", () => {
  test("is a command when it begins with two colons, after white space too", () => {
    expect(parsed("::error file=a.yaml,line=3::no%0Agood")).toEqual({
      name: "error",
      properties: { file: "a.yaml", line: "3" },
      data: "no\ngood",
    });
    expect(parsed("  ::notice::hello")?.data).toBe("hello");
    expect(parsed("x ::notice::hello")).toBeUndefined();
    expect(parsed("::unknown::hello")).toBeUndefined();
    expect(parsed("::error hello")).toBeUndefined();
  });

  test("is an old command wherever ##[ stands", () => {
    expect(parsed("29 |   image: ##[add-mask]nim")).toMatchObject({ name: "add-mask", data: "nim" });
    expect(parsed("29 |   image: ##[nothing]nim")).toBeUndefined();
  });

  test("has its escapes undone with the percent sign last", () => {
    expect(parsed("::error title=a%3Ab%2Cc%25::100%25 of %250A")).toMatchObject({
      properties: { title: "a:b,c%" },
      data: "100% of %0A",
    });
  });
});

describe("a command file", () => {
  test("has pairs on one line or many", () => {
    const text = "a=1\nb<<END\nx\ny=z\nEND\n\nc<<END\nEND\n";
    expect(Object.fromEntries(parseCommandFile(text))).toEqual({ a: "1", b: "x\ny=z", c: "" });
  });

  test("that the runner cannot read fails the step", () => {
    expect(() => parseCommandFile("a<<END\nx\n")).toThrow("delimiter not found");
    expect(() => parseCommandFile("nonsense\n")).toThrow("Invalid format");
  });
});

describe("an action that is run", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nimops-action-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const metadata = `name: probe
description: probe
inputs:
  some-list: {description: a list, default: "a,b"}
  github-token: {description: a token, default: "\${{ github.token }}"}
  unset: {description: nothing}
outputs: {}
runs: {using: node24, main: main.js}
`;
  const run = (script: string, step: Partial<Step> = {}) => {
    const action = join(folder, "action");
    mkdirSync(action, { recursive: true });
    writeFileSync(join(action, "action.yml"), metadata);
    writeFileSync(join(action, "main.js"), `const { appendFileSync } = require("node:fs");\n${script}`);
    return runAction({ action, workspace: folder, event: events.schedule(), ...step });
  };
  const print = (...lines: string[]) => `process.stdout.write(${JSON.stringify(`${lines.join("\n")}\n`)});`;

  test("gets its inputs with the defaults of action.yml, on Node 24", () => {
    const { log, annotations } = run(
      "console.log(JSON.stringify([process.version.split('.')[0], process.env['INPUT_SOME-LIST'], process.env.INPUT_UNSET, process.env['INPUT_GITHUB-TOKEN']?.length, process.env.GITHUB_TOKEN]))",
      { with: { typo: "x" } },
    );
    expect(log).toContain('["v24","a,b","",40,null]');
    expect(annotations[0]?.message).toContain("Unexpected input(s) 'typo'");
  });

  test("reads the payload of its event, and runs in the workspace", () => {
    const { log } = run(
      "console.log(process.cwd() === process.env.GITHUB_WORKSPACE, require(process.env.GITHUB_EVENT_PATH).merge_group.base_sha, process.env.GITHUB_EVENT_NAME, process.env.GITHUB_BASE_REF)",
      { event: events.mergeGroup("b".repeat(40)) },
    );
    expect(log).toContain(`true ${"b".repeat(40)} merge_group `);
  });

  test("has ten annotations of a type, of 4,096 characters each; the rest is counted", () => {
    const lines = Array.from({ length: 12 }, (_, index) => `::warning::${index}${"x".repeat(5000)}`);
    const { annotations, dropped } = run(print(...lines, "::error file=a.yaml,line=2,col=3,endColumn=5::no"));
    expect(annotations.filter(({ type }) => type === "warning")).toHaveLength(10);
    expect(dropped).toEqual({ error: 0, warning: 2, notice: 0 });
    expect(annotations[0]?.message).toHaveLength(4096);
    expect(annotations.at(-1)).toMatchObject({ file: "a.yaml", line: 2, column: 3, endColumn: 5 });
  });

  test("loses columns where the lines differ, and lines that end before they begin", () => {
    const { annotations } = run(
      print("::error file=a,line=2,endLine=4,col=1::x", "::error file=a,line=4,endLine=2::y"),
    );
    expect(annotations).toMatchObject([
      { line: 2, endLine: 4, column: undefined },
      { line: undefined, endLine: undefined },
    ]);
  });

  test("is not obeyed while commands are stopped", () => {
    const { annotations, log } = run(
      print("::stop-commands::abcdefgh", "::error::no", "a ##[add-mask]log", "::abcdefgh::", "::notice::yes"),
    );
    expect(annotations.map(({ message }) => message)).toEqual(["yes"]);
    expect(log).toContain("a ##[add-mask]log");
  });

  test("cannot stop commands with a word that is a command", () => {
    expect(run(print("::stop-commands::error")).conclusion).toBe("failure");
  });

  test("never shows what is masked, not the token either", () => {
    const { log, summary } = run(
      `${print("::add-mask::hunter2", "the password is hunter2")} console.log(process.env["INPUT_GITHUB-TOKEN"]); appendFileSync(process.env.GITHUB_STEP_SUMMARY, "hunter2");`,
    );
    expect(log).toContain("the password is ***\n***");
    expect(summary).toBe("***");
  });

  test("loses a summary of more than 1 MiB, and its step goes on", () => {
    const { summary, annotations, conclusion } = run(
      'appendFileSync(process.env.GITHUB_STEP_SUMMARY, "x".repeat(1024 * 1024 + 1));',
    );
    expect(summary).toBeUndefined();
    expect(annotations[0]).toMatchObject({ type: "error", message: expect.stringContaining("1024k") });
    expect(conclusion).toBe("success");
  });

  test("fails with its exit code, with a command file that cannot be read, with a command that is disabled", () => {
    expect(run("process.exitCode = 3")).toMatchObject({ conclusion: "failure", exitCode: 3 });
    expect(run('appendFileSync(process.env.GITHUB_OUTPUT, "nonsense\\n")').conclusion).toBe("failure");
    expect(run(print("::set-env name=PATH::/tmp")).conclusion).toBe("failure");
    expect(run("").conclusion).toBe("success");
  });

  test("hands over outputs, variables, folders for the PATH, and state", () => {
    const result = run(
      'const { env } = process; appendFileSync(env.GITHUB_OUTPUT, "a=1\\n"); appendFileSync(env.GITHUB_ENV, "B=2\\n"); appendFileSync(env.GITHUB_PATH, "/c\\n"); appendFileSync(env.GITHUB_STATE, "d=4\\n");',
    );
    expect(result).toMatchObject({
      outputs: { a: "1" },
      exported: { B: "2" },
      path: ["/c"],
      state: { d: "4" },
    });
  });
});
