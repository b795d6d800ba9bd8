import type {
  CommitStatus,
  Deployment,
  DeploymentState,
  Github,
  WriteOutcome,
} from "../../../src/github/github.ts";

export interface RememberedGithub extends Github {
  readonly statuses: CommitStatus[];
  readonly deployments: (Deployment & { readonly states: DeploymentState[] })[];
  /** So many writes end in this error. */
  failNext(error: Error, times: number): void;
}

/** GitHub as our own interface has it, in memory and as quick as the test wants: a write takes so many milliseconds. */
export function rememberedGithub(lacks: readonly string[] = [], takes = 0): RememberedGithub {
  const statuses: CommitStatus[] = [];
  const deployments: (Deployment & { states: DeploymentState[] })[] = [];
  const errors: Error[] = [];
  const write = async (permission: string, act: () => void): Promise<WriteOutcome> => {
    await new Promise((resolve) => setTimeout(resolve, takes));
    const error = errors.shift();
    if (error !== undefined) throw error;
    if (lacks.includes(permission)) return { is: "no-permission", why: `give ${permission}: write` };
    act();
    return { is: "done" };
  };
  const unused = () => Promise.reject(new Error("nobody asks that here"));
  return {
    apiUrl: "https://api.github.test",
    statuses,
    deployments,
    failNext: (error, times) => void errors.push(...Array.from({ length: times }, () => error)),
    upsertComment: unused,
    pullRequestsAt: unused,
    setStatus: (_commit, status) => write("statuses", () => void statuses.push(status)),
    statusesOf: async () => new Map(statuses.map((status) => [status.context, status])),
    async startDeployment(repository, deployment) {
      const outcome = await write("deployments", () => void deployments.push({ ...deployment, states: [] }));
      if (outcome.is === "no-permission") return outcome;
      return { is: "done", deployment: { repository, id: deployments.length } };
    },
    setDeployment: ({ id }, state) =>
      write("deployments", () => void deployments[id - 1]?.states.push(state)),
    deploymentsOf: async (_repository, { environment, task }) =>
      deployments
        .map((one, index) => ({ ...one, id: index + 1 }))
        .filter((one) => one.environment === environment && one.task === task)
        .toReversed(),
    stateOfDeployment: async (_repository, id) => deployments[id - 1]?.states.at(-1)?.state,
  };
}
