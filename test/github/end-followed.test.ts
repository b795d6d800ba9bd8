import { describe, expect, test } from "vitest";
import { endFollowed } from "../../src/github/end-followed.ts";
import type { DeploymentState, StartedDeployment } from "../../src/github/github.ts";
import { type RememberedGithub, rememberedGithub } from "../support/github/remembered-github.ts";

type Known = DeploymentState["state"];

const repository = { owner: "acme", name: "models" };
const of = (task: string) => ({ environment: "eu-hgx", task });

describe("a deployment that has succeeded", () => {
  test.each<{ why: string; before: Known[]; after: Known[] }>([
    { why: "the first", before: ["success"], after: ["success"] },
    { why: "after a success", before: ["success", "success"], after: ["inactive", "success"] },
    {
      why: "after a success and a failure",
      before: ["success", "failure", "success"],
      after: ["inactive", "failure", "success"],
    },
    {
      why: "after many failures",
      before: ["success", ...many("failure", 9), "success"],
      after: ["inactive", ...many("failure", 9), "success"],
    },
    {
      why: "after one whose run was killed while it went on",
      before: ["success", "in_progress", "success"],
      after: ["inactive", "inactive", "success"],
    },
    {
      why: "after one that succeeded and was killed before it had ended the one before",
      before: ["success", "success", "failure", "success"],
      after: ["inactive", "inactive", "failure", "success"],
    },
  ])("is the only one active: $why", async ({ before, after }) => {
    const github = rememberedGithub();
    const last = await life(github, before);
    await endFollowed(github, last, of("llama"));
    expect(states(github)).toEqual(after);
  });

  test("ends itself where one that was begun later has succeeded before it", async () => {
    const github = rememberedGithub();
    const older = await begun(github, "llama");
    await life(github, ["success"]);
    await github.setDeployment(older, { state: "success", description: "ready" });
    await endFollowed(github, older, of("llama"));
    expect(states(github)).toEqual(["inactive", "success"]);
  });

  test("ends none of another cache in the environment", async () => {
    const github = rememberedGithub();
    await life(github, ["success"], "mistral");
    await endFollowed(github, await life(github, ["success", "success"]), of("llama"));
    expect(states(github)).toEqual(["success", "inactive", "success"]);
  });

  test("asks for few of a long history", async () => {
    const github = rememberedGithub();
    const last = await life(github, [...many("inactive", 20), "success", "success"]);
    let asked = 0;
    const counted = {
      ...github,
      stateOfDeployment: async (place: typeof repository, id: number) => {
        asked++;
        return github.stateOfDeployment(place, id);
      },
    };
    await endFollowed(counted, last, of("llama"));
    expect(asked).toBe(5);
    expect(states(github)).toEqual([...many("inactive", 21), "success"]);
  });
});

function many(state: Known, count: number): Known[] {
  return Array<Known>(count).fill(state);
}

function states(github: RememberedGithub) {
  return github.deployments.map((one) => one.states.at(-1)?.state);
}

/** One after the other; the last of them. */
async function life(github: RememberedGithub, all: readonly Known[], task = "llama") {
  let last: StartedDeployment | undefined;
  for (const state of all) {
    last = await begun(github, task);
    await github.setDeployment(last, { state, description: state });
  }
  if (last === undefined) throw new Error("there is none");
  return last;
}

async function begun(github: RememberedGithub, task: string) {
  const deployment = { commit: "c".repeat(40), ...of(task), description: "" };
  const outcome = await github.startDeployment(repository, deployment);
  if (outcome.is !== "done") throw new Error(outcome.why);
  return outcome.deployment;
}
