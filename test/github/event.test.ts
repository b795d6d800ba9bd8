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
