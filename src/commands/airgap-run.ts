import { repositoryRoot } from "../git/root.ts";
import { systemClock } from "../kube/clock.ts";
import { connect } from "../kube/connect.ts";
import type { AirgapJob } from "../prewarm/airgap/run/job.ts";
import { runSteps } from "../prewarm/airgap/run/run-steps.ts";
import { AirgapState } from "../prewarm/airgap/run/state.ts";
import { type AirgapStep, airgapSteps } from "../prewarm/airgap/step.ts";
import { runPrograms } from "../prewarm/containers/run-programs.ts";
import { redactor } from "../prewarm/redaction.ts";
import { airgapJson } from "../report/airgap-json.ts";
import { airgapMarkdown } from "../report/airgap-markdown.ts";
import type { AirgapReport } from "../report/airgap-result.ts";
import { airgapText } from "../report/airgap-text.ts";
import { logLine, printableLines } from "../report/printable.ts";
import type { Progress } from "../report/progress.ts";
import { type ExitCode, UserError } from "../user-error.ts";
import { version } from "../version.ts";
import { airgapExitCode } from "./airgap-exit-code.ts";
import type { AirgapVerb } from "./airgap-flags.ts";
import { airgapJob } from "./airgap-job.ts";
import { connectOptions } from "./cluster-flags.ts";
import { colorChoices, wantsColors } from "./colors.ts";
import type { Invocation } from "./command.ts";
import { choice, flagSettings, type GivenSettings } from "./lint-request.ts";
import { progressFor } from "./progress-for.ts";
import { writeReportFile } from "./report-file.ts";
import { reportTargets } from "./reports.ts";
import { stopOnSignal } from "./stop-on-signal.ts";
import type { World } from "./world.ts";

const formatNames = ["text", "json", "markdown"] as const;

/** One step of `nimops airgap`, or all of them. */
export async function runAirgap(verb: AirgapVerb, invocation: Invocation, world: World): Promise<ExitCode> {
  const given = flagSettings(invocation);
  const targets = reportTargets(invocation.texts("format"), formatNames, "text");
  const color = choice(given, "color", colorChoices) ?? "auto";
  if (verb === "run" && given.text("file") === undefined) {
    throw new UserError("nimops airgap run needs an air-gap file", {
      help: "give it as --file FILE; examples/airgap has one to begin with",
    });
  }
  const job = await airgapJob(verb, given, invocation.positionals, world);
  const stopping = stopOnSignal(world);
  const progress = progressFor(world, systemClock, wantsColors(color, world.stderr, world.env));
  try {
    const report = await airgapReport(stepsOf(verb, given, job), job, {
      env: world.env,
      cwd: world.cwd,
      progress,
      signal: stopping.signal,
      kubeconfig: invocation.text("kubeconfig"),
      allowExec: invocation.isSet("allow-exec"),
      warn: (warning) => world.stderr.write(`${logLine(`nimops: ${printableLines(warning)}`)}\n`),
    });
    const colors = wantsColors(color, world.stdout, world.env);
    const checkout = repositoryRoot(world.cwd);
    for (const { format, file } of targets) {
      if (file === undefined) continue;
      writeReportFile(file, { cwd: world.cwd, checkout }, reporters[format](report, false));
    }
    for (const { format, file } of targets) {
      if (file !== undefined) continue;
      for (const piece of reporters[format](report, colors)) world.stdout.write(piece);
    }
    return airgapExitCode(report, stopping.ended);
  } finally {
    stopping.callOff();
  }
}

const reporters: Readonly<
  Record<(typeof formatNames)[number], (report: AirgapReport, colors: boolean) => Iterable<string>>
> = {
  text: (report, colors) => airgapText(report, { colors }),
  json: (report) => [airgapJson(report)],
  markdown: (report) => [airgapMarkdown(report)],
};

export interface AirgapCall {
  readonly env: World["env"];
  readonly cwd: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** A file; the usual places when left out. */
  readonly kubeconfig?: string | undefined;
  readonly allowExec: boolean;
  readonly warn: (warning: string) => void;
}

/** Takes the steps, for the command line and for the Action. */
export async function airgapReport(
  steps: readonly AirgapStep[],
  job: AirgapJob,
  { env, cwd, progress, signal, kubeconfig, allowExec, warn }: AirgapCall,
): Promise<AirgapReport> {
  try {
    return await runSteps(steps, job, {
      env,
      cwd,
      clock: systemClock,
      now: Date.now,
      progress,
      signal,
      run: runPrograms,
      redact: redactor(env),
      state: await AirgapState.open(job.workFolder, job.state),
      openCluster: (context) =>
        connect(connectOptions({ kubeconfig, context, allowExec }, { env, cwd }, warn)),
      tool: `nimops ${version}`,
    });
  } finally {
    progress.end();
  }
}

/** @throws UserError for a step that there is not. */
export function stepsOf(verb: AirgapVerb, given: GivenSettings, job: AirgapJob): AirgapStep[] {
  if (verb !== "run") return [verb];
  const asked = given.texts("steps").flatMap((list) => list.split(",").map((word) => word.trim()));
  if (asked.length > 0) {
    const unknown = asked.find((word) => !airgapSteps.some((step) => step === word));
    if (unknown === undefined) return airgapSteps.filter((step) => asked.includes(step));
    throw new UserError(`there is no step ${JSON.stringify(unknown)}`, {
      help: `one of ${airgapSteps.join(", ")}`,
    });
  }
  const fills = job.caches.some(({ image }) => image !== undefined);
  const wanted: Readonly<Record<AirgapStep, boolean>> = {
    mirror: job.mirror !== undefined,
    profiles: fills,
    download: fills,
    upload: job.caches.some(({ to }) => to !== undefined),
    // There is nothing to prove after a run that did nothing.
    verify: !job.dryRun,
    publish: job.publish !== undefined,
  };
  const all = airgapSteps.filter((step) => wanted[step]);
  if (all.some((step) => step !== "verify") || job.verify.services.length > 0) return all;
  throw new UserError("the air-gap file says nothing that is to be done", {
    help: "name images, and where they go with mirror.to and upload.to; examples/airgap has a file to begin with",
  });
}
