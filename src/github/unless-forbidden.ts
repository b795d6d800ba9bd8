import type { NoPermission } from "./github.ts";
import { GithubError } from "./github-error.ts";

/** What a token may not do is an answer, with a sentence for the user; all else that goes wrong is thrown. */
export async function unlessForbidden<T extends object>(
  act: () => Promise<T>,
): Promise<({ readonly is: "done" } & T) | NoPermission> {
  try {
    return { is: "done", ...(await act()) };
  } catch (error) {
    return noPermission(error);
  }
}

/** @throws the error where it says anything else. */
export function noPermission(error: unknown): NoPermission {
  if (!(error instanceof GithubError) || error.reason !== "forbidden") throw error;
  return {
    is: "no-permission",
    why: error.help === undefined ? error.message : `${error.message}; ${error.help}`,
  };
}
