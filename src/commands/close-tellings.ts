import { printable } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { type ActionWorld, type Toolkit, title } from "./action-world.ts";
import { githubFor } from "./github-for.ts";
import { openTellings, readOpenTellings } from "./open-tellings.ts";

const description = "cancelled: nobody waits any more; the cluster goes on";

/**
 * Ends what a run has begun to tell GitHub and could not end, as a cancelled job has seconds only: no status is left pending,
 * no deployment in progress. It never fails a job.
 *
 * @param connect how GitHub is reached; tests hand in their own.
 */
export async function closeTellings(
  toolkit: Toolkit,
  world: Pick<ActionWorld, "env">,
  connect: typeof githubFor = githubFor,
): Promise<ExitCode> {
  const open = readOpenTellings(toolkit.getState(openTellings));
  const token = toolkit.getInput("github-token");
  if (open === undefined || token === "") return exitCodes.clean;
  const { commit, url, contexts, deployments } = open;
  const link = url === undefined ? {} : { url };
  try {
    const github = await connect(token, world.env);
    const now = contexts.length === 0 ? new Map() : await github.statusesOf(commit);
    for (const context of contexts) {
      const status = now.get(context);
      // Meanwhile another run may have said something.
      if (status?.state !== "pending" || (status.url ?? undefined) !== url) continue;
      await github.setStatus(commit, { context, state: "error", description, ...link });
    }
    for (const id of deployments) {
      const deployment = { repository: commit.repository, id };
      const said = await github.stateOfDeployment(commit.repository, id);
      // The run may have been killed after the last word and before it could keep that.
      if (said !== undefined && said !== "in_progress") continue;
      await github.setDeployment(deployment, { state: "error", description, ...link });
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    toolkit.warning(`statuses may stay pending: ${printable(error.message)}`, title);
  }
  return exitCodes.clean;
}
