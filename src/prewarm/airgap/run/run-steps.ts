import type { AirgapOutcome, AirgapReport, CacheLine, StepFailure } from "../../../report/airgap-result.ts";
import { UserError } from "../../../user-error.ts";
import { readRecord } from "../../record/read.ts";
import type { Redact } from "../../redaction.ts";
import { type AirgapStep, StepError, type StepResult } from "../step.ts";
import type { AirgapJob } from "./job.ts";
import type { RunWorld } from "./run-world.ts";
import type { StepOutcome } from "./step-outcome.ts";

type Step = (job: AirgapJob, world: RunWorld) => Promise<StepOutcome>;

/** Each is loaded when its turn comes: they bring much along. */
const steps: Readonly<Record<AirgapStep, () => Promise<Step>>> = {
  mirror: async () => (await import("./mirror-step.ts")).mirrorStep,
  profiles: async () => (await import("./profiles-step.ts")).profilesStep,
  download: async () => (await import("./download-step.ts")).downloadStep,
  upload: async () => (await import("./upload-step.ts")).uploadStep,
  verify: async () => (await import("./verify-step.ts")).verifyStep,
  publish: async () => (await import("./publish-step.ts")).publishStep,
};

/**
 * Takes the steps in their order. The first that cannot go on ends it, and is told with what was done before; every step may be
 * taken again, and does then only what is missing.
 *
 * @throws UserError for what is asked wrongly: nothing was done then.
 */
export async function runSteps(
  names: readonly AirgapStep[],
  job: AirgapJob,
  world: RunWorld,
): Promise<AirgapReport> {
  if (job.download.with === "job" && names.includes("download") && names.includes("upload")) {
    throw new UserError("a Job fills a volume of the cluster, and leaves nothing here to upload", {
      help: "take upload out of the air-gap file (or of --steps), or download with podman or docker",
    });
  }
  const done: { step: AirgapStep; outcome: StepOutcome }[] = [];
  let failure: StepFailure | undefined;
  for (const step of names) {
    try {
      if (step === "mirror" && names.some((name) => name === "profiles" || name === "download")) {
        const { refuseOthers } = await import("./refuse-others.ts");
        await refuseOthers(job, world);
      }
      const take = await steps[step]();
      done.push({ step, outcome: await take(job, world) });
    } catch (error) {
      failure = failureOf(error, step, done.length === 0, world);
      break;
    }
  }
  const { redact } = world;
  const problems = done.flatMap(({ step, outcome }) =>
    outcome.problems.map((problem) => ({
      ...problem,
      step,
      message: redact(problem.message),
      ...(problem.help === undefined ? {} : { help: redact(problem.help) }),
    })),
  );
  return {
    version: 1,
    outcome: outcomeOf(problems.length, failure, world),
    dryRun: job.dryRun,
    steps: done.map(({ outcome }) => countsOf(outcome.result, redact)),
    caches: await Promise.all(job.caches.map((cache) => lineOf(cache, world))),
    facts: done.flatMap(({ outcome }) => outcome.facts.map(redact)),
    problems,
    ...(failure === undefined ? {} : { failure }),
  };
}

/** Steps tell more of themselves than the report does. */
function countsOf(result: StepResult, redact: Redact): StepResult {
  const { step, images, profiles, files, bytesMoved, bytesThere, changed, warnings } = result;
  const seconds = Math.round(result.seconds * 1000) / 1000;
  return {
    step,
    images,
    profiles,
    files,
    bytesMoved,
    bytesThere,
    seconds,
    changed,
    warnings: warnings.map(redact),
  };
}

function outcomeOf(problems: number, failure: StepFailure | undefined, { signal }: RunWorld): AirgapOutcome {
  if (failure !== undefined) return signal?.aborted ? "stopped" : "failed";
  return problems > 0 ? "problems" : "done";
}

/** A mistake of the user that comes first is told as one; later on, what was done before is told too. */
function failureOf(
  error: unknown,
  step: AirgapStep,
  isFirst: boolean,
  { redact, signal }: RunWorld,
): StepFailure {
  if (error instanceof StepError) {
    const { code, message, help, retryable } = error;
    return {
      step,
      code,
      message: redact(message),
      ...(help === undefined ? {} : { help: redact(help) }),
      retryable,
    };
  }
  if (signal?.aborted) {
    return {
      step,
      code: "download/interrupted",
      message: `stopped in ${step}`,
      help: againHelp,
      retryable: true,
    };
  }
  if (!(error instanceof UserError)) throw error;
  const { message, help, exitCode } = error;
  if (isFirst) {
    throw new UserError(redact(message), { ...(help === undefined ? {} : { help: redact(help) }), exitCode });
  }
  return {
    step,
    code: "tool/failed",
    message: redact(message),
    ...(help === undefined ? {} : { help: redact(help) }),
    retryable: false,
  };
}

const againHelp = "run the same command again: it goes on where it was";

async function lineOf(
  { name, image, folder }: AirgapJob["caches"][number],
  { state }: RunWorld,
): Promise<CacheLine> {
  const { mirrored, profiles, uploaded } = state.of(name);
  const record = await readRecord(folder).catch(() => undefined);
  const digest = mirrored?.digest ?? profiles?.digest ?? record?.image.digest;
  const ids = record?.profiles.map(({ id }) => id) ?? profiles?.selected.map(({ id }) => id);
  const bytes = record?.totals.bytes;
  const reference = image ?? (record?.image.reference === "unknown" ? undefined : record?.image.reference);
  return {
    name,
    ...(reference === undefined ? {} : { image: reference }),
    ...(digest === undefined ? {} : { digest }),
    ...(mirrored === undefined ? {} : { mirroredTo: mirrored.destination }),
    ...(profiles === undefined ? {} : { protocol: profiles.protocol }),
    ...(ids === undefined ? {} : { profiles: ids }),
    ...(record === undefined ? {} : { folder }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(uploaded === undefined ? {} : { uploadedTo: uploaded.destination, profilesPath: uploaded.readerUrl }),
  };
}
