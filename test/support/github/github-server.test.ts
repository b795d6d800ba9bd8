import { expect, test } from "vitest";
import { pullRequest, token, tokens } from "./connected.ts";
import { operationFor } from "./description.ts";
import { GithubServer } from "./github-server.ts";
import { sample } from "./sample.ts";

const comments = "/repos/acme/models/issues/7/comments";

async function ask(server: GithubServer, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `token ${token.job}`, "user-agent": "test" };
  return fetch(`${server.apiUrl}${path}`, { headers, ...init });
}

test.each([
  [
    "a misspelt property",
    comments,
    { method: "POST", body: '{"body":"x","text":"y"}' },
    "additional properties",
  ],
  ["a missing property", comments, { method: "POST", body: "{}" }, "required property 'body'"],
  ["a property of another type", comments, { method: "POST", body: '{"body":7}' }, "must be string"],
  ["a parameter that is not known", `${comments}?sort=created`, {}, "no parameter sort"],
  ["a parameter of another type", `${comments}?page=two`, {}, "page: must be integer"],
  ["a call that is not described", "/repos/acme/models/issues/7/labels", {}, "not in the part"],
  ["a path outside the prefix", "/../../user", {}, "not in the part"],
])("%s fails the test loudly", async (_what, path, init, expected) => {
  const server = await GithubServer.start({ tokens, prefix: "/api/v3" });
  await ask(server, path, init);
  await expect(server[Symbol.asyncDispose]()).rejects.toThrow(expected);
});

test("an answer that GitHub would not give is seen", () => {
  const operation = operationFor("GET", "/repos/acme/models/issues/7/comments");
  expect(operation?.responseFaults(200, [sample("issue-comment")])).toEqual([]);
  expect(operation?.responseFaults(200, [sample("issue-comment", { id: "7" })]).join()).toContain(
    "must be integer",
  );
  expect(operation?.responseFaults(200, [{ id: 7 }]).join()).toContain("html_url");
  expect(operation?.responseFaults(418, {}).join()).toContain("an answer of status 418");
  expect(operation?.responseFaults(404, { message: 7 }).join()).toContain("must be string");
});

test("it keeps GitHub's limits, which the description does not tell", async () => {
  await using server = await GithubServer.start({ tokens });
  const post = async (body: string) =>
    (await ask(server, comments, { method: "POST", body: JSON.stringify({ body }) })).status;
  expect(await post("x".repeat(65_536))).toBe(201);
  expect(await post("🧮".repeat(65_536))).toBe(201);
  expect(await post("x".repeat(65_537))).toBe(422);
  expect(await post(" \n")).toBe(422);
  expect(server.comments.map((comment) => comment.pullRequest)).toEqual([
    pullRequest.number,
    pullRequest.number,
  ]);
});

test("a request without a name is refused, and one with a wrong token", async () => {
  await using server = await GithubServer.start({ tokens });
  const wrong = { headers: { authorization: "token nobody", "user-agent": "test" } };
  expect((await ask(server, "/user", wrong)).status).toBe(401);
  expect((await ask(server, "/user", { headers: { "user-agent": "" } })).status).toBe(403);
});
