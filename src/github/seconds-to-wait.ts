import { valueAt } from "../nim/value.ts";
import { isRateLimit } from "./rate-limit.ts";

/**
 * How long GitHub wants us to wait, in seconds, where the throttling plugin does not see it: that one knows only limits that
 * call themselves "secondary", and those with nothing remaining. Undefined for all other errors.
 */
export function secondsToWait(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = valueAt(error, ["status"]);
  const header = (name: string) => valueAt(error, ["response", "headers", name]);
  const isSeenByPlugin = /\bsecondary rate\b/i.test(error.message) || header("x-ratelimit-remaining") === "0";
  if (typeof status !== "number" || isSeenByPlugin || !isRateLimit(error.message, status)) return undefined;
  const wait = header("retry-after");
  return typeof wait === "string" && /^\d{1,9}$/.test(wait) ? Number(wait) : atLeast;
}

/** Where nothing says how long. Source: GitHub Docs, "Best practices for using the REST API". */
const atLeast = 60;
