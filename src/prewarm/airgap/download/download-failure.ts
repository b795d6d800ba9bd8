import type { ContainerRun } from "../../containers/container.ts";
import { redactor } from "../../redaction.ts";
import type { FailureCode } from "../failure-codes.ts";
import { StepError } from "../step.ts";
import type { StepWorld } from "../step-world.ts";
import { type FailurePattern, failurePatterns } from "./failure-patterns.ts";

/** Log lines that are told. */
const toldLines = 20;

/** Why a container did not do what it was started for. Its last lines are told as notes, without secrets. */
export function downloadFailure(
  doing: string,
  run: ContainerRun,
  { env, progress }: Pick<StepWorld, "env" | "progress">,
  task?: string,
): StepError {
  const redact = redactor(env);
  for (const line of run.lastLines.slice(-toldLines)) progress.note(redact(line), task);
  const { code, said, help, retryable } = causeOf(run);
  return new StepError(code, `cannot ${doing}: ${redact(said)}`, {
    help: redact(`${help}\nthis is what ran: ${run.command}`),
    retryable,
  });
}

/** What its log tells, whatever its exit code. */
export function knownFailure({ lastLines }: Pick<ContainerRun, "lastLines">): FailurePattern | undefined {
  const text = lastLines.join("\n");
  return failurePatterns.find(({ pattern }) => pattern.test(text));
}

interface Cause {
  readonly code: FailureCode;
  readonly said: string;
  readonly help: string;
  readonly retryable: boolean;
}

function causeOf(run: ContainerRun): Cause {
  const tool = run.command.split(" ", 1)[0] ?? "";
  if (run.busy !== undefined) {
    const help = "wait for it, or end it; two at once would spoil the cache";
    return { code: "tool/failed", said: `${run.busy} is at it already`, help, retryable: true };
  }
  if (run.ended === "missing") {
    return {
      code: "tool/missing",
      said: `${tool} is not installed`,
      help: `install ${tool}`,
      retryable: false,
    };
  }
  if (run.ended === "stopped") return { ...interrupted, said: "it was stopped" };
  if (run.ended === "time")
    return { ...interrupted, said: "it took too long", help: `give it longer; ${interrupted.help}` };
  const known = knownFailure(run);
  const ending = `exit code ${run.code ?? "unknown"}`;
  if (run.outOfMemory) {
    const help = "give the container more memory; what is whole stays, and is not downloaded again";
    return { code: "download/failed", said: "it needed more memory than it may use", help, retryable: false };
  }
  if (known !== undefined) {
    const line = lineOf(run, known.pattern);
    return { ...known, said: `${known.said} (${ending}: ${line})`, retryable: known.retryable ?? false };
  }
  const byCode = run.code === undefined ? undefined : causesByCode[run.code];
  if (byCode !== undefined) return { ...byCode, said: `${byCode.said} (${ending}: ${lastOf(run)})` };
  const help = "the last lines of its log tell more";
  return { code: "download/failed", said: `${ending}: ${lastOf(run)}`, help, retryable: false };
}

const interrupted = {
  code: "download/interrupted",
  said: "it was killed",
  help: "the next run goes on: files that are whole are not downloaded again",
  retryable: true,
} as const;

/** Source: podman-run(1), Exit Status; `docker run` has the same; 128 and the number of a signal. */
const causesByCode: Readonly<Record<number, Cause>> = {
  124: { ...interrupted, said: "it took too long" },
  125: {
    code: "tool/failed",
    said: "the container could not be made",
    help: "run the command by hand",
    retryable: false,
  },
  126: {
    code: "tool/failed",
    said: "the container's program could not be started",
    help: "run the command by hand; podman in a container wants CONTAINERS_CONF with default_ulimits",
    retryable: false,
  },
  127: {
    code: "protocol/native",
    said: "the image has no download commands",
    help: "it downloads by itself when it starts: say that its protocol is native-v1",
    retryable: false,
  },
  137: interrupted,
  143: interrupted,
};

function lineOf({ lastLines }: ContainerRun, pattern: RegExp): string {
  return short(lastLines.findLast((line) => pattern.test(line)) ?? "");
}

function lastOf({ lastLines }: ContainerRun): string {
  return short(lastLines.at(-1) ?? "it printed nothing");
}

function short(line: string): string {
  return line.trim().slice(0, 400);
}
