import { describe, expect, test } from "vitest";
import { githubEvent } from "../../src/github/event.ts";

const sha = "a".repeat(40);
const pullRequest = { pull_request: { base: { sha } } };

describe("the base of a change", () => {
  test("is the base of a pull request, of a merge group, or the commit before a push", () => {
    expect(githubEvent("pull_request", pullRequest).base).toBe(sha);
    expect(
      githubEvent("merge_group", { merge_group: { base_sha: sha, head_sha: "b".repeat(40) } }).base,
    ).toBe(sha);
    expect(githubEvent("push", { before: sha }).base).toBe(sha);
  });

  test("is unknown for a new branch, for a schedule, and where the payload is no payload", () => {
    expect(githubEvent("push", { before: "0".repeat(40) }).base).toBeUndefined();
    expect(githubEvent("schedule", { schedule: "0 0 * * *" }).base).toBeUndefined();
    expect(githubEvent("pull_request", null).base).toBeUndefined();
    expect(githubEvent("pull_request", ["x"]).base).toBeUndefined();
  });

  test("is never text that somebody could have chosen", () => {
    for (const before of ["--output=/etc/passwd", "main", "HEAD;id", 7, `${sha}\n`]) {
      expect(githubEvent("push", { before }).base).toBeUndefined();
    }
  });
});

describe("the pull request", () => {
  test("is known by its number", () => {
    expect(githubEvent("pull_request", { pull_request: { number: 7 } }).pullRequest).toBe(7);
    expect(githubEvent("push", { before: sha }).pullRequest).toBeUndefined();
    for (const number of ["7", 7.5, -1, { toString: () => "7" }]) {
      expect(githubEvent("pull_request", { pull_request: { number, base: { sha } } })).toMatchObject({
        pullRequest: undefined,
        base: sha,
      });
    }
  });
});

describe("a run that came to its end", () => {
  const run = {
    event: "pull_request",
    head_sha: sha,
    head_branch: "x",
    head_repository: { full_name: "a/b.c" },
  };

  test("tells what it ran for", () => {
    expect(githubEvent("workflow_run", { workflow_run: run }).finishedRun).toEqual({
      event: "pull_request",
      head: { repository: { owner: "a", name: "b.c" }, branch: "x", commit: sha },
    });
  });

  test.each([
    { head_sha: "main" },
    { head_repository: null },
    { head_repository: { full_name: "a/../b" } },
    { head_repository: { full_name: "a/.." } },
    { head_branch: "" },
    { event: "::error::x" },
  ])("is not taken with %j", (differs) => {
    expect(githubEvent("workflow_run", { workflow_run: { ...run, ...differs } }).finishedRun).toBeUndefined();
  });
});
