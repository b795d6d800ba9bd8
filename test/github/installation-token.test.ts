import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { installationTokens } from "../../src/github/installation-token.ts";
import { pullRequest } from "../support/github/connected.ts";
import { GithubServer } from "../support/github/github-server.ts";

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const privateKey = keys.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const app = { id: "4711", slug: "nimops-acme", key: keys.publicKey };
const { repository } = pullRequest;

const options = (server: GithubServer, now = () => Date.now()) => ({
  login: { appId: "4711", privateKey, repository },
  apiUrl: server.apiUrl,
  userAgent: "nimops/test",
  limits: { second: 5, retries: 0 },
  now,
});

describe("tokens of an app's installation", () => {
  test("are for one repository, to read its content only, and one lasts for many calls", async () => {
    await using server = await GithubServer.start({ app });
    const token = await installationTokens(options(server));
    const first = await token();
    expect(first).toMatch(/^ghs_/);
    expect(await token()).toBe(first);
  });

  test("are replaced before they end", async () => {
    await using server = await GithubServer.start({ app });
    let now = Date.now();
    const token = await installationTokens(options(server, () => now));
    const first = await token();
    now += 30 * 60_000;
    expect(await token()).not.toBe(first);
  });

  test("a key that is none is told at once, without showing it", async () => {
    await using server = await GithubServer.start({});
    const broken = { ...options(server), login: { appId: "1", privateKey: "-----BEGIN SECRET", repository } };
    await expect(installationTokens(broken)).rejects.toThrow(/private key of the GitHub App cannot be read/);
    await expect(installationTokens(broken)).rejects.not.toThrow(/SECRET/);
  });
});
