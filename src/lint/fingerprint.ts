import { createHash } from "node:crypto";
import type { Path } from "../nim/value.ts";
import type { Finding } from "./finding.ts";

/**
 * Names a finding in a way that survives edits around it: lines that move, documents and list items in another order,
 * counts in the message. Equal findings of one file share it, so whoever needs one of their own numbers them.
 *
 * @returns 32 hexadecimal digits.
 */
export function fingerprintOf(finding: Finding): string {
  return digest([finding.location.file, ...subjectOf(finding)]);
}

/** The same without the file, which may be renamed. */
export function contentFingerprintOf(finding: Finding): string {
  return digest(subjectOf(finding));
}

function subjectOf({ rule, object, path, message }: Finding): string[] {
  const { kind = "", namespace = "", name = "" } = object ?? {};
  return [rule, kind, namespace, name, keysOf(path), message.replace(/\d+/g, "0")];
}

/** An item that is put before others moves their indexes, not what is wrong with them. */
function keysOf(path: Path): string {
  return JSON.stringify(path.map((step) => (typeof step === "number" ? 0 : step)));
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
