import type { Cause } from "./golden.ts";

export interface NamedField {
  /** `spec.env.0.name`; keys with dots are not told apart from paths. */
  readonly field: string;
  /** Whether what is wrong stands on this very field, not somewhere within. */
  readonly exactly: boolean;
}

/**
 * The fields of a cause. A CEL rule is named by the map that it stands on, and its finding may stand on the value to
 * change within; everything else is named exactly.
 */
export function fieldsNamed({ field, reason, message }: Cause): NamedField[] {
  // A version that the CRD does not have has no schema, so that the server knows no field of it.
  if (/in version "(?!v1alpha1")/.test(message)) return [{ field: "apiVersion", exactly: true }];
  const unknown = [...message.matchAll(/unknown field "((?:[^"\\]|\\.)*)"/g)];
  if (unknown.length > 0) return unknown.map(([, name = ""]) => ({ field: dotted(name), exactly: true }));
  const metadata = /ObjectMeta\.(\w+)/.exec(message)?.[1];
  if (metadata !== undefined) return [{ field: `metadata.${metadata}`, exactly: false }];
  // The server says so where it has not come to the CEL rules, or where one of several schemas would do.
  if (field === "<nil>") return [];
  const isCelRule = reason === "FieldValueInvalid" && /^Invalid value: [^"\d-]/.test(message);
  return [{ field: dotted(field), exactly: !isCelRule }];
}

/** `a.b[0].c` as `a.b.0.c`. */
export function dotted(field: string): string {
  return field.replace(/\[([^\]]*)\]/g, ".$1");
}
