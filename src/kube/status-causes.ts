import { isMap, type Value, type ValueMap, valueAt } from "../nim/value.ts";
import type { Cause, FieldConflict } from "./cluster-error.ts";

const mostCauses = 100;

/** The fields that an API server complains of, listed in a Status or only named in its message. */
export function causesOf(status: ValueMap): readonly Cause[] {
  const listed = valueAt(status, ["details", "causes"]);
  const said = typeof status.message === "string" ? status.message : "";
  const causes = Array.isArray(listed) ? listed.flatMap(causeOf) : [];
  // What a patch makes of an object is shown whole in the cause, and the fields at its end.
  const strict = strictFields(said);
  const all = isUntypable(said) ? untypableFields(said) : strict.length > 0 ? strict : causes;
  return all.slice(0, mostCauses);
}

/** Server-side apply answers 500 where an object does not match its schema (structured-merge-diff). */
export function isUntypable(said: string): boolean {
  return said.startsWith("failed to create typed patch object");
}

/** `conflict with "kubectl" using apps/v1` (k8s.io/apiserver fieldmanager NewConflictError). */
export function conflictsIn(causes: readonly Cause[]): readonly FieldConflict[] {
  return causes.flatMap(({ reason, message, field }) => {
    if (reason !== "FieldManagerConflict" || field === undefined) return [];
    return [{ manager: /^conflict with "([^"]*)"/.exec(message)?.[1] ?? message, field }];
  });
}

function causeOf(cause: Value): Cause[] {
  if (!isMap(cause)) return [];
  const { field, reason, message } = cause;
  const text = typeof message === "string" ? message : "";
  // apimachinery writes `<nil>` where an error has no field.
  const named = typeof field === "string" && field !== "" && field !== "<nil>";
  return [{ ...(named ? { field } : {}), ...(typeof reason === "string" ? { reason } : {}), message: text }];
}

/** `strict decoding error: unknown field "spec.x", duplicate field "spec.y"` */
function strictFields(said: string): Cause[] {
  const start = said.indexOf("strict decoding error: ");
  if (start === -1) return [];
  const found = said.slice(start).matchAll(/(unknown|duplicate) field "((?:[^"\\]|\\.){1,500})"/g);
  return [...found].map(([, what, field = ""]) => ({
    field,
    reason: "FieldValueInvalid",
    message: `${what} field`,
  }));
}

/** `…: .spec.x: field not declared in schema`; several stand on lines of their own, in no certain order. */
function untypableFields(said: string): Cause[] {
  const list = said.replace(/^[^\n]*?\): (?:errors:\n)?/, "");
  return list
    .split("\n")
    .flatMap((line) => {
      const match = untypable.exec(line.trim());
      if (match === null) return [];
      const [, field = "", expected, duplicate] = match;
      const message = expected ?? (duplicate === undefined ? "unknown field" : "two entries of one key");
      return [{ field, reason: "FieldValueInvalid", message }];
    })
    .sort((a, b) => (a.field < b.field ? -1 : 1));
}

/** What was got instead is left out: it may be a secret. */
const untypable =
  /^\.(.{1,500}): (?:(expected \w+)\b.*|(duplicate entries) .*|field not declared in schema)$/;
