import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AppTokens } from "../../reconciler/source/app-tokens.ts";
import { connectGithub } from "../../src/github/connect.ts";
import { sample } from "../support/github/sample.ts";
import { selfSigned } from "../support/self-signed.ts";

const { key, cert } = selfSigned();
const server = createServer({ key, cert }, ({ method }, response) => {
  const json = { "content-type": "application/json" };
  if (method === "POST") {
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    response
      .writeHead(201, json)
      .end(JSON.stringify(sample("installation-token", { token: "ghs_1", expires_at })));
    return;
  }
  response.writeHead(200, json);
  const statuses = [sample("simple-commit-status", { context: "a", state: "success", description: "ready" })];
  response.end(JSON.stringify({ statuses }));
});
const commit = { repository: { owner: "acme", name: "models" }, sha: "a".repeat(40) };

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => void server.close());

function apiUrl(): string {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return `https://127.0.0.1:${port}/api/v3`;
}

const connect = (certificateAuthority?: string, signal?: AbortSignal) => {
  return connectGithub({
    login: { token: "ghp_x" },
    apiUrl: apiUrl(),
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

test("the token of an App for Git comes from such a server too", async () => {
  const { privateKey: pair } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const privateKey = pair.export({ type: "pkcs1", format: "pem" }).toString();
  const tokens = new AppTokens({ userAgent: "nimops/test", now: Date.now });
  const url = "https://127.0.0.1/acme/models.git";
  const named = { appId: "1", privateKey, installation: "7", apiUrl: apiUrl(), url };
  expect((await tokens.token({}, { ...named, certificateAuthority: cert })).token).toBe("ghs_1");
  await expect(tokens.token({}, named)).rejects.toMatchObject({ kind: "transient", reason: "NoToken" });
});

test("what is on its way is called off with the signal", async () => {
  const end = new AbortController();
  const github = await connect(cert, end.signal);
  end.abort();
  await expect(github.statusesOf(commit)).rejects.toMatchObject({ reason: "unreachable" });
});
