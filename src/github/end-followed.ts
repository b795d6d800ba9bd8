import type { Deployment, Github, StartedDeployment } from "./github.ts";
import { type Followed, nextFollowed } from "./next-followed.ts";

/**
 * Ends what a deployment that has succeeded follows. One that was begun later and has succeeded already is what is there
 * now: then this one ends.
 *
 * @throws GithubError
 */
export async function endFollowed(
  github: Pick<Github, "deploymentsOf" | "stateOfDeployment" | "setDeployment">,
  { repository, id }: StartedDeployment,
  of: Pick<Deployment, "environment" | "task">,
): Promise<void> {
  const stateOf = async (which: number) => (await github.stateOfDeployment(repository, which)) ?? "none";
  const end = (which: number, by: number) =>
    github.setDeployment(
      { repository, id: which },
      { state: "inactive", description: `followed by deployment ${by}` },
    );
  const found = await github.deploymentsOf(repository, of);
  const own = found.findIndex((one) => one.id === id);
  for (const newer of found.slice(0, Math.max(0, own))) {
    if ((await stateOf(newer.id)) === "success") {
      await end(id, newer.id);
      return;
    }
  }
  const others = found
    .slice(own + 1)
    .map((one): Other => ({ id: one.id, state: "unknown", hasSucceeded: false }));
  for (let next = nextFollowed(others); next !== undefined; next = nextFollowed(others)) {
    if (next.state === "unknown") {
      next.state = await stateOf(next.id);
      next.hasSucceeded = next.state === "success";
    } else {
      await end(next.id, id);
      next.state = "inactive";
    }
  }
}

interface Other extends Followed {
  readonly id: number;
  state: string;
  hasSucceeded: boolean;
}
