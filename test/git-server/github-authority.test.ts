import { createServer } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectGithub } from "../../src/github/connect.ts";
import { sample } from "../support/github/sample.ts";
import { selfSigned } from "../support/self-signed.ts";

const { key, cert } = selfSigned();
const server = createServer({ key, cert }, (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const statuses = [sample("simple-commit-status", { context: "a", state: "success", description: "ready" })];
  response.end(JSON.stringify({ statuses }));
});
const commit = { repository: { owner: "acme", name: "models" }, sha: "a".repeat(40) };

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => void server.close());

const connect = (certificateAuthority?: string, signal?: AbortSignal) => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return connectGithub({
    login: { token: "ghp_x" },
    apiUrl: `https://127.0.0.1:${port}/api/v3`,
    userAgent: "nimops/test",
    limits: { retries: 0 },
    certificateAuthority,
    signal,
  });
};

test("a GitHub Enterprise Server with a certificate of its own authority is trusted where that one is given", async () => {
  const github = await connect(cert);
  expect((await github.statusesOf(commit)).get("a")?.description).toBe("ready");
});

test("and nowhere else", async () => {
  const github = await connect();
  await expect(github.statusesOf(commit)).rejects.toMatchObject({
    reason: "unreachable",
    message: expect.stringContaining("self-signed certificate"),
  });
});

test("what is on its way is called off with the signal", async () => {
  const end = new AbortController();
  const github = await connect(cert, end.signal);
  end.abort();
  await expect(github.statusesOf(commit)).rejects.toMatchObject({ reason: "unreachable" });
});
