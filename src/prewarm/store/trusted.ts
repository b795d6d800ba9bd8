import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { UserError } from "../../user-error.ts";

/** The usual certificates and those of this file. @throws UserError */
export function trusted(caFile: string): string[] {
  try {
    return [...rootCertificates, readFileSync(caFile, "utf8")];
  } catch (error) {
    throw new UserError(
      `the certificates in ${JSON.stringify(caFile)} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
