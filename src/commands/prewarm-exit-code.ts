import type { PrewarmResult } from "../report/prewarm-result.ts";
import { type ExitCode, exitCodes } from "../user-error.ts";
import type { EndSignal } from "./world.ts";

/** @param ended the signal that ended the waiting. */
export function prewarmExitCode(
  { outcome }: Pick<PrewarmResult, "outcome">,
  ended: EndSignal | undefined,
): ExitCode {
  if (ended !== undefined && outcome !== "ready") {
    return ended === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated;
  }
  return outcome === "ready" || outcome === "planned" ? exitCodes.clean : exitCodes.findings;
}
