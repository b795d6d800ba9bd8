import type { StepProblem as Problem } from "../../report/airgap-result.ts";
import { type ExitCode, exitCodes, UserError } from "../../user-error.ts";
import type { FailureCode } from "./failure-codes.ts";

export { type AirgapStep, airgapSteps, type StepResult } from "../../report/airgap-result.ts";

/** One thing that is not as it should be, by a known word. */
export interface StepProblem extends Problem {
  readonly code: FailureCode;
}

/** Why a step cannot go on: what happened, to what, why, what to do; never with a secret in it. */
export class StepError extends UserError {
  readonly code: FailureCode;
  /** Whether the same call may well succeed later, without anybody's doing. */
  readonly retryable: boolean;

  constructor(
    code: FailureCode,
    message: string,
    options: { help?: string; exitCode?: ExitCode; retryable?: boolean } = {},
  ) {
    super(message, {
      exitCode: options.exitCode ?? exitCodes.findings,
      ...(options.help === undefined ? {} : { help: options.help }),
    });
    this.name = "StepError";
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
