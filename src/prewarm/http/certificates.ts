import { boundedFile } from "../../manifest/bounded-file.ts";
import { reasonOf } from "../../manifest/find.ts";
import { UserError } from "../../user-error.ts";

/** The certificates of a PEM file; undefined where none is named. @throws UserError where it cannot be read. */
export function certificatesIn(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = boundedFile(file, 1024 * 1024, "named").toString("utf8");
  } catch (error) {
    throw new UserError(`cannot read the certificates in ${file}: ${reasonOf(error)}`);
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new UserError(`${file} holds no certificate in PEM form`);
}
