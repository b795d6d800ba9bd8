import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fittedLine } from "../../src/github/fitted-line.ts";
import type { CommitStatus } from "../../src/github/github.ts";
import { connected, pullRequest, token, tokens } from "../support/github/connected.ts";
import { GithubServer } from "../support/github/github-server.ts";

const commit = { repository: pullRequest.repository, sha: "c".repeat(40) };
const status = (differs: Partial<CommitStatus> = {}): CommitStatus => ({
  context: "nimops/prewarm/models/llama",
  state: "pending",
  description: "downloading",
  ...differs,
});
const start = (lacks: readonly string[] = []) =>
  GithubServer.start({ tokens: { ...tokens, [token.job]: { ...tokens[token.job], lacks } as never } });

describe.concurrent("a commit's status", () => {
  test("is set, with its address; the newest of a context is the one that is read", async () => {
    await using server = await start();
    const github = await connected(server);
    const url = "https://github.com/acme/models/actions/runs/1";
    expect(await github.setStatus(commit, status({ url }))).toEqual({ is: "done" });
    await github.setStatus(commit, status({ state: "success", description: "ready" }));
    expect(server.statuses).toMatchObject([{ target_url: url }, { state: "success", target_url: null }]);
    expect([...(await github.statusesOf(commit)).values()]).toEqual([
      status({ state: "success", description: "ready" }),
    ]);
    expect(await github.statusesOf({ ...commit, sha: "d".repeat(40) })).toEqual(new Map());
  });

  test("has a description that GitHub takes, however long the text is", async () => {
    await using server = await start();
    const github = await connected(server);
    await github.setStatus(commit, status({ description: `one\ntwo ${"🦙".repeat(500)}` }));
    const [{ description } = {}] = server.statuses;
    expect([...(description ?? "")]).toHaveLength(140);
    expect(description).toMatch(/^one two 🦙+…$/u);
  });

  test("is not set where the token may not, and the answer says what would let it", async () => {
    await using server = await start(["statuses"]);
    const github = await connected(server);
    expect(await github.setStatus(commit, status())).toEqual({
      is: "no-permission",
      why: expect.stringMatching(
        /^cannot set the status nimops\/prewarm\/models\/llama of acme\/models@cccccccccccc: GitHub answers 403.*statuses: write$/,
      ),
    });
  });

  test("that one context has a thousand of is an error, and no wait", async () => {
    await using server = await start();
    const full = Array.from({ length: 1000 }, () => ({ ...status(), sha: commit.sha, target_url: null }));
    (server.statuses as unknown[]).push(...full);
    const github = await connected(server);
    await expect(github.setStatus(commit, status())).rejects.toMatchObject({ reason: "invalid" });
    await github.setStatus(commit, status({ context: "nimops/prewarm" }));
  });

  test("is found beyond the first page", async () => {
    await using server = await start();
    for (let index = 0; index < 130; index++) {
      const stored = { sha: commit.sha, state: "pending", description: "x", target_url: null };
      (server.statuses as unknown[]).push({ ...stored, context: `other/${index}` });
    }
    const found = await (await connected(server)).statusesOf(commit);
    expect(found.size).toBe(130);
    expect(found.has("other/129")).toBe(true);
  });
});

test("a fitted line has no line end, fits, keeps whole characters, and is the text where that fits", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 400 }),
      fc.integer({ min: 2, max: 200 }),
      (text, limit) => {
        const line = fittedLine(text, limit);
        expect([...line].length).toBeLessThanOrEqual(limit);
        expect(line).not.toMatch(/[\r\n\t]/);
        const whole = text.replace(/\s+/g, " ").trim();
        if ([...whole].length <= limit) expect(line).toBe(whole);
        expect(() => encodeURIComponent(line)).not.toThrow();
      },
    ),
  );
});

test("a page of something on the way, in place of GitHub's answer, is no sign that a status is set", async () => {
  await using server = await start();
  server.failNext("POST /repos", { is: "log-in-page" });
  const github = await connected(server);
  await expect(github.setStatus(commit, status())).rejects.toMatchObject({ reason: "malformed" });
  expect(server.statuses).toEqual([]);
});
