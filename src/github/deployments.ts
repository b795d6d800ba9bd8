import * as z from "zod";
import type { Calls } from "./calls.ts";
import { fittedLine } from "./fitted-line.ts";
import type {
  Deployment,
  DeploymentOutcome,
  DeploymentState,
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
    const earlier = await calls.read(
      `list the deployments of ${called(repository)}`,
      z.array(shape),
      () => calls.client.rest.repos.listDeployments({ ...place(repository), environment, task, per_page: 1 }),
      permission,
    );
    const { id } = await calls.read(
      `create a deployment in ${called(repository)}`,
      shape,
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
    const [previous] = earlier;
    return { deployment: { repository, id, previous: previous?.id } };
  });
}

/** See `Github.setDeployment`. */
export async function setDeployment(
  calls: Calls,
  { repository, id, previous }: StartedDeployment,
  { state, description, url }: DeploymentState,
): Promise<WriteOutcome> {
  const set = (deployment: number, as: DeploymentState["state"] | "inactive", text: string) =>
    calls.send(
      `set the deployment ${deployment} of ${called(repository)} to ${as}`,
      () =>
        calls.client.rest.repos.createDeploymentStatus({
          ...place(repository),
          deployment_id: deployment,
          state: as,
          description: fittedLine(text),
          // It would end those of other caches in the environment, which are as alive as this one.
          auto_inactive: false,
          ...(url === undefined ? {} : { log_url: url }),
        }),
      permission,
    );
  return unlessForbidden(async () => {
    await set(id, state, description);
    if (state === "success" && previous !== undefined) {
      await set(previous, "inactive", `followed by deployment ${id}`);
    }
    return {};
  });
}

function place({ owner, name }: Repository) {
  return { owner, repo: name };
}

function called({ owner, name }: Repository): string {
  return `${owner}/${name}`;
}

const shape = z.object({ id: z.int() });
