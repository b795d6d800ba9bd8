import { targetsOf } from "../pass/judge-revision.ts";
import type { Trouble } from "../pass/trouble.ts";
import type { NIMRepository } from "../repository/types.ts";

/** Why a NIMRepository is not begun with, whatever it says: its resources may go anywhere where `allowed` is left out. */
export function refusalOf(
  repository: NIMRepository,
  allowed: readonly string[] | undefined,
): Trouble | undefined {
  const stray = allowed && targetsOf(repository).find((name) => !allowed.includes(name));
  if (stray === undefined) return undefined;
  const message = `the controller may not touch namespace ${stray}: it was started for ${allowed?.join(", ")}`;
  return { reason: "NamespaceNotAllowed", message };
}
