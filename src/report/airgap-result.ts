export const airgapSteps = ["mirror", "profiles", "download", "upload", "verify", "publish"] as const;

export type AirgapStep = (typeof airgapSteps)[number];

/** What a step did, for the summary. A dry run counts what it would do, with `changed` false. */
export interface StepResult {
  readonly step: AirgapStep;
  /** Images that the step dealt with, moved or not. */
  readonly images: number;
  readonly profiles: number;
  readonly files: number;
  /** Bytes of content that went over a wire or to a disk. */
  readonly bytesMoved: number;
  /** Bytes of content that were where they belong already. */
  readonly bytesThere: number;
  readonly seconds: number;
  /** Whether anything outside is not as it was: false on a second run. */
  readonly changed: boolean;
  /** Sentences for people. */
  readonly warnings: readonly string[];
}

/** One thing that is not as it should be. */
export interface StepProblem {
  /** A stable word: the key of a line of docs/airgap.md's table. */
  readonly code: string;
  /** Of a file, an object of a store, or a field of a live object. */
  readonly path?: string;
  readonly message: string;
  readonly help?: string;
}

/**
 * - `done`: everything is as it should be, or would be after a dry run.
 * - `problems`: all steps ran, and something is not as it should be.
 * - `failed`: a step could not go on; those behind it did not run.
 * - `stopped`: the user ended it; the next run goes on where it was.
 */
export const airgapOutcomes = ["done", "problems", "failed", "stopped"] as const;

export type AirgapOutcome = (typeof airgapOutcomes)[number];

/** What a call of `nimops airgap` did: one step, or all of them. Words of others in it are without secrets, and not yet printable. */
export interface AirgapReport {
  readonly version: 1;
  readonly outcome: AirgapOutcome;
  readonly dryRun: boolean;
  readonly steps: readonly StepResult[];
  /** What the steps are about, by name. */
  readonly caches: readonly CacheLine[];
  /** What was seen and is right, such as the length of a vector. */
  readonly facts: readonly string[];
  readonly problems: readonly (StepProblem & { readonly step: AirgapStep })[];
  readonly failure?: StepFailure;
}

export interface StepFailure extends StepProblem {
  readonly step: AirgapStep;
  /** The cache or the image that it failed at. */
  readonly subject?: string;
  /** Whether the same call may well succeed later, without anybody's doing. */
  readonly retryable: boolean;
}

/** One cache at the end of a call; what no step told is left out. */
export interface CacheLine {
  readonly name: string;
  readonly image?: string;
  /** `sha256:…` of the index. */
  readonly digest?: string;
  /** In the private registry, or in a folder to carry. */
  readonly mirroredTo?: string;
  readonly protocol?: string;
  /** Ids that are downloaded. */
  readonly profiles?: readonly string[];
  readonly folder?: string;
  readonly bytes?: number;
  /** Where it was uploaded to. */
  readonly uploadedTo?: string;
  /** What a reader is to be given: the "Model Profiles Path" of a Hybrid Manager, KServe's storage URI, NIM_REPOSITORY_OVERRIDE. */
  readonly profilesPath?: string;
}
