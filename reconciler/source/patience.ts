import { SourceError } from "./source.ts";

/**
 * Lets work go on for so many milliseconds and no longer.
 *
 * @throws SourceError `TimedOut`, or what the signal gives as its reason.
 */
export async function withPatience<T>(
  timeout: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const patience = AbortSignal.timeout(timeout);
  try {
    return await work(outer ? AbortSignal.any([outer, patience]) : patience);
  } catch (error) {
    outer?.throwIfAborted();
    throw patience.aborted && !(error instanceof SourceError) ? tookTooLong(timeout) : error;
  }
}

function tookTooLong(timeout: number): SourceError {
  return new SourceError(
    "transient",
    "TimedOut",
    `the Git server was not done after ${timeout / 1000} seconds`,
    "raise spec.timeout if the repository is large; else check the address, the proxy and network policies",
  );
}
