import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { loginFor } from "../../../reconciler/outbox/login.ts";
import type { Telling } from "../../../reconciler/outbox/telling.ts";
import { token } from "../../support/github/connected.ts";
import { commit, key, OutboxBed, status } from "../../support/github/outbox-bed.ts";

const telling: Telling = {
  repository: { owner: "acme", name: "models" },
  apiUrl: "https://api.github.com",
  secret: { namespace: "models", name: "github" },
  statuses: [],
  deployments: [],
};
const secrets = (all: Record<string, Record<string, string>>) => async (namespace: string, name: string) =>
  namespace === "models" ? all[name] : undefined;
const login = (secret: Record<string, string>, differs: Partial<Telling> = {}, hosts?: string[]) =>
  loginFor({ ...telling, ...differs }, secrets({ github: secret }), hosts);

describe("the login", () => {
  test("is the token of the Secret, without a line's end", async () => {
    expect(await login({ token: "ghp_x\n" })).toMatchObject({
      login: { token: "ghp_x" },
      apiUrl: "https://api.github.com",
    });
  });

  test("is the app of the Secret, in the words of Flux", async () => {
    const app = {
      githubAppID: "4711",
      githubAppPrivateKey: "PEM",
      githubAppBaseURL: "https://ghe.acme.com/api/v3",
    };
    expect(await login(app)).toMatchObject({
      login: { appId: "4711", privateKey: "PEM", repository: telling.repository },
      apiUrl: "https://ghe.acme.com/api/v3",
    });
  });

  test("of one token is the same for all, that of an app for each owner, and shows no secret", async () => {
    const other = { repository: { owner: "other", name: "models" } };
    const one = await login({ token: "ghp_secret" });
    expect((await login({ token: "ghp_secret" }, other)).id).toBe(one.id);
    expect((await login({ token: "ghp_other" })).id).not.toBe(one.id);
    const app = { githubAppID: "1", githubAppPrivateKey: "PEM" };
    expect((await login(app, other)).id).not.toBe((await login(app)).id);
    expect(one.id).not.toContain("ghp_secret");
  });

  test.each<[string, Record<string, string>, Partial<Telling>, RegExp]>([
    ["nothing to log in with", { username: "x" }, {}, /has neither token nor githubAppID/],
    ["a link-local address", { token: "x", apiUrl: "https://169.254.169.254/api" }, {}, /node's own network/],
    ["plain http", { token: "x", apiUrl: "http://ghe.acme.com/api/v3" }, {}, /plain http/],
    [
      "a proxy without its user",
      { token: "x" },
      { proxy: { url: "http://proxy:3128", secret: "github" } },
      /has no username/,
    ],
    ["a missing certificate", { token: "x" }, { certificateAuthority: "github" }, /has no ca.crt/],
  ])("is refused with %s", async (_what, secret, differs, expected) => {
    await expect(login(secret, differs)).rejects.toThrow(expected);
  });

  test("goes to no server that the controller may not ask", async () => {
    await expect(login({ token: "x" }, {}, ["ghe.acme.com"])).rejects.toThrow(
      "api.github.com is no Git server",
    );
    await expect(login({ token: "x" }, {}, ["ghe.acme.com"])).rejects.toMatchObject({
      help: "the controller allows ghe.acme.com (--allow-git-host)",
    });
    expect(await login({ token: "x" }, {}, ["github.com"])).toBeDefined();
  });

  test("through a proxy has the user and the password of its Secret", async () => {
    const read = secrets({ github: { token: "x" }, proxy: { username: "me", password: "p@ss" } });
    const { proxy } = await loginFor(
      { ...telling, proxy: { url: "http://proxy:3128", secret: "proxy" } },
      read,
      undefined,
    );
    expect(proxy?.href).toBe("http://me:p%40ss@proxy:3128/");
  });
});

describe.concurrent("statuses are said", () => {
  test("by a GitHub App, with a token of its installation", async () => {
    const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const githubAppPrivateKey = keys.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    // Its token says when it ends by the machine's clock.
    await using bed = await OutboxBed.start({
      app: { id: "4711", slug: "nimops-acme", key: keys.publicKey },
      now: Date.now,
    });
    bed.secrets.set("models/github", { githubAppID: "4711", githubAppPrivateKey });
    bed.open().want(key, bed.telling([status("a", "success")]));
    await bed.pass(60_000);
    expect(bed.server.statuses).toMatchObject([{ sha: commit("a"), login: "nimops-acme" }]);
    expect(bed.server.asked.filter((asked) => asked.includes("/installation"))).toHaveLength(2);
  });

  test("on a GitHub Enterprise Server, below /api/v3", async () => {
    await using bed = await OutboxBed.start({ prefix: "/api/v3" });
    bed.open().want(key, bed.telling([status("a", "success")]));
    await bed.pass(60_000);
    expect(bed.server.statuses).toHaveLength(1);
  });

  test("for many repositories with one login, whose calls count together", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open({ writes: { minute: 10, hour: 400 } });
    bed.secrets.set("models/other", { token: token.job });
    for (let n = 0; n < 20; n++) {
      const secret = { namespace: "models", name: n % 2 === 0 ? "github" : "other" };
      outbox.want(`models/${n}`, bed.telling([{ ...status("a", "success"), context: `c/${n}` }], { secret }));
    }
    await bed.pass(5 * 60_000);
    expect(bed.server.statuses).toHaveLength(20);
    expect(bed.server.limits.mostWritesIn(60_000)).toBeLessThanOrEqual(10);
  });

  test("within the limits of a login also where nothing was wanted with it for a while", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open({ writes: { minute: 10, hour: 40 } });
    const telling = (from: string) =>
      bed.telling(
        Array.from({ length: 30 }, (_, n) => ({ ...status("a", "success"), context: `${from}/${n}` })),
      );
    for (const name of ["models/one", "models/two", "models/three"]) {
      outbox.want(name, telling(name));
      await bed.pass(8 * 60_000);
      const left = outbox.leave(name);
      await bed.pass(11 * 60_000);
      await left;
    }
    expect(bed.server.statuses.length).toBeGreaterThan(20);
    expect(bed.server.limits.mostWritesIn(60 * 60_000)).toBeLessThanOrEqual(40);
  });
});
