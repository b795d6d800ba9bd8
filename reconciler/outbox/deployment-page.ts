import type { DeploymentState, Github, Repository } from "../../src/github/github.ts";
import { GithubError } from "../../src/github/github-error.ts";
import { type Followed, nextFollowed } from "../../src/github/next-followed.ts";
import { allowed } from "./allowed.ts";
import { mayHaveCome } from "./failure.ts";
import type { Call } from "./slot.ts";
import type { ToldDeployment } from "./telling.ts";

interface Entry extends Followed {
  readonly id: number;
  readonly commit: string;
  state: string;
  hasSucceeded: boolean;
}

/**
 * The deployments of one environment and task. A commit has one, which is found again after a restart; one that succeeds
 * ends the others that nobody wants to be active any more.
 */
export class DeploymentPage {
  /** Of those that are wanted. */
  readonly slots = new Set<{ readonly commit: string }>();
  readonly #repository: Repository;
  readonly #of: { readonly environment: string; readonly task: string };
  /** Newest first; undefined where GitHub has to be asked. */
  #entries: Entry[] | undefined;

  constructor(repository: Repository, { environment, task }: ToldDeployment) {
    this.#repository = repository;
    this.#of = { environment, task };
  }

  isSaid(wanted: ToldDeployment): boolean {
    if (this.#entries === undefined) return false;
    const entry = this.#entryOf(wanted.commit);
    if (entry === undefined) return wanted.state === "inactive";
    return entry.state === wanted.state && (wanted.state !== "success" || this.#toEnd() === undefined);
  }

  next(wanted: ToldDeployment): Call {
    if (this.#entries === undefined) return this.#list();
    const entry = this.#entryOf(wanted.commit);
    if (entry === undefined) return this.#begin(wanted);
    if (entry.state === "unknown") return this.#ask(entry);
    if (entry.state !== wanted.state) return this.#say(entry, wanted);
    const other = this.#toEnd();
    if (other === undefined || other.state === "unknown") return this.#ask(other ?? entry);
    return this.#say(other, { state: "inactive", description: `followed by deployment ${entry.id}` });
  }

  /** One that is still active, or may be, and that nobody wants so. */
  #toEnd(): Entry | undefined {
    const wanted = new Set([...this.slots].map(({ commit }) => commit));
    return nextFollowed((this.#entries ?? []).filter(({ commit }) => !wanted.has(commit)));
  }

  #entryOf(commit: string): Entry | undefined {
    return this.#entries?.find((entry) => entry.commit === commit);
  }

  #list(): Call {
    return this.#call("read", async (github) => {
      const found = await github.deploymentsOf(this.#repository, this.#of);
      this.#entries = found.map((each) => ({ ...each, state: "unknown", hasSucceeded: false }));
    });
  }

  #ask(entry: Entry): Call {
    return this.#call("read", async (github) => {
      says(entry, (await github.stateOfDeployment(this.#repository, entry.id)) ?? "none");
    });
  }

  #begin({ commit, description }: ToldDeployment): Call {
    return this.#call("write", async (github) => {
      const started = await github.startDeployment(this.#repository, { ...this.#of, commit, description });
      const { id } = allowed(started).deployment;
      this.#entries = [{ id, commit, state: "none", hasSucceeded: false }, ...(this.#entries ?? [])];
    });
  }

  #say(entry: Entry, { state, description, url }: DeploymentState): Call {
    return this.#call("write", async (github) => {
      const deployment = { repository: this.#repository, id: entry.id };
      const said = { state, description, ...(url === undefined ? {} : { url }) };
      allowed(await github.setDeployment(deployment, said));
      says(entry, state);
    });
  }

  /** Where it may have come nobody knows what is there now; nor where it was not found. */
  #call(is: Call["is"], act: (github: Github) => Promise<void>): Call {
    return {
      is,
      make: async (github) => {
        try {
          await act(github);
        } catch (error) {
          const isGone = error instanceof GithubError && error.reason === "not-found";
          if (isGone || mayHaveCome(error)) this.#entries = undefined;
          throw error;
        }
      },
    };
  }
}

function says(entry: Entry, state: string): void {
  entry.state = state;
  entry.hasSucceeded ||= state === "success";
}
