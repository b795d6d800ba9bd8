import { resolve } from "node:path";
import { changedLines, type LineRange } from "../git/changed.ts";
import { repositoryRoot } from "../git/root.ts";
import { githubEvent } from "../github/event.ts";
import { formats, type ReportOptions } from "../report/formats.ts";
import { summaryLimit } from "../report/markdown.ts";
import { counted, printable, printableLines } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { version } from "../version.ts";
import { actionInputs } from "./action-inputs.ts";
import { lintRequestOf } from "./lint-request.ts";
import { type LintOutcome, lintRun } from "./lint-run.ts";
import { largePieces, writeReportFile } from "./report-file.ts";
import type { World } from "./world.ts";

/** What of @actions/core the Action uses. */
export interface Toolkit {
  getInput(name: string): string;
  setOutput(name: string, value: string | number): void;
  notice(message: string, properties: { title: string }): void;
  warning(message: string, properties: { title: string }): void;
  error(message: string, properties: { title: string }): void;
  /** @throws where the runner has no place for summaries. */
  writeSummary(markdown: string): Promise<void>;
}

/** Everything of the outside that the Action may touch besides. */
export interface ActionWorld extends Pick<World, "cwd" | "env"> {
  readonly stdout: Pick<World["stdout"], "write">;
  readFile(path: string): string;
  isFolder(path: string): boolean;
  /** A word that nobody can guess. */
  randomWord(): string;
}

/**
 * The Action: inputs and event in; log, annotations, job summary, files and outputs out. Needs no token and no network.
 *
 * @returns what the process ends with; everything but 0 fails the step.
 */
export async function lintAction(toolkit: Toolkit, world: ActionWorld): Promise<ExitCode> {
  try {
    return await run(toolkit, world);
  } catch (error) {
    if (error instanceof UserError) {
      const help = error.help === undefined ? "" : `\nhelp: ${printable(error.help)}`;
      toolkit.error(`${printable(error.message)}${help}`, title);
      return error.exitCode;
    }
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    toolkit.error(`internal error; please report it with this trace\n${printableLines(trace)}`, title);
    return exitCodes.internal;
  }
}

const title = { title: "nimops" };

async function run(toolkit: Toolkit, world: ActionWorld): Promise<ExitCode> {
  const inputs = actionInputs((name) => toolkit.getInput(name));
  if (inputs.command !== "lint") {
    throw new UserError(`the input command: ${JSON.stringify(inputs.command)} is not known`, {
      help: "lint is all that there is so far",
    });
  }
  const cwd = resolve(world.cwd, inputs.workingDirectory);
  if (!world.isFolder(cwd)) {
    throw new UserError(
      `the input working-directory: ${JSON.stringify(inputs.workingDirectory)} is no folder`,
      {
        help: "it counts from the workspace; is the repository checked out?",
      },
    );
  }
  const request = lintRequestOf(inputs, inputs.paths);
  const change = await changeIn(cwd, toolkit, world);
  const changedSince = inputs.changedOnly ? change?.base : undefined;
  const outcome = await lintRun({ ...request, changedSince }, { cwd, env: world.env, stdin: noStdin });
  const options = reportOptions(cwd, outcome, change, world);

  const files = [
    { output: "sarif-file", format: "sarif", file: inputs.sarifFile },
    { output: "json-file", format: "json", file: inputs.jsonFile },
  ] as const;
  for (const { output, format, file } of files) {
    if (file === undefined) continue;
    writeReportFile(file, { cwd, checkout: world.cwd }, formats[format].report(outcome, options));
    toolkit.setOutput(output, resolve(cwd, file));
  }
  setCounts(outcome, toolkit);
  printLog(formats.text.report(outcome, options), world);
  tellBaseline(outcome, world);
  if (inputs.annotations) {
    for (const piece of formats.github.report(outcome, options)) world.stdout.write(piece);
  }
  if (inputs.summary) await writeSummary(outcome, options, toolkit);
  if (outcome.exitCode === exitCodes.nothingFound) return tellNothingFound(outcome, toolkit);
  return outcome.exitCode;
}

function noStdin(): never {
  throw new UserError("the input paths: the Action has no standard input to read");
}

interface Change {
  /** The commit that it is made on. */
  readonly base: string;
  readonly lines: ReadonlyMap<string, readonly LineRange[]>;
}

/** What the pull request, merge group or push changes; undefined where that cannot be told. */
async function changeIn(cwd: string, toolkit: Toolkit, world: ActionWorld): Promise<Change | undefined> {
  const base = baseCommit(world);
  if (base === undefined) return undefined;
  try {
    return { base, lines: await changedLines(base, cwd) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    toolkit.notice(
      `cannot tell which lines are changed, so all count: ${printable(error.message)}\n` +
        `help: ${printable(error.help ?? "check out the repository with `fetch-depth: 0`")}`,
      title,
    );
    return undefined;
  }
}

function baseCommit({ env, readFile }: ActionWorld): string | undefined {
  const { GITHUB_EVENT_NAME: name = "", GITHUB_EVENT_PATH: path } = env;
  if (path === undefined) return undefined;
  try {
    return githubEvent(name, JSON.parse(readFile(path))).base;
  } catch {
    // A run without its payload lints all the same.
    return undefined;
  }
}

function reportOptions(
  cwd: string,
  { exitCode }: LintOutcome,
  change: Change | undefined,
  { env }: ActionWorld,
): ReportOptions {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: sha } = env;
  const rest = "the log and the job summary have them all";
  return {
    folders: { cwd, root: repositoryRoot(cwd) },
    // The log shows colours, though it is no terminal.
    text: { colors: !env.NO_COLOR, width: 120 },
    sarif: { version },
    github: { changedLines: change?.lines, rest },
    markdown: {
      limit: summaryLimit,
      failed: exitCode !== exitCodes.clean,
      rest: "the log has them all",
      ...(server && repository && sha ? { sourceUrl: `${server}/${repository}/blob/${sha}` } : {}),
    },
  };
}

function setCounts({ findings, summary, exitCode }: LintOutcome, toolkit: Toolkit): void {
  const { findings: found, nothingFound } = exitCodes;
  toolkit.setOutput(
    "result",
    exitCode === found ? "findings" : exitCode === nothingFound ? "nothing" : "clean",
  );
  toolkit.setOutput("findings", findings.length);
  toolkit.setOutput("errors", summary.errors);
  toolkit.setOutput("warnings", summary.warnings);
  toolkit.setOutput("infos", summary.infos);
}

/**
 * The log shows what strangers wrote, and the runner obeys not only lines that begin with `::` but `##[add-mask]` and
 * the like anywhere in a line (actions/runner ActionCommand.cs). So it is told not to look.
 */
function printLog(pieces: Iterable<string>, { stdout, randomWord }: ActionWorld): void {
  const word = randomWord();
  stdout.write(`::stop-commands::${word}\n`);
  for (const piece of largePieces(pieces)) stdout.write(piece);
  stdout.write(`\n::${word}::\n`);
}

function tellBaseline({ baseline: { known, stale } }: LintOutcome, { stdout }: ActionWorld): void {
  if (known > 0) stdout.write(`${counted(known, "finding")} of the baseline not reported\n`);
  if (stale > 0)
    stdout.write(`${counted(stale, "finding")} of the baseline gone; write it anew to remove them\n`);
}

async function writeSummary(outcome: LintOutcome, options: ReportOptions, toolkit: Toolkit): Promise<void> {
  const markdown = [...formats.markdown.report(outcome, options)].join("");
  try {
    await toolkit.writeSummary(markdown);
  } catch (error) {
    toolkit.warning(
      `no job summary: ${printable(error instanceof Error ? error.message : String(error))}`,
      title,
    );
  }
}

/** A path that matches nothing must not be a green check. */
function tellNothingFound({ summary, failOn }: LintOutcome, toolkit: Toolkit): ExitCode {
  const { filesRead } = summary;
  const where = filesRead === 0 ? "no file at all" : counted(filesRead, "file");
  const message = `found no NIM manifest in ${where}`;
  if (failOn === "never") {
    toolkit.warning(message, title);
    return exitCodes.clean;
  }
  toolkit.error(
    `${message}\nhelp: correct the input paths, or set fail-on: never where that is right`,
    title,
  );
  return exitCodes.nothingFound;
}
