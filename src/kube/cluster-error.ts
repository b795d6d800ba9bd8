import { UserError } from "../user-error.ts";

/** What went wrong between us and an API server. */
export class ClusterError extends UserError {
  readonly reason: ClusterErrorReason;
  /** The HTTP status; undefined where no response came. */
  readonly status: number | undefined;
  /** The fields that the server names, with what it says of each. */
  readonly causes: readonly Cause[];
  /** Of `conflict`: who else owns the fields of an apply. */
  readonly conflicts: readonly FieldConflict[];
  /** How long the server wants us to wait. */
  readonly retryAfterMilliseconds: number | undefined;
  /** Whether the same request may be sent again. */
  readonly retry: Retry;

  constructor(reason: ClusterErrorReason, message: string, details: ClusterErrorDetails = {}) {
    super(message, details.help === undefined ? {} : { help: details.help });
    this.name = "ClusterError";
    this.reason = reason;
    this.status = details.status;
    this.causes = details.causes ?? [];
    this.conflicts = details.conflicts ?? [];
    this.retryAfterMilliseconds = details.retryAfterMilliseconds;
    this.retry = details.retry ?? "never";
  }
}

export interface ClusterErrorDetails {
  readonly help?: string;
  readonly status?: number;
  readonly causes?: readonly Cause[];
  readonly conflicts?: readonly FieldConflict[];
  readonly retryAfterMilliseconds?: number;
  readonly retry?: Retry;
}

/** `repeatable`: only what does no harm when the server has done it already. `always`: the server has not. */
export type Retry = "never" | "repeatable" | "always";

export interface Cause {
  /** `spec.replicas`; absent where the server names no field. */
  readonly field?: string;
  /** `FieldValueInvalid`. */
  readonly reason?: string;
  readonly message: string;
}

/** A field that another manager owns, and that our apply would have changed. */
export interface FieldConflict {
  /** `kubectl-client-side-apply`. */
  readonly manager: string;
  /** `.spec.replicas`. */
  readonly field: string;
}

export type ClusterErrorReason =
  /** No connection: name not found, refused, cut off, TLS. */
  | "unreachable"
  /** Connected, but no answer in time. */
  | "timeout"
  /** The caller's signal. */
  | "aborted"
  /** 401. */
  | "unauthorized"
  /** 403. */
  | "forbidden"
  /** 404 for an object that has to be there. */
  | "not-found"
  /** The kind is not served: the operator, or its CRD, is not installed. */
  | "not-served"
  /** Another manager owns a field (see `conflicts`), or somebody changed the object meanwhile. */
  | "conflict"
  | "already-exists"
  /** 400 or 422: what we sent is wrong (see `causes`). */
  | "invalid"
  /** 410: the moment that we asked for is forgotten. */
  | "expired"
  /** 429. */
  | "throttled"
  /** 5xx. */
  | "server"
  /** Not what an API server answers: a proxy, a log-in page, a cut-off body, more than may be. */
  | "malformed";
