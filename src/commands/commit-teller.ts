import { endFollowed } from "../github/end-followed.ts";
import type { Commit, CommitStatus, Github, StartedDeployment } from "../github/github.ts";
import { GithubError, type GithubErrorReason } from "../github/github-error.ts";
import { UserError } from "../user-error.ts";
import { deploymentStateOf, type Told } from "./prewarm-told.ts";

export interface CommitTellerOptions {
  readonly github: Github;
  readonly commit: Commit;
  /** Of the workflow's run. */
  readonly url: string | undefined;
  readonly statuses: boolean;
  /** Of the deployments; undefined: none. */
  readonly environment: string | undefined;
  /** Something could not be told: said once of statuses and once of deployments. */
  readonly warn: (message: string) => void;
}

/** One that this run has begun. */
export interface BegunDeployment extends StartedDeployment {
  readonly environment: string;
  readonly task: string;
}

/** Of what may pass by itself; each has been tried several times already. */
const mostFailures = 5;
const passing: ReadonlySet<GithubErrorReason> = new Set(["unreachable", "rate-limited", "server"]);

/** Statuses and deployments of one commit. What GitHub does not take is said once, and then left. */
export class CommitTeller {
  readonly #options: CommitTellerOptions;
  readonly #failures = { statuses: 0, deployments: 0 };
  /** What the commit says. */
  #known: Map<string, CommitStatus> | undefined;

  constructor(options: CommitTellerOptions) {
    this.#options = options;
  }

  /** False where it could not be told. */
  async status(context: string, told: Told): Promise<boolean> {
    const { github, commit, url, statuses } = this.#options;
    if (!statuses) return true;
    return this.#unlessRefused("statuses", async () => {
      this.#known ??= new Map(await github.statusesOf(commit));
      const known = this.#known.get(context);
      if (known !== undefined && isSaid(known, told)) return;
      const status = { context, ...told, ...(url === undefined ? {} : { url }) };
      const outcome = await github.setStatus(commit, status);
      if (outcome.is === "no-permission") throw new UserError(outcome.why);
      this.#known.set(context, status);
    });
  }

  /** Undefined where it could not be begun. */
  async begin(task: string, description: string): Promise<BegunDeployment | undefined> {
    const { github, commit, environment } = this.#options;
    let begun: BegunDeployment | undefined;
    await this.#unlessRefused("deployments", async () => {
      if (environment === undefined) return;
      const deployment = { commit: commit.sha, environment, task, description };
      const outcome = await github.startDeployment(commit.repository, deployment);
      if (outcome.is === "no-permission") throw new UserError(outcome.why);
      begun = { ...outcome.deployment, environment, task };
    });
    return begun;
  }

  /** False where it could not be told. */
  async deployment(deployment: BegunDeployment, { state, description }: Told): Promise<boolean> {
    const { github, url } = this.#options;
    const isTold = await this.#unlessRefused("deployments", async () => {
      const outcome = await github.setDeployment(deployment, {
        state: deploymentStateOf(state),
        description,
        ...(url === undefined ? {} : { url }),
      });
      if (outcome.is === "no-permission") throw new UserError(outcome.why);
    });
    if (isTold && state === "success") {
      await this.#unlessRefused("deployments", () => endFollowed(github, deployment, deployment));
    }
    return isTold;
  }

  async #unlessRefused(what: "statuses" | "deployments", act: () => Promise<void>): Promise<boolean> {
    const failed = this.#failures[what];
    if (failed >= mostFailures) return false;
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const mayPass = error instanceof GithubError && passing.has(error.reason);
      this.#failures[what] = mayPass ? failed + 1 : mostFailures;
      const help = error.help === undefined ? "" : `; ${error.help}`;
      if (failed === 0) this.#options.warn(`${error.message}${help}`);
      return false;
    }
  }
}

/**
 * Green is green: that a cache was ready already is no news. A pending status is sent all the same, so that its address is
 * that of this run.
 */
function isSaid(known: CommitStatus, told: Told): boolean {
  if (told.state === "pending" || known.state !== told.state) return false;
  return told.state === "success" || known.description === told.description;
}
