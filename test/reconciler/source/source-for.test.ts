import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readRepository } from "../../../reconciler/repository/read-repository.ts";
import { AppTokens } from "../../../reconciler/source/app-tokens.ts";
import { GitStores } from "../../../reconciler/source/git-stores.ts";
import { type SecretReader, sourceFor } from "../../../reconciler/source/source-for.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { GithubServer } from "../../support/github/github-server.ts";
import { repositoryDocument } from "../../support/repository-cases.ts";
import { readNow, SourceBed, sourceError } from "../../support/source-bed.ts";

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const privateKey = keys.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const app = { id: "4711", slug: "nimops-acme", key: keys.publicKey };
const login = { username: "robot", password: "glpat-0123456789abcdef" };

let bed: SourceBed;

afterEach(() => bed[Symbol.asyncDispose]());

/** What sources share. */
function shared() {
  return {
    stores: new GitStores({ folder: join(bed.folder, "source") }),
    tokens: new AppTokens({ userAgent: "nimops/test", now: () => Date.now() }),
  };
}

function source(spec: ValueMap, secret: SecretReader, between = shared()) {
  const { repository } = readRepository(repositoryDocument({ url: bed.url, ...spec }));
  if (!repository) throw new Error("the spec of the test is not right");
  return sourceFor(repository, { secret, ...between });
}

const nothing = { commit: "", ref: "" };
const auth = (type: string) => ({ auth: { type, secretRef: { name: "git" } } });

it("a Secret with user name and password opens a repository, and is read anew for each call", async () => {
  bed = await SourceBed.make({ login });
  bed.repository.write("a.yaml", "a: 1\n");
  bed.repository.commit();
  const names: string[] = [];
  const opened = source(auth("https"), async (name) => {
    names.push(name);
    return login;
  });
  expect(await readNow(opened)).toHaveLength(1);
  expect(names).toEqual(["git", "git"]);
});

it.each([
  ["https", undefined, "SecretMissing", "there is no Secret git"],
  ["https", { username: "robot" }, "SecretIncomplete", "the Secret git has no password"],
  ["github-app", { githubAppID: "1" }, "SecretIncomplete", "has no githubAppPrivateKey"],
  [
    "github-app",
    { githubAppID: "1", githubAppPrivateKey: "x" },
    "CredentialsUnusable",
    "repositories of GitHub only",
  ],
])("with %s and a Secret of %j: %s", async (type, secret, reason, words) => {
  bed = await SourceBed.make();
  const error = await sourceError(source(auth(type), async () => secret).look());
  expect([error.kind, error.reason]).toEqual(["permanent", reason]);
  expect(error.message).toContain(words);
  expect(bed.server.asked).toEqual([]);
});

it("a GitHub App's key is turned into a token for this repository", async () => {
  bed = await SourceBed.make({
    instead: (_, response) => {
      response.writeHead(404).end();
      return true;
    },
  });
  await using github = await GithubServer.start({ app });
  const secret = { githubAppID: app.id, githubAppPrivateKey: privateKey, githubAppBaseURL: github.apiUrl };
  const opened = source(
    { ...auth("github-app"), url: `${bed.server.url}/acme/models.git` },
    async () => secret,
  );
  expect((await sourceError(opened.look())).reason).toBe("RepositoryNotFound");
  await sourceError(opened.look());
  const given = Buffer.from(bed.server.logins[0]?.replace("Basic ", "") ?? "", "base64").toString();
  expect(given).toMatch(/^x-access-token:ghs_/);
  expect(github.asked.filter((asked) => asked.startsWith("POST"))).toHaveLength(1);
});

describe("NIMRepositories with the same GitHub App", () => {
  it("mint one token, ask once and fetch once; whose key is another one does all of that for himself", async () => {
    bed = await SourceBed.make();
    bed.repository.write("a.yaml", "a: 1\n");
    bed.repository.commit();
    const owner = mkdtempSync(join(dirname(bed.repository.folder), "acme-"));
    symlinkSync(join(bed.repository.folder, ".git"), join(owner, "models.git"));
    const name = `${owner.split("/").at(-1)}/models`;
    try {
      await using github = await GithubServer.start({ app, repository: name });
      const secret = {
        githubAppID: app.id,
        githubAppPrivateKey: privateKey,
        githubAppBaseURL: github.apiUrl,
      };
      const between = shared();
      const open = (values = secret) =>
        source({ ...auth("github-app"), url: `${bed.server.url}/${name}.git` }, async () => values, between);
      const minted = () => github.asked.filter((asked) => asked.startsWith("POST")).length;
      const asked = () => bed.server.asked.filter((request) => request.includes("/info/refs")).length;
      const sources = Array.from({ length: 10 }, () => open());
      const revisions = await Promise.all(sources.map((each) => each.look()));
      await Promise.all(sources.map((each, index) => each.read(revisions[index] ?? nothing, ".")));
      expect([minted(), asked()]).toEqual([1, 2]);
      await readNow(open({ ...secret, githubAppPrivateKey: `${privateKey}\n` }));
      expect([minted(), asked()]).toEqual([2, 4]);
      await Promise.all(sources.map((each) => each.close()));
      await readNow(open());
      expect([minted(), asked()]).toEqual([3, 6]);
    } finally {
      rmSync(owner, { recursive: true });
    }
  });
});

it("an app that is not installed there has no token", async () => {
  bed = await SourceBed.make();
  await using github = await GithubServer.start({ app });
  const secret = { githubAppID: app.id, githubAppPrivateKey: privateKey, githubAppBaseURL: github.apiUrl };
  const opened = source(
    { ...auth("github-app"), url: `${bed.server.url}/acme/other.git` },
    async () => secret,
  );
  const { kind, reason, message } = await sourceError(opened.look());
  expect([kind, reason]).toEqual(["permanent", "NoToken"]);
  expect(message).toContain("acme/other");
});
