import type { Application, Attempt } from "../decide/decision.ts";
import type { Failure } from "./failure.ts";

/** A failure as it is remembered, so that the same is not tried hot. */
export function attemptOf(
  { digest, generation }: Pick<Application, "digest" | "generation">,
  { reason, message, help, again }: Pick<Failure, "reason" | "message" | "help" | "again">,
  { before, now }: { readonly before: Attempt | undefined; readonly now: number },
): Attempt {
  return {
    digest,
    generation,
    reason,
    message,
    ...(help === undefined ? {} : { help }),
    retryAt: now + again,
    tries: (before?.tries ?? 0) + 1,
  };
}
