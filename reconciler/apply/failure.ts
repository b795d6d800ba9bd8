import type { ClusterError } from "../../src/kube/cluster-error.ts";
import { kubectl } from "../../src/nim/health/kubectl.ts";
import { told } from "../../src/nim/health/told.ts";
import { managerName } from "../../src/prewarm/cluster/manager-names.ts";
import type { ResourceId } from "../repository/types.ts";
import { missingRight } from "./missing-right.ts";

/** What a write that failed means for what comes next. */
export interface Failure {
  /**
   * - `transient`: it may pass by itself; everything is tried again soon.
   * - `object`: this object alone cannot be written.
   * - `set`: what Git says cannot be written; nothing of it is.
   */
  readonly kind: "transient" | "object" | "set";
  /** PascalCase. */
  readonly reason: string;
  readonly message: string;
  readonly help?: string;
  /** Milliseconds until it is worth another try. */
  readonly again: number;
}

/** @param tries how often the same has failed before. */
export function failureOf(
  error: ClusterError,
  { kind, namespace, name }: ResourceId,
  tries: number,
): Failure {
  const { message, help } = error;
  const advice = help === undefined ? {} : { help };
  const again = Math.min(first * 2 ** Math.min(tries, 10), longest);
  switch (error.reason) {
    case "conflict":
      if (error.conflicts.length === 0)
        return { kind: "transient", reason: "ChangedMeanwhile", message, again: 0 };
      return {
        kind: "object",
        reason: "FieldConflict",
        message: conflictOf(error),
        help: `let one side own the field: take it out of the manifest, or out of what the other one sends; or give the manifest the annotation \`nimops.dev/adopt: "true"\`. Who owns what: \`${kubectl(namespace, "get", kind.toLowerCase(), name, "-o", "yaml")}\` with --show-managed-fields`,
        again,
      };
    case "invalid":
      return refusedManifest(error, advice);
    case "already-exists":
      return { kind: "transient", reason: "ChangedMeanwhile", message, again: 0 };
    case "not-found":
      return {
        kind: "set",
        reason: "NamespaceMissing",
        message: `namespace ${told(namespace)} does not exist`,
        help: "create it, with the Secrets that the manifests name: nimops applies nothing but the four NIM kinds",
        again,
      };
    case "forbidden":
      // The answer of webhooks and policies that refuse what is in Git; no right would help.
      if (/\bdenied (?:the )?request\b/.test(message)) return refusedManifest(error, {});
      if (/\bexceeded quota\b/.test(message)) return { kind: "set", reason: "QuotaExceeded", message, again };
      return { kind: "set", reason: "Forbidden", message: missingRight(error) ?? message, ...advice, again };
    case "unauthorized":
      return { kind: "set", reason: "Forbidden", message, ...advice, again };
    case "not-served":
      return { kind: "transient", reason: "OperatorMissing", message, ...advice, again };
    default:
      return {
        kind: "transient",
        reason: "ApiUnavailable",
        message,
        ...advice,
        again: error.retryAfterMilliseconds ?? 0,
      };
  }
}

/** Milliseconds. */
const first = 30_000;
const longest = 10 * 60_000;

function refusedManifest(error: ClusterError, advice: { readonly help?: string }): Failure {
  const { message } = error;
  if (!isImmutable(error)) return { kind: "set", reason: "Invalid", message, ...advice, again: longest };
  return {
    kind: "set",
    reason: "Immutable",
    message,
    help: "this field can never change: leave this one as it was, and give what is new a resource of another name",
    again: longest,
  };
}

/** A rule about a change, and no other fault of what was sent. Source: CEL messages of the CRDs (C3, B1, S1), webhook W10. */
function isImmutable({ causes, message }: ClusterError): boolean {
  return [message, ...causes.map((cause) => cause.message)].some((text) =>
    /\bimmutable\b|cannot be (?:changed|modified) once/i.test(text),
  );
}

function conflictOf({ conflicts }: ClusterError): string {
  const fields = conflicts
    .slice(0, 3)
    .map(({ manager, field }) => `${told(field).replace(/^\./, "")} is ${told(managerName(manager))}'s`);
  const more = conflicts.length > 3 ? `, and ${conflicts.length - 3} more fields` : "";
  return `another manager owns what Git says otherwise: ${fields.join(", ")}${more}`;
}
