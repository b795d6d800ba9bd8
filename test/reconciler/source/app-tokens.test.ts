import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { AppTokens, type NamedApp } from "../../../reconciler/source/app-tokens.ts";
import { GithubServer } from "../../support/github/github-server.ts";
import { sourceError } from "../../support/source-bed.ts";

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const app = { id: "4711", slug: "nimops-acme", key: keys.publicKey };
const pem = (type: "pkcs1" | "pkcs8") => keys.privateKey.export({ type, format: "pem" }).toString();

const minute = 60_000;

class Bed implements AsyncDisposable {
  now = Date.now();
  readonly tokens = new AppTokens({ userAgent: "nimops/test", now: () => this.now });
  readonly github: GithubServer;

  private constructor(github: GithubServer) {
    this.github = github;
  }

  static async make(): Promise<Bed> {
    return new Bed(await GithubServer.start({ app }));
  }

  named(differing: Partial<NamedApp> = {}): NamedApp {
    const url = "https://github.example/acme/models.git";
    const { apiUrl } = this.github;
    return { appId: app.id, privateKey: pem("pkcs1"), installation: "77", apiUrl, url, ...differing };
  }

  ask(user: object, differing?: Partial<NamedApp>) {
    return this.tokens.token(user, this.named(differing));
  }

  get minted(): number {
    return this.github.asked.filter((asked) => asked.startsWith("POST")).length;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.github[Symbol.asyncDispose]();
  }
}

const someUsers = (count: number) => Array.from({ length: count }, () => ({}));

describe("those that name the same App for the same repository", () => {
  it("have one token, asked for once though all ask at the same time", async () => {
    await using bed = await Bed.make();
    const got = await Promise.all(someUsers(20).map((user) => bed.ask(user)));
    expect(new Set(got.map(({ token }) => token)).size).toBe(1);
    expect(bed.minted).toBe(1);
    await bed.ask({});
    expect(bed.minted).toBe(1);
  });

  it("have a newer one before it ends, and are the same App as before", async () => {
    await using bed = await Bed.make();
    const users = someUsers(5);
    const [first] = await Promise.all(users.map((user) => bed.ask(user)));
    bed.now += 30 * minute;
    const later = await Promise.all(users.map((user) => bed.ask(user)));
    expect(bed.minted).toBe(2);
    expect(new Set(later.map(({ token }) => token)).size).toBe(1);
    expect(later[0]?.token).not.toBe(first?.token);
    expect(later[0]?.handedOutFor).toBe(first?.handedOutFor);
  });

  it("all hear of a failure, and who asks next tries anew", async () => {
    await using bed = await Bed.make();
    bed.github.outage = "502";
    const errors = await Promise.all(someUsers(3).map((user) => sourceError(bed.ask(user))));
    expect(errors.map(({ kind, reason }) => [kind, reason])).toEqual(Array(3).fill(["transient", "NoToken"]));
    bed.github.outage = undefined;
    expect((await bed.ask({})).token).toMatch(/^ghs_/);
  });

  it("find an App that was installed anew", async () => {
    await using bed = await Bed.make();
    const user = {};
    await bed.ask(user, { installation: undefined });
    bed.now += 30 * minute;
    bed.github.failNext("POST /app", { is: "status", status: 404 });
    await sourceError(bed.ask(user, { installation: undefined }));
    await bed.ask(user, { installation: undefined });
    expect(bed.github.asked.filter((asked) => asked.startsWith("GET"))).toHaveLength(2);
  });

  it("leave no token behind when the last of them goes", async () => {
    await using bed = await Bed.make();
    const [one, other] = [{}, {}];
    await Promise.all([one, other].map((user) => bed.ask(user)));
    bed.tokens.giveBack(one);
    await bed.ask({});
    expect(bed.minted).toBe(1);
  });

  it("and who comes when all have gone asks for one of his own", async () => {
    await using bed = await Bed.make();
    const user = {};
    await bed.ask(user);
    bed.tokens.giveBack(user);
    bed.tokens.giveBack(user);
    await bed.ask(user);
    expect(bed.minted).toBe(2);
  });
});

describe("nobody shares with", () => {
  it.each<[string, Partial<NamedApp>]>([
    ["a key of other bytes, though it is the same key", { privateKey: pem("pkcs8") }],
    ["another installation", { installation: "78" }],
    ["an installation that has to be found out", { installation: undefined }],
    ["another repository", { url: "https://github.example/acme/other.git" }],
  ])("%s", async (_, differing) => {
    await using bed = await Bed.make();
    await bed.ask({});
    await bed.ask({}, differing);
    expect(bed.minted).toBe(2);
  });

  it("a stranger who knows all but the key: he gets none, and no other App", async () => {
    await using bed = await Bed.make();
    await bed.ask({});
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const theirs = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    expect((await sourceError(bed.ask({}, { privateKey: theirs }))).reason).toBe("NoToken");
    const error = await sourceError(bed.ask({}, { privateKey: "-----BEGIN SECRET" }));
    expect([error.kind, error.reason]).toEqual(["permanent", "NoToken"]);
  });

  it("an App that the user has no longer: its token goes with its last user", async () => {
    await using bed = await Bed.make();
    const user = {};
    await bed.ask(user);
    await bed.ask(user, { installation: "78" });
    await bed.ask(user);
    expect(bed.minted).toBe(3);
  });

  it("another API, whatever it answers", async () => {
    await using bed = await Bed.make();
    await using other = await GithubServer.start({ app });
    const got = [await bed.ask({}), await bed.ask({}, { apiUrl: other.apiUrl })];
    expect(new Set(got.map(({ handedOutFor }) => handedOutFor)).size).toBe(2);
    expect(other.asked).toHaveLength(1);
  });
});

it("a GitHub that is no Git server which may be asked is not asked, whoever's Secret names it", async () => {
  await using bed = await Bed.make();
  const tokens = new AppTokens({ userAgent: "nimops/test", now: Date.now, hosts: ["github.example"] });
  const error = await sourceError(tokens.token({}, bed.named()));
  expect([error.kind, error.reason]).toEqual(["permanent", "HostRefused"]);
  expect(error.message).toContain("127.0.0.1 is no Git server that may be asked");
  const metadata = bed.named({ apiUrl: "https://169.254.169.254/latest" });
  expect((await sourceError(tokens.token({}, metadata))).reason).toBe("CredentialsUnusable");
  expect(bed.github.asked).toEqual([]);
});

it.each(["", "seven", "1e99"])("the installation %j", async (installation) => {
  await using bed = await Bed.make();
  const asked = bed.ask({}, { installation });
  if (installation === "") expect((await asked).token).toMatch(/^ghs_/);
  else expect((await sourceError(asked)).message).toContain("githubAppInstallationID is no number");
});
