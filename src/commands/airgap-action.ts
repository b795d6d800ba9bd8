import { resolve } from "node:path";
import { systemClock } from "../kube/clock.ts";
import { airgapJson } from "../report/airgap-json.ts";
import { airgapMarkdown } from "../report/airgap-markdown.ts";
import type { AirgapReport } from "../report/airgap-result.ts";
import { airgapText } from "../report/airgap-text.ts";
import { printable, printableLines } from "../report/printable.ts";
import { groupedProgress } from "../report/progress-groups.ts";
import { type ExitCode, UserError } from "../user-error.ts";
import type { ActionInputs } from "./action-inputs.ts";
import { type ActionWorld, type Toolkit, title } from "./action-world.ts";
import { airgapExitCode } from "./airgap-exit-code.ts";
import { airgapJob } from "./airgap-job.ts";
import { airgapReport, stepsOf } from "./airgap-run.ts";
import type { GivenSettings } from "./lint-request.ts";
import { printLog } from "./print-log.ts";
import { writeReportFile } from "./report-file.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

/** `command: airgap`: takes the steps of the air-gap file, and tells what they did in the log and the job summary. */
export async function airgapAction(
  inputs: ActionInputs,
  cwd: string,
  toolkit: Toolkit,
  world: ActionWorld,
): Promise<ExitCode> {
  const { env, stdout } = world;
  const given = airgapInputs(inputs);
  if (given.text("file") === undefined) {
    throw new UserError("the input airgap-file: there is none", {
      help: "name the air-gap file, such as airgap.yaml",
    });
  }
  const output = { write: (text: string) => stdout.write(text), isTTY: false, columns: undefined };
  const job = await airgapJob("run", given, inputs.paths, { cwd, env, stdin: noStdin, stderr: output });
  const stopping = stopOnSignal(world);
  try {
    const report = await airgapReport(stepsOf("run", given, job), job, {
      env,
      cwd,
      progress: groupedProgress((line) => stdout.write(`${line}\n`), systemClock),
      signal: stopping.signal,
      allowExec: false,
      warn: (warning) => toolkit.warning(printableLines(warning), title),
    });
    await tell(report, inputs, cwd, toolkit, world);
    return airgapExitCode(report, stopping.ended);
  } finally {
    stopping.callOff();
  }
}

function noStdin(): never {
  throw new UserError("the input paths: the Action has no standard input to read");
}

/** Inputs whose names say more than those of the flags do, for an Action has them all side by side. */
function airgapInputs(inputs: ActionInputs): GivenSettings {
  const called: Readonly<Record<string, string>> = { file: "airgap-file", steps: "airgap-steps" };
  const shared = new Set([
    "file",
    "steps",
    "config",
    "cluster",
    "operator-version",
    "namespace",
    "inventory",
  ]);
  const name = (flag: string) => (shared.has(flag) ? (called[flag] ?? flag) : undefined);
  return {
    text: (flag) => (name(flag) === undefined ? undefined : inputs.text(name(flag) ?? flag)),
    texts: (flag) => (name(flag) === undefined ? [] : inputs.texts(name(flag) ?? flag)),
    isSet: (flag) => flag === "dry-run" && inputs.isSet(flag),
    called: (flag) => inputs.called(name(flag) ?? flag),
  };
}

async function tell(
  report: AirgapReport,
  { text, summary }: ActionInputs,
  cwd: string,
  toolkit: Toolkit,
  world: ActionWorld,
): Promise<void> {
  const jsonFile = text("airgap-json-file");
  if (jsonFile !== undefined) {
    writeReportFile(jsonFile, { cwd, checkout: world.cwd }, [airgapJson(report)]);
    toolkit.setOutput("airgap-json-file", resolve(cwd, jsonFile));
  }
  printLog(airgapText(report, { colors: !world.env.NO_COLOR }), world);
  for (const { step, code, path, message } of report.problems.slice(0, mostAnnotations)) {
    toolkit.error(printable(`${step}: ${code}: ${path === undefined ? "" : `${path}: `}${message}`), title);
  }
  if (report.failure !== undefined) {
    const { step, code, message, help } = report.failure;
    toolkit.error(
      `${printable(`${step}: ${code}: ${message}`)}${help === undefined ? "" : `\nhelp: ${printableLines(help)}`}`,
      title,
    );
  }
  toolkit.setOutput("airgap-outcome", report.outcome);
  toolkit.setOutput("airgap-changed", String(report.steps.some(({ changed }) => changed)));
  toolkit.setOutput(
    "airgap-bytes-moved",
    report.steps.reduce((sum, { bytesMoved }) => sum + bytesMoved, 0),
  );
  if (!summary) return;
  try {
    await toolkit.writeSummary(airgapMarkdown(report));
  } catch (error) {
    toolkit.warning(
      `no job summary: ${printable(error instanceof Error ? error.message : String(error))}`,
      title,
    );
  }
}

/** GitHub shows ten errors of a step. */
const mostAnnotations = 8;
