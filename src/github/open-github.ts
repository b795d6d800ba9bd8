import { once } from "../nim/once.ts";
import { callsFor } from "./calls-for.ts";
import { setStatus, statusesOf } from "./commit-statuses.ts";
import { deploymentsOf, setDeployment, startDeployment, stateOfDeployment } from "./deployments.ts";
import type { ConnectGithubOptions, Github } from "./github.ts";
import { type Identity, identityOf } from "./identity.ts";
import { installationOf } from "./installation-of.ts";
import { pullRequestsAt } from "./pull-requests-at.ts";
import { upsertComment } from "./upsert-comment.ts";

/** @throws UserError where the address of the API, the proxy or the credentials cannot be right. */
export async function openGithub(options: ConnectGithubOptions): Promise<Github> {
  const { login } = options;
  const { apiUrl, limits, callsAs } = await callsFor(options);
  const asApp = "token" in login ? undefined : callsAs(login);
  const calls = once(async () => {
    if ("token" in login || asApp === undefined) return callsAs(login);
    return callsAs({ ...login, installationId: await installationOf(login.repository, asApp) });
  });
  const me = once<Identity>(async () => identityOf(login, await calls(), asApp));

  return {
    apiUrl,
    upsertComment: async (pullRequest, comment) =>
      upsertComment(await calls(), me, pullRequest, comment, limits),
    pullRequestsAt: async (repository, head) => pullRequestsAt(await calls(), repository, head),
    setStatus: async (commit, status) => setStatus(await calls(), commit, status),
    statusesOf: async (commit) => statusesOf(await calls(), commit),
    startDeployment: async (repository, deployment) => startDeployment(await calls(), repository, deployment),
    setDeployment: async (deployment, state) => setDeployment(await calls(), deployment, state),
    deploymentsOf: async (repository, of) => deploymentsOf(await calls(), repository, of),
    stateOfDeployment: async (repository, id) => stateOfDeployment(await calls(), repository, id),
  };
}
