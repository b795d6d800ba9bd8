import { changedLines, type LineRange } from "../git/changed.ts";
import { type GithubEvent, githubEvent } from "../github/event.ts";
import { printable } from "../report/printable.ts";
import { UserError } from "../user-error.ts";
import { type ActionWorld, type Toolkit, title } from "./action-world.ts";

export type ActionChange = ReadonlyMap<string, readonly LineRange[]>;

/** The event of the run; undefined where it cannot be read, for a run without its payload checks all the same. */
export function actionEvent({ env, readFile }: ActionWorld): GithubEvent | undefined {
  const { GITHUB_EVENT_NAME: name = "", GITHUB_EVENT_PATH: path } = env;
  if (path === undefined) return undefined;
  try {
    return githubEvent(name, JSON.parse(readFile(path)));
  } catch {
    return undefined;
  }
}

/** The lines that the pull request, merge group or push changes; undefined where that cannot be told. */
export async function linesChanged(
  base: string | undefined,
  cwd: string,
  toolkit: Toolkit,
): Promise<ActionChange | undefined> {
  if (base === undefined) return undefined;
  try {
    return await changedLines(base, cwd);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    toolkit.notice(
      `cannot tell which lines are changed, so all count: ${printable(error.message)}\n` +
        `help: ${printable(error.help ?? "check out the repository with `fetch-depth: 0`")}`,
      title,
    );
    return undefined;
  }
}
