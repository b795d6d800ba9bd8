import { isMap, type ValueMap, valueAt } from "../nim/value.ts";
import { type Cause, ClusterError, type ClusterErrorReason, type FieldConflict } from "./cluster-error.ts";
import { parseJson } from "./json.ts";
import { redacted } from "./redacted.ts";
import { retryAfter } from "./retry-after.ts";
import { causesOf, conflictsIn, isUntypable } from "./status-causes.ts";

/** A response that is no success. */
export interface Refusal {
  readonly status: number;
  readonly retryAfter?: string | undefined;
  readonly contentType?: string | undefined;
  readonly body: string;
}

/**
 * What an API server's refusal means.
 *
 * @param doing completes "cannot …": `apply NIMCache models/llama`.
 */
export function statusError(
  refusal: Refusal,
  doing: string,
  server: string,
  secrets: Iterable<string> = [],
): ClusterError {
  const status = statusObject(refusal.body);
  const said = status === undefined ? withoutStatus(refusal, server) : textAt(status, "message");
  const kind = textAt(status, "details", "kind");
  const reason = reasonOf(refusal.status, status, said);
  const shown = (text: string) => redacted(text, secrets);
  const causes = (status === undefined ? [] : causesOf(status)).map((cause) => ({
    ...cause,
    message: shown(reason === "conflict" ? cause.message : withoutValues(cause, kind)),
  }));
  const conflicts = reason === "conflict" ? conflictsIn(causes) : [];
  const help = helpFor(reason, conflicts, status, server);
  const seconds = valueAt(status, ["details", "retryAfterSeconds"]);
  const after = retryAfter(refusal.retryAfter) ?? (typeof seconds === "number" ? seconds * 1000 : undefined);
  return new ClusterError(
    reason,
    `cannot ${doing}: ${shown(explained(reason, causes, conflicts, said, kind))}`,
    {
      status: refusal.status,
      causes,
      conflicts,
      retry: reason === "throttled" ? "always" : reason === "server" ? "repeatable" : "never",
      ...(help === undefined ? {} : { help }),
      ...(after === undefined || after <= 0 ? {} : { retryAfterMilliseconds: after }),
    },
  );
}

function statusObject(body: string): ValueMap | undefined {
  try {
    const value = parseJson(body);
    return isMap(value) && value.kind === "Status" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** API servers answer unknown paths and some overload with plain text; load balancers always do. */
function withoutStatus({ status, contentType = "" }: Refusal, server: string): string {
  const type = contentType.split(";")[0]?.trim() || "nothing";
  return `${server} answered ${status} with ${type} instead of a Status`;
}

const byStatus = new Map<number, ClusterErrorReason>([
  [400, "invalid"],
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "not-found"],
  [409, "conflict"],
  [410, "expired"],
  [413, "invalid"],
  [415, "invalid"],
  [422, "invalid"],
  [429, "throttled"],
]);

function reasonOf(code: number, status: ValueMap | undefined, said: string): ClusterErrorReason {
  const reason = textAt(status, "reason");
  if (reason === "AlreadyExists") return "already-exists";
  if (reason === "Expired") return "expired";
  // A path that no resource has: the answer names no object.
  if (code === 404 && textAt(status, "details", "name") === "") return "not-served";
  if (code === 500 && isUntypable(said)) return "invalid";
  return byStatus.get(code) ?? (code >= 500 ? "server" : "malformed");
}

function explained(
  reason: ClusterErrorReason,
  causes: readonly Cause[],
  conflicts: readonly FieldConflict[],
  said: string,
  kind: string,
): string {
  if (conflicts.length > 0) {
    return conflicts.map(({ manager, field }) => `${field} belongs to ${manager}`).join("; ");
  }
  if (reason !== "invalid") return said === "" ? `the server gave no reason (${reason})` : said;
  if (causes.length > 0) {
    return causes
      .map(({ field, message }) => (field === undefined ? message : `${field}: ${message}`))
      .join("; ");
  }
  return isUntypable(said) ? "it does not match its schema" : withoutValues({ message: said }, kind);
}

function helpFor(
  reason: ClusterErrorReason,
  conflicts: readonly FieldConflict[],
  status: ValueMap | undefined,
  server: string,
): string | undefined {
  if (reason === "not-found" && textAt(status, "details", "kind") === "namespaces") {
    return `create the namespace first: kubectl create namespace ${textAt(status, "details", "name")}`;
  }
  if (reason === "not-served")
    return `install what serves it on ${server}; for NIM kinds that is the NIM Operator`;
  if (conflicts.length > 0) {
    return "let one side own the field: remove it from the manifest, or from what the other manager sends";
  }
  return advices[reason];
}

const advices: { readonly [reason in ClusterErrorReason]?: string } = {
  unauthorized: "log in again; the token or the client certificate of this user is missing, wrong or expired",
  forbidden: "ask for a role that allows it; `kubectl auth can-i --list` shows what these credentials may do",
  conflict: "somebody changed it in the meantime: read it again, then repeat",
  throttled: "the API server asks for fewer requests; try again later",
  server: "the API server has a fault of its own; its log says more",
  malformed: "check the server's address: does it end at a log-in page or at a proxy?",
};

/**
 * Values of a Secret, of variables and of arguments may be secrets, and whole objects may hold some: what is wrong with
 * them is told without them.
 */
function withoutValues({ field = "", message }: Cause, kind: string): string {
  const short = message.slice(0, longestMessage).replace(wholeObject, '"…"');
  if (!/^secrets?$/i.test(kind) && !sensitive.test(field) && !sensitive.test(short)) return short;
  return short.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => (typeNames.test(quoted) ? quoted : '"…"'));
}

/** As JSON, as JSON in quotes, or as Go writes a structure. */
const wholeObject =
  /(?<=value: )(?:"[{[](?:[^"\\]|\\.)*(?:"|$)|(?:[\w.*&[\]]{0,200}\{|\[)(?:.*[}\]](?=: |$)|.*$))/s;
/** A message that is longer holds an object, and takes long to look through. */
const longestMessage = 16_000;
const sensitive = /(?:^|\.)(?:env|args|command|data|stringData)(?:[.[]|$)/;
const typeNames = /^"(?:integer|string|boolean|array|object|number|null|v1|Secret)"$/;

function textAt(value: ValueMap | undefined, ...path: readonly string[]): string {
  const found = valueAt(value, path);
  return typeof found === "string" ? found : "";
}
