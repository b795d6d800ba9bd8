import { createHash } from "node:crypto";
import { canonicalJson } from "../../src/plan/canonical-json.ts";
import type { RepositoryFile } from "../source/source.ts";
import type { JudgeInput } from "./judge.ts";

/** Of all that decides a judgement: two revisions with the same one are judged alike. */
export function inputDigest(input: JudgeInput): string {
  const { files, inventory, lock, configuration, ...rest } = input;
  const hash = createHash("sha256").update(canonicalJson([rest, lock?.problem]));
  for (const file of [...files, inventory, lock?.file, configuration]) {
    hash.update(headOf(file));
    if (file) hash.update(file.bytes);
  }
  return hash.digest("hex");
}

/** No path has a line's end in it that could be taken for this one: a length stands before it. */
function headOf(file: RepositoryFile | undefined): string {
  return file ? `\n${file.path.length} ${file.path} ${file.bytes.length}\n` : "\nnone\n";
}
