import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inputsFor, readActionMetadata } from "./action-metadata.ts";
import { parseCommandFile } from "./command-file.ts";
import type { RunnerEvent } from "./events.ts";
import { StepOutput } from "./step-output.ts";

export interface Step {
  /** Folder of action.yml. */
  readonly action: string;
  readonly workspace: string;
  readonly event: RunnerEvent;
  /** The step's `with`. */
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Masked from the start, as GITHUB_TOKEN is. */
  readonly token?: string;
  /** What the step saved: then it is run as it runs after the job's steps. */
  readonly state?: Readonly<Record<string, string>>;
}

export interface StepResult extends ReturnType<StepOutput["result"]> {
  readonly conclusion: "success" | "failure";
  readonly exitCode: number | null;
  readonly outputs: Readonly<Record<string, string>>;
  /** What the run's page shows; undefined where the step wrote none, or more than the limit. */
  readonly summary: string | undefined;
  readonly exported: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly state: Readonly<Record<string, string>>;
  /** Milliseconds of CPU, of all its threads; NaN where it was killed. */
  readonly cpu: number;
}

/** actions/runner, CreateStepSummaryCommand.AttachmentSizeLimit. */
const summaryLimit = 1024 * 1024;
/** GitHub Docs, "Passing information between jobs": 1 MB of outputs a job, in UTF-16. */
const outputsLimit = 1024 * 1024;

/**
 * Runs a JavaScript action as GitHub's runner does: defaults from action.yml, INPUT_*, GITHUB_* and RUNNER_* variables,
 * the payload and the command files, a process of Node 24, workflow commands read from its output, masks, limits. What
 * is imitated was read in actions/runner 258d6c8 (2026-08-17).
 */
export function runAction(step: Step): StepResult {
  const temp = newTemp();
  try {
    const prepared = prepare(temp, step);
    const ended = spawnSync(process.execPath, ["--import", probe, prepared.program], {
      cwd: step.workspace,
      env: prepared.env,
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
      timeout: 60_000,
    });
    if (ended.error) throw ended.error;
    return resultOf(prepared, ended);
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

/** An action that runs beside the test. */
export interface RunningAction {
  readonly ended: Promise<StepResult>;
  /** What it has printed so far. */
  printed(): string;
  /** As when somebody cancels the run: SIGINT, SIGTERM after 7.5 s, and 2.5 s later the end (actions/runner ProcessInvoker.cs). */
  cancel(): void;
}

/** The same, for tests that look on, or have servers in their own process. */
export function startAction(step: Step): RunningAction {
  const temp = newTemp();
  const prepared = prepare(temp, step);
  const child = spawn(process.execPath, ["--import", probe, prepared.program], {
    cwd: step.workspace,
    env: prepared.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
    });
  }
  const timers: NodeJS.Timeout[] = [];
  const ended = new Promise<StepResult>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      for (const timer of timers) clearTimeout(timer);
      try {
        resolve(resultOf(prepared, { status, ...printed }));
      } catch (error) {
        reject(error);
      } finally {
        rmSync(temp, { recursive: true, force: true });
      }
    });
  });
  return {
    ended,
    printed: () => printed.stdout,
    cancel() {
      child.kill("SIGINT");
      timers.push(
        setTimeout(() => child.kill("SIGTERM"), 7500),
        setTimeout(() => child.kill("SIGKILL"), 10_000),
      );
    },
  };
}

/** Leaves the CPU time that the process has used where the runner can read it. */
const probe = `data:text/javascript,${encodeURIComponent(
  `import { writeFileSync } from "node:fs";
process.on("exit", () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  writeFileSync(process.env.RUNNER_TEMP + "/cpu", String((userCPUTime + systemCPUTime) / 1000));
});`,
)}`;

function cpuIn(temp: string): number {
  try {
    return Number(readFileSync(join(temp, "cpu"), "utf8"));
  } catch {
    return Number.NaN;
  }
}

function newTemp(): string {
  return mkdtempSync(join(tmpdir(), "nimops-runner-"));
}

type Prepared = ReturnType<typeof prepare>;

function prepare(temp: string, step: Step) {
  const token = step.token ?? "ghs_0123456789abcdefghijklmnopqrstuvwxyz";
  const files = commandFiles(join(temp, "_runner_file_commands"));
  const github = githubContext(step, token, temp, files);
  const metadata = readActionMetadata(step.action);
  const { inputs, unexpected } = inputsFor(metadata, step.with ?? {}, github);
  const output = new StepOutput(step.workspace, [token]);
  if (unexpected.length > 0) {
    const valid = Object.keys(metadata.inputs).join("', '");
    output.issue(
      "warning",
      `Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${valid}']`,
    );
  }
  const { main, post = main } = metadata.runs;
  const state = Object.entries(step.state ?? {}).map(([name, value]) => [`STATE_${name}`, value]);
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? "",
    HOME: temp,
    CI: "true",
    ...environmentOf(github),
    ...Object.fromEntries(
      [...inputs].map(([name, value]) => [`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`, value]),
    ),
    ...Object.fromEntries(state),
    RUNNER_OS: "Linux",
    RUNNER_ARCH: "X64",
    RUNNER_NAME: "test",
    RUNNER_ENVIRONMENT: "self-hosted",
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: join(temp, "tools"),
    ...step.env,
  };
  return { program: join(step.action, step.state === undefined ? main : post), env, files, output };
}

function resultOf(
  { files, output, env }: Prepared,
  ended: { readonly status: number | null; readonly stdout: string; readonly stderr: string },
): StepResult {
  output.read(ended.stdout);
  output.read(ended.stderr);

  let failed = ended.status !== 0;
  const pairs = (file: string): Record<string, string> => {
    try {
      return Object.fromEntries(parseCommandFile(readFileSync(file, "utf8")));
    } catch (error) {
      output.issue("error", `Unable to process file command successfully. ${String(error)}`);
      failed = true;
      return {};
    }
  };
  const outputs = pairs(files.output);
  if (2 * Object.values(outputs).join("").length > outputsLimit) {
    output.issue("error", "The outputs of the job are over the limit of 1 MB");
    failed = true;
  }
  return {
    outputs,
    exported: pairs(files.env),
    state: pairs(files.state),
    path: readFileSync(files.path, "utf8")
      .split("\n")
      .filter((line) => line !== ""),
    summary: summaryOf(files.step_summary, output),
    exitCode: ended.status,
    cpu: cpuIn(env.RUNNER_TEMP ?? ""),
    ...output.result(),
    conclusion: failed || output.failed ? "failure" : "success",
  };
}

const commandFileNames = ["output", "env", "path", "state", "step_summary"] as const;

function commandFiles(folder: string): Record<(typeof commandFileNames)[number], string> {
  mkdirSync(folder);
  const create = (name: string) => {
    const file = join(folder, `${name}_1b9d6bcd`);
    writeFileSync(file, "");
    return file;
  };
  return {
    output: create("set_output"),
    env: create("set_env"),
    path: create("add_path"),
    state: create("save_state"),
    step_summary: create("step_summary"),
  };
}

function githubContext(
  { event, workspace, action }: Step,
  token: string,
  temp: string,
  files: ReturnType<typeof commandFiles>,
): Record<string, string> {
  const eventPath = join(temp, "event.json");
  writeFileSync(eventPath, JSON.stringify(event.payload));
  return {
    token,
    event_name: event.name,
    event_path: eventPath,
    ref: event.ref,
    base_ref: event.baseRef,
    head_ref: event.headRef,
    sha: "f".repeat(40),
    workspace,
    action_path: action,
    action: "__team_nimops",
    actor: "octocat",
    repository: "team/models",
    repository_owner: "team",
    server_url: "https://github.com",
    api_url: "https://api.github.com",
    graphql_url: "https://api.github.com/graphql",
    job: "lint",
    workflow: "lint",
    run_id: "1",
    run_number: "1",
    run_attempt: "1",
    ...files,
  };
}

/** The token is in the context but not in the environment. */
function environmentOf(github: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...github, actions: "true" })
      .filter(([name]) => name !== "token")
      .map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, value]),
  );
}

function summaryOf(file: string, output: StepOutput): string | undefined {
  if (!existsSync(file)) return undefined;
  const { size } = statSync(file);
  if (size === 0) return undefined;
  if (size > summaryLimit) {
    output.issue(
      "error",
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${summaryLimit / 1024}k, got ${Math.floor(size / 1024)}k`,
    );
    return undefined;
  }
  return output.masked(readFileSync(file, "utf8"));
}
