import * as z from "zod";
import type { Calls } from "./calls.ts";
import { fittedLine } from "./fitted-line.ts";
import type {
  Deployment,
  DeploymentOutcome,
  DeploymentState,
  FoundDeployment,
  Repository,
  StartedDeployment,
  WriteOutcome,
} from "./github.ts";
import { unlessForbidden } from "./unless-forbidden.ts";

const permission = "deployments: write";

/** See `Github.startDeployment`. */
export async function startDeployment(
  calls: Calls,
  repository: Repository,
  { commit, environment, task, description }: Deployment,
): Promise<DeploymentOutcome> {
  return unlessForbidden(async () => {
    const { id } = await calls.read(
      `create a deployment in ${called(repository)}`,
      z.object({ id: z.int() }),
      () =>
        calls.client.rest.repos.createDeployment({
          ...place(repository),
          ref: commit,
          environment,
          task,
          description: fittedLine(description),
          auto_merge: false,
          // Otherwise GitHub refuses it while a status is pending, and ours are.
          required_contexts: [],
          // One whose answer is lost would be there twice.
          request: { retries: 0 },
        }),
      permission,
    );
    return { deployment: { repository, id } };
  });
}

/** See `Github.setDeployment`. */
export async function setDeployment(
  calls: Calls,
  { repository, id }: StartedDeployment,
  { state, description, url }: DeploymentState,
): Promise<WriteOutcome> {
  return unlessForbidden(async () => {
    await calls.read(
      `set the deployment ${id} of ${called(repository)} to ${state}`,
      z.object({ state: z.string() }),
      () =>
        calls.client.rest.repos.createDeploymentStatus({
          ...place(repository),
          deployment_id: id,
          state,
          description: fittedLine(description),
          // It would end those of other tasks in the environment, which are as alive as this one.
          auto_inactive: false,
          ...(url === undefined ? {} : { log_url: url }),
        }),
      permission,
    );
    return {};
  });
}

/** See `Github.deploymentsOf`. */
export async function deploymentsOf(
  calls: Calls,
  repository: Repository,
  { environment, task }: Pick<Deployment, "environment" | "task">,
): Promise<readonly FoundDeployment[]> {
  const found = await calls.read(
    `list the deployments of ${called(repository)}`,
    z.array(z.object({ id: z.int(), sha: z.string() })),
    () => calls.client.rest.repos.listDeployments({ ...place(repository), environment, task, per_page: 30 }),
    permission,
  );
  return found.map(({ id, sha }) => ({ id, commit: sha }));
}

/** See `Github.stateOfDeployment`. */
export async function stateOfDeployment(
  calls: Calls,
  repository: Repository,
  id: number,
): Promise<string | undefined> {
  const [newest] = await calls.read(
    `read the deployment ${id} of ${called(repository)}`,
    z.array(z.object({ state: z.string() })),
    () =>
      calls.client.rest.repos.listDeploymentStatuses({
        ...place(repository),
        deployment_id: id,
        per_page: 1,
      }),
    permission,
  );
  return newest?.state;
}

function place({ owner, name }: Repository) {
  return { owner, repo: name };
}

function called({ owner, name }: Repository): string {
  return `${owner}/${name}`;
}
