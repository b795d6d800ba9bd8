import { prototypeKeyIn } from "../../prototype-key.ts";
import { formatPath, isMap, type Path } from "../../value.ts";
import type { LockedImage, ProfilesLock } from "./lock.ts";

/** Bytes. A thousand images with a hundred profiles each have 60 MiB. */
export const maxLockSize = 64 * 1024 * 1024;

/**
 * Reads the text of `nimops.lock.json`.
 *
 * @throws UserError with the place of the first mistake and what to do.
 */
export async function parseLock(text: string, file: string): Promise<ProfilesLock> {
  const { lockSchema } = await import("./schema.ts");
  const value = jsonOf(text);
  if (value === undefined) throw await mistake(text, file, [], "is no JSON");
  if (isMap(value) && typeof value.version === "number" && value.version > 1) {
    const message = `version ${value.version} of the lock file is newer than this nimops, which knows version 1`;
    throw await mistake(text, file, ["version"], message, "take a newer nimops");
  }
  const skipped = prototypeKeyIn(value);
  if (skipped) throw await mistake(text, file, skipped, `unknown field ${formatPath(skipped)}`);
  const parsed = lockSchema.safeParse(value);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
    const path = (issue?.path ?? []).filter((step): step is string | number => typeof step !== "symbol");
    if (issue?.code === "unrecognized_keys") {
      const at = [...path, issue.keys[0] ?? ""];
      throw await mistake(text, file, at, `unknown field ${formatPath(at)}`);
    }
    throw await mistake(text, file, path, `${formatPath(path) || "the lock"}: ${reasonOf(issue)}`);
  }
  const images = new Map<string, LockedImage>(Object.entries(parsed.data.images));
  for (const [name, { profiles }] of images) {
    const ids = new Set<string>();
    const twice = profiles.findIndex(({ id }) => ids.size === ids.add(id).size);
    if (twice < 0) continue;
    const at = ["images", name, "profiles", twice, "id"];
    throw await mistake(text, file, at, `${formatPath(at)}: the profile stands here twice`);
  }
  return { version: 1, images };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A refinement of a key says its reason one level down. */
function reasonOf(issue: Issue | undefined): string {
  const [inner] = issue?.issues ?? [];
  return inner?.message ?? issue?.message ?? "is not valid";
}

interface Issue {
  readonly message: string;
  readonly issues?: readonly { readonly message: string }[];
}

/** The reader that knows places is loaded only where there is a mistake to place. */
async function mistake(text: string, file: string, path: Path, message: string, help = remedy) {
  const { lockMistake } = await import("./lock-mistake.ts");
  return lockMistake(text, file, path, message, help);
}

const remedy = "`nimops profiles update` writes the file anew; delete it if it cannot be mended";
