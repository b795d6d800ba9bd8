import { describe, expect, test } from "vitest";
import type { Deployment, Github } from "../../src/github/github.ts";
import { connected, pullRequest, token, tokens } from "../support/github/connected.ts";
import { GithubServer } from "../support/github/github-server.ts";

const { repository } = pullRequest;
const commit = "c".repeat(40);
const deployment = (name: string): Deployment => ({
  commit,
  environment: "eu-hgx",
  task: `nimops:prewarm:models/${name}`,
  description: `fill the cache models/${name}`,
});
const start = (lacks: readonly string[] = []) =>
  GithubServer.start({ tokens: { ...tokens, [token.job]: { ...tokens[token.job], lacks } as never } });

describe.concurrent("a deployment", () => {
  test("goes from in progress to success, though a status of the commit is pending", async () => {
    await using server = await start();
    const github = await connected(server);
    await github.setStatus(
      { repository, sha: commit },
      { context: "nimops/prewarm", state: "pending", description: "waiting" },
    );
    const started = await begun(github, "llama");
    await github.setDeployment(started, { state: "in_progress", description: "downloading" });
    await github.setDeployment(started, { state: "success", description: "x".repeat(200) });
    expect(server.deployments).toMatchObject([
      { ref: commit, environment: "eu-hgx", statuses: [{ state: "in_progress" }, { state: "success" }] },
    ]);
  });

  test("that succeeds leaves all others in the environment as they are", async () => {
    await using server = await start();
    const github = await connected(server);
    for (const name of ["llama", "mistral", "llama"]) {
      await github.setDeployment(await begun(github, name), { state: "success", description: "ready" });
    }
    expect(server.deployments.map(({ statuses }) => statuses.at(-1)?.state)).toEqual(
      Array(3).fill("success"),
    );
  });

  test("is not begun where the token may not, and the answer says what would let it", async () => {
    await using server = await start(["deployments"]);
    const github = await connected(server);
    expect(await github.startDeployment(repository, deployment("llama"))).toEqual({
      is: "no-permission",
      why: expect.stringContaining("deployments: write"),
    });
  });

  test("whose answer is lost is not begun a second time", async () => {
    await using server = await start();
    const github = await connected(server);
    server.failNext("POST /repos/acme/models/deployments", { is: "answer-lost" });
    await expect(github.startDeployment(repository, deployment("llama"))).rejects.toMatchObject({
      reason: "unreachable",
    });
    expect(server.deployments).toHaveLength(1);
  });
});

async function begun(github: Github, name: string) {
  const outcome = await github.startDeployment(repository, deployment(name));
  if (outcome.is !== "done") throw new Error(outcome.why);
  return outcome.deployment;
}
