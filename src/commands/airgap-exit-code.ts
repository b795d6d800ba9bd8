import type { AirgapReport } from "../report/airgap-result.ts";
import { type ExitCode, exitCodes } from "../user-error.ts";
import type { EndSignal } from "./world.ts";

/** @param ended the signal that ended the work. */
export function airgapExitCode(
  { outcome }: Pick<AirgapReport, "outcome">,
  ended: EndSignal | undefined,
): ExitCode {
  if (ended !== undefined && outcome === "stopped") {
    return ended === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated;
  }
  return outcome === "done" ? exitCodes.clean : exitCodes.findings;
}
