import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { actionInputs } from "../../src/commands/action-inputs.ts";
import type { ActionWorld, Toolkit } from "../../src/commands/action-world.ts";
import { commentAction } from "../../src/commands/comment-action.ts";
import { commentKey } from "../../src/commands/comment-key.ts";
import { githubFor } from "../../src/commands/github-for.ts";
import { token, tokens } from "../support/github/connected.ts";
import { githubProcess } from "../support/github/github-process.ts";
import { GithubServer } from "../support/github/github-server.ts";

const commit = "a".repeat(40);
const pullRequest = { number: 7, state: "open", branch: "feature", commit, from: "stranger/models" } as const;
const run = {
  event: "pull_request",
  head_sha: commit,
  head_branch: "feature",
  head_repository: { full_name: "stranger/models" },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-comment-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function comment(
  server: GithubServer,
  differs: { run?: object; inputs?: Record<string, string> } = {},
) {
  const given: Record<string, string> = {
    paths: "plan.md",
    "github-token": token.job,
    cluster: "production",
    ...differs.inputs,
  };
  const told: string[] = [];
  const outputs: Record<string, unknown> = {};
  const toolkit: Toolkit = {
    getInput: (name) => given[name] ?? "",
    setOutput: (name, value) => {
      outputs[name] = value;
    },
    notice: (message) => told.push(message),
    warning: (message) => told.push(message),
    error: (message) => told.push(message),
    getIDToken: async () => "",
    saveState: () => {},
    getState: () => "",
    writeSummary: async () => {},
  };
  const world: ActionWorld = {
    cwd: folder,
    env: {
      GITHUB_API_URL: server.apiUrl,
      GITHUB_EVENT_NAME: "workflow_run",
      GITHUB_EVENT_PATH: "event.json",
      GITHUB_REPOSITORY: "acme/models",
    },
    stdout: { write: () => {} },
    readFile: () => JSON.stringify({ workflow_run: { ...run, ...differs.run } }),
    isFolder: () => true,
    randomWord: () => "word",
  };
  const inputs = actionInputs((name) => given[name] ?? "");
  const exitCode = await commentAction(inputs, toolkit, world, (secret, env) =>
    githubFor(secret, env, { second: 5 }),
  );
  return { exitCode, told, outputs };
}

const start = (...pullRequests: (typeof pullRequest)[]) => GithubServer.start({ tokens, pullRequests });

test("the plan of a fork is posted to the pull request that has its commit, and says whose it is", async () => {
  await using server = await start(pullRequest);
  writeFileSync(join(folder, "plan.md"), "### fits\n\n@octocat look at [this](https://evil.test)\n");
  const { exitCode, outputs } = await comment(server);
  expect(exitCode).toBe(0);
  expect(server.comments).toMatchObject([{ pullRequest: 7, login: "github-actions" }]);
  expect(server.comments[0]?.body).toBe(
    "<!-- nimops:plan:production -->\n*Planned for `aaaaaaaaaaaa` by the pull request's own run, which its author could have changed.*\n\n### fits\n\n@\u200boctocat look at this\n",
  );
  expect(outputs["comment-url"]).toContain("#issuecomment-");
});

describe("nothing in the artifact says where it goes", () => {
  test("a later commit gets no comment for an older one", async () => {
    await using server = await start(pullRequest);
    writeFileSync(join(folder, "plan.md"), "number: 7");
    const { exitCode, told } = await comment(server, { run: { head_sha: "b".repeat(40) } });
    expect([exitCode, server.comments]).toEqual([0, []]);
    expect(told).toEqual([expect.stringContaining("no open pull request has the commit bbbb")]);
  });

  test("two pull requests with one commit get none", async () => {
    await using server = await GithubServer.start({
      tokens,
      pullRequests: [pullRequest, { ...pullRequest, number: 8 }],
    });
    writeFileSync(join(folder, "plan.md"), "fits");
    expect((await comment(server)).told).toEqual([expect.stringContaining("several open pull requests")]);
  });

  test("a run that was not for a pull request gets none", async () => {
    await using server = await start(pullRequest);
    const { exitCode, told } = await comment(server, { run: { event: "push" } });
    expect([exitCode, server.asked]).toEqual([0, []]);
    expect(told).toEqual(["no comment: the run was for push, not for a pull request"]);
  });
});

describe("a file that is not what it should be is refused before GitHub is asked", () => {
  test.each([
    [
      "a link to what the machine has",
      () => symlinkSync("/etc/passwd", join(folder, "plan.md")),
      "is a link",
    ],
    ["a folder", () => mkdirSync(join(folder, "plan.md")), "is no file"],
    ["too large", () => writeFileSync(join(folder, "plan.md"), "x".repeat(300_000)), "has 300000 bytes"],
    ["missing", () => {}, "download the artifact"],
  ])("%s", async (_what, make, expected) => {
    await using server = await start(pullRequest);
    make();
    const error: unknown = await comment(server).catch((thrown: unknown) => thrown);
    expect(JSON.stringify([String(error), error])).toContain(expected);
    expect(server.asked).toEqual([]);
  });
});

test("a token that may not write fails: this run is there to write", async () => {
  await using server = await start(pullRequest);
  writeFileSync(join(folder, "plan.md"), "fits");
  await expect(comment(server, { inputs: { "github-token": token.fork } })).rejects.toThrow(
    "pull-requests: write",
  );
});

test("the key is the same however the clusters are listed and the folder is written", () => {
  expect(commentKey(["b", "a", "b"], "./apps//llm/")).toBe("a,b:apps/llm");
  expect(commentKey([], ".")).toBe("all");
  expect(commentKey(["a"], "x")).not.toBe(commentKey(["a"], "y"));
});

test("the stand-in also runs as a process of its own", async () => {
  const github = await githubProcess({ tokens });
  const env = { GITHUB_API_URL: github.apiUrl };
  const client = await githubFor(token.person, env, { second: 5 });
  const place = { repository: { owner: "acme", name: "models" }, number: 7 };
  await client.upsertComment(place, { topic: "plan", key: "all", body: "fits" });
  const { comments, asked } = await github.end();
  expect(comments).toMatchObject([{ login: "mona", body: "<!-- nimops:plan:all -->\nfits" }]);
  expect(asked[0]).toBe("GET /user");
});
