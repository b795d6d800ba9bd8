import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { UserError } from "../user-error.ts";

/**
 * Text of a file that a stranger made, as one out of an artifact: a link in its place could show anything of this
 * machine, a pipe would be waited for, and a huge file would fill the memory.
 *
 * @param limit bytes
 * @throws UserError where it is no regular file or is larger than that.
 */
export function readUntrusted(path: string, shown: string, limit: number): string {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  let file: number;
  try {
    file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch {
    throw new UserError(`${JSON.stringify(shown)} cannot be read, or is a link`, {
      help: "did the step before this one download the artifact to there?",
    });
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw new UserError(`${JSON.stringify(shown)} is no file`);
    if (found.size > limit) {
      throw new UserError(`${JSON.stringify(shown)} has ${found.size} bytes, and only ${limit} are taken`);
    }
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}
