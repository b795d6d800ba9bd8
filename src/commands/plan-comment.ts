import { type GithubEvent, repositoryNamed } from "../github/event.ts";
import { commentLimit } from "../report/markdown.ts";
import { printable } from "../report/printable.ts";
import { UserError } from "../user-error.ts";
import type { ActionInputs } from "./action-inputs.ts";
import { type ActionWorld, type Toolkit, title } from "./action-world.ts";
import { commentKey } from "./comment-key.ts";
import { githubFor } from "./github-for.ts";
import type { MadePlan } from "./make-plans.ts";
import { type PlanReportOptions, planReport } from "./plan-reports.ts";
import { writeReportFile } from "./report-file.ts";

interface Told {
  readonly made: readonly MadePlan[];
  readonly inputs: ActionInputs;
  readonly cwd: string;
  readonly event: GithubEvent | undefined;
  readonly options: PlanReportOptions;
}

/**
 * The plan as the one comment of a pull request, and as a file where another run is to post it. Without the right to write,
 * as in pull requests from forks, a notice says so.
 *
 * @param connect how GitHub is reached; tests hand in their own.
 */
export async function planComment(
  { made, inputs, cwd, event, options }: Told,
  toolkit: Toolkit,
  world: ActionWorld,
  connect: typeof githubFor = githubFor,
): Promise<void> {
  const { comment, commentFile } = inputs;
  const markdown = { limit: commentLimit, rest: "the job summary has all of it" };
  const pieces = () => planReport("markdown", made, { ...options, markdown });
  if (commentFile !== undefined) writeReportFile(commentFile, { cwd, checkout: world.cwd }, pieces());
  const repository = repositoryNamed(world.env.GITHUB_REPOSITORY ?? "");
  const number = event?.pullRequest;
  const token = inputs.text("github-token");
  if (comment === "never" || number === undefined || repository === undefined || token === undefined) {
    if (comment === "always")
      tellWhy("this run is not for a pull request, or has no token", comment, toolkit);
    return;
  }
  const key = commentKey(inputs.texts("cluster"), inputs.workingDirectory);
  try {
    const github = await connect(token, world.env);
    const body = [...pieces()].join("");
    const outcome = await github.upsertComment({ repository, number }, { topic: "plan", key, body });
    if (outcome.is === "no-permission") tellWhy(outcome.why, comment, toolkit);
    else toolkit.setOutput("comment-url", outcome.url);
  } catch (error) {
    // The result of a check does not depend on whether GitHub takes a comment.
    if (!(error instanceof UserError)) throw error;
    tellWhy(error.message, comment, toolkit);
  }
}

function tellWhy(why: string, comment: ActionInputs["comment"], toolkit: Toolkit): void {
  const message = `no comment: ${printable(why)}; the job summary has the plan`;
  if (comment === "always") toolkit.warning(message, title);
  else toolkit.notice(message, title);
}
