import type { ValueMap } from "../nim/value.ts";
import { UserError } from "../user-error.ts";
import { ClusterError, type ClusterErrorReason } from "./cluster-error.ts";
import { toJson } from "./json.ts";
import { statusError } from "./status-error.ts";
import type { FaultName } from "./watch.ts";

/** What ended a watch, or the list before it. */
export class WatchBroken extends Error {
  readonly fault: FaultName;
  /** Whether where we had got to is of no use any more. */
  readonly relist: boolean;
  readonly error: ClusterError | undefined;

  constructor(fault: FaultName, message: string, options: { relist: boolean; error?: ClusterError }) {
    super(message);
    this.fault = fault;
    this.relist = options.relist;
    this.error = options.error;
  }
}

export function brokenBy(error: unknown): WatchBroken {
  if (error instanceof WatchBroken) return error;
  const known = asClusterError(error);
  const fault =
    known.reason === "unreachable" && known.retry === "repeatable" ? "reset" : faults[known.reason];
  return new WatchBroken(fault, known.message, { relist: relisting.has(fault), error: known });
}

/** An `ERROR` event, whose object is a Status. */
export function brokenByEvent(status: ValueMap, doing: string, server: string): WatchBroken {
  const code = typeof status.code === "number" ? status.code : 500;
  const error = statusError({ status: code, body: toJson(status) }, doing, server);
  const { fault, message } = brokenBy(error);
  // It may be this very event that cannot be sent: a list gets us past it.
  return new WatchBroken(fault, message, { relist: fault !== "throttled", error });
}

function asClusterError(error: unknown): ClusterError {
  if (error instanceof ClusterError) return error;
  // Credentials that cannot be read now, for a file is being replaced.
  if (error instanceof UserError) return new ClusterError("unauthorized", error.message);
  // A fault of ours; a controller must live on all the same.
  return new ClusterError("malformed", String(error));
}

const faults: { readonly [reason in ClusterErrorReason]: FaultName } = {
  unreachable: "unreachable",
  timeout: "silent",
  aborted: "reset",
  unauthorized: "refused",
  forbidden: "refused",
  "not-found": "not-served",
  "not-served": "not-served",
  conflict: "server-error",
  "already-exists": "server-error",
  invalid: "server-error",
  expired: "expired",
  throttled: "throttled",
  server: "server-error",
  malformed: "malformed",
};

const relisting = new Set<FaultName>(["expired", "out-of-order", "not-served"]);
