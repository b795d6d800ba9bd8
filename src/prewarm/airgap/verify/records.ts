import { byText } from "../../record/by-text.ts";
import type { CacheRecord } from "../../record/schema.ts";
import type { StepProblem } from "../step.ts";

/** What a cache should be, as far as it is known; what is left out is not compared. */
export interface Expected {
  /** `sha256:…` of the index. */
  readonly digest?: string | undefined;
  /** Ids of profiles. */
  readonly profiles?: readonly string[] | undefined;
}

/** What a record says of another image or of other profiles than are wanted. @param where how messages call the record. */
export function recordProblems(record: CacheRecord, expected: Expected, where: string): StepProblem[] {
  const problems: StepProblem[] = [];
  const { digest, platforms = [] } = record.image;
  const digests = [digest, ...platforms.map(({ digest }) => digest)];
  if (digest !== undefined && expected.digest !== undefined && !digests.includes(expected.digest)) {
    problems.push({
      code: "image/changed",
      path: where,
      message: `was filled by ${record.image.reference} as ${digest}, and the image is ${expected.digest} now`,
      help: "pin the image by its digest, or download again with the new one",
    });
  }
  if (expected.profiles !== undefined) {
    const held = record.profiles.map(({ id }) => id);
    const missing = expected.profiles.filter((id) => id !== "all" && !held.includes(id));
    const strange = expected.profiles.includes("all")
      ? []
      : held.filter((id) => !expected.profiles?.includes(id)).sort(byText((id) => id));
    if (missing.length > 0) {
      const held_ = held.length === 0 ? "none" : held.join(", ");
      problems.push({
        code: "profile/mismatch",
        path: where,
        message: `lacks the ${missing.length === 1 ? "profile" : "profiles"} ${missing.join(", ")}; it holds ${held_}`,
        help: "download the missing ones: what is there stays",
      });
    } else if (strange.length > 0 && expected.profiles.length > 0) {
      problems.push({
        code: "profile/mismatch",
        path: where,
        message: `holds ${strange.join(", ")} besides, which nobody asks for`,
        help: "use a folder of its own for each image, and download anew",
      });
    }
  }
  return problems;
}
