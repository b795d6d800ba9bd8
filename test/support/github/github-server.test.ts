import { expect, test } from "vitest";
import { valueAt } from "../../../src/nim/value.ts";
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

test("it keeps the limits of statuses, and what a pending one does to deployments", async () => {
  await using server = await GithubServer.start({ tokens });
  const post = async (path: string, body: object) => {
    const answer = await ask(server, `/repos/acme/models/${path}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    const made: unknown = answer.status === 201 ? await answer.json() : undefined;
    return { status: answer.status, id: valueAt(made, ["id"]) };
  };
  const sha = "c".repeat(40);
  const status = (differs: object) => post(`statuses/${sha}`, { state: "pending", context: "a", ...differs });
  expect((await status({ description: "🧮".repeat(140) })).status).toBe(201);
  expect((await status({ description: "x".repeat(141) })).status).toBe(422);
  expect((await status({ context: "x".repeat(256) })).status).toBe(422);
  expect((await post("deployments", { ref: sha })).status).toBe(409);
  const deployed = await Promise.all(
    ["a", "b"].map((task) => post("deployments", { ref: sha, task, required_contexts: [] })),
  );
  for (const { id } of deployed) await post(`deployments/${id}/statuses`, { state: "success" });
  // Of one environment the newest stays active, unless it is told not to care.
  expect(server.deployments.map(({ statuses }) => statuses.at(-1)?.state)).toEqual(["inactive", "success"]);
});

test("where it is strict it counts calls as GitHub does, and says how long to wait", async () => {
  let now = Date.parse("2026-11-21T00:00:00Z");
  await using server = await GithubServer.start({ tokens, isStrict: true, now: () => now });
  const post = (n: number) =>
    ask(server, `/repos/acme/models/statuses/${"c".repeat(40)}`, {
      method: "POST",
      body: JSON.stringify({ state: "pending", context: `c/${n}` }),
    });
  for (let n = 0; n < 80; n++) expect((await post(n)).status).toBe(201);
  const refused = await post(80);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([403, "60"]);
  expect((await post(81)).status).toBe(403);
  expect(server.limits.breaches).toHaveLength(2);
  now += 61_000;
  expect((await post(82)).status).toBe(201);
  expect(server.statuses).toHaveLength(81);
});
