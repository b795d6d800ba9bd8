import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { connect as connectSocket } from "node:net";
import { describe, expect, test } from "vitest";
import { connectGithub } from "../../src/github/connect.ts";
import { connected, pullRequest, token, tokens } from "../support/github/connected.ts";
import { GithubServer } from "../support/github/github-server.ts";
import type { Fault } from "../support/github/stored.ts";
import { localServer } from "../support/local-server.ts";

const plan = { topic: "plan", key: "production", body: "fits" };
const list = "GET /repos/acme/models/issues/7/comments";
const userAgent = "nimops/test";
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const privateKey = keys.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const app = { id: "4711", slug: "nimops-acme", key: keys.publicKey };

describe.concurrent("rate limits", () => {
  test.each<[string, Fault]>([
    ["a secondary limit (403)", { is: "secondary-limit", status: 403, retryAfter: 60 }],
    ["a secondary limit (429)", { is: "secondary-limit", status: 429, retryAfter: 60 }],
    ["a limit without a name", { is: "plain-limit", status: 429, retryAfter: 45 }],
    ["a limit that does not say how long", { is: "plain-limit", status: 429, retryAfter: undefined }],
    ["a limit in the older words", { is: "plain-limit", status: 403, retryAfter: 45 }],
    ["a primary limit that is over soon", { is: "primary-limit", resetIn: 30 }],
  ])("%s is waited for as long as GitHub asks", async (_what, fault) => {
    await using server = await GithubServer.start({ tokens });
    server.failNext("GET /repos", fault);
    const times: number[] = [];
    server.before = (asked) => {
      if (asked.startsWith(list)) times.push(performance.now());
    };
    const github = await connected(server, { token: token.person });
    expect(await github.upsertComment(pullRequest, plan)).toMatchObject({ is: "created" });
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(29 * 5);
  });

  test.each<[string, Fault, RegExp]>([
    ["a secondary limit", { is: "secondary-limit", status: 429, retryAfter: 3600 }, /run again in 3600 s/],
    ["a limit without a name", { is: "plain-limit", status: 429, retryAfter: 3600 }, /run again in 3600 s/],
    ["a primary limit", { is: "primary-limit", resetIn: 3000 }, /run again after 20\d\d-.*Z/],
  ])(
    "%s that takes longer than we wait is told at once, and is no lack of permission",
    async (_what, fault, help) => {
      await using server = await GithubServer.start({ tokens });
      server.failNext("POST /repos", fault);
      const github = await connected(server, { token: token.person });
      await expect(github.upsertComment(pullRequest, plan)).rejects.toMatchObject({
        reason: "rate-limited",
        help: expect.stringMatching(help),
      });
      expect(server.asked.filter((asked) => asked.startsWith("POST"))).toHaveLength(1);
    },
  );

  test.each(["secondary-limit", "plain-limit"] as const)("a %s again and again is given up", async (is) => {
    await using server = await GithubServer.start({ tokens });
    for (let n = 0; n < 9; n++) server.failNext("GET /repos", { is, status: 429, retryAfter: 1 });
    const github = await connected(server, { token: token.person });
    await expect(github.upsertComment(pullRequest, plan)).rejects.toMatchObject({ reason: "rate-limited" });
    expect(server.asked.filter((asked) => asked.startsWith(list))).toHaveLength(3);
  });
});

describe.concurrent("what passes is tried again", () => {
  test.each<[string, Fault]>([
    ["a server error", { is: "status", status: 500 }],
    ["a connection that breaks", { is: "cut-off" }],
    ["silence", { is: "silence" }],
  ])("%s", async (_what, fault) => {
    await using server = await GithubServer.start({ tokens });
    server.failNext("GET /repos", fault);
    const github = await connected(server, { token: token.person }, { limits: { ...quick, timeout: 400 } });
    expect(await github.upsertComment(pullRequest, plan)).toMatchObject({ is: "created" });
  });
});

describe.concurrent("what does not pass is told", () => {
  test("a wrong token", async () => {
    await using server = await GithubServer.start({ tokens });
    const github = await connected(server, { token: `ghs_${"x".repeat(36)}` });
    await expect(github.upsertComment(pullRequest, plan)).rejects.toMatchObject({
      reason: "unauthorized",
      message:
        "cannot ask who the token is: GitHub answers 401: Bad credentials - https://docs.github.com/rest",
    });
  });

  test("silence without end", async () => {
    await using server = await GithubServer.start({ tokens });
    for (let n = 0; n < 4; n++) server.failNext("GET /user", { is: "silence" });
    const github = await connected(server, { token: token.person }, { limits: { ...quick, timeout: 100 } });
    await expect(github.upsertComment(pullRequest, plan)).rejects.toMatchObject({
      reason: "unreachable",
      message: expect.stringContaining("no answer in 0.1 s"),
    });
  });

  test("nobody there", async () => {
    const server = await GithubServer.start();
    const { apiUrl } = server;
    await server[Symbol.asyncDispose]();
    const github = await connectGithub({ login: { token: token.person }, apiUrl, userAgent, limits: quick });
    await expect(github.upsertComment(pullRequest, plan)).rejects.toMatchObject({
      reason: "unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test("a log-in page in place of GitHub", async () => {
    await using server = await GithubServer.start({ tokens });
    server.failNext("GET /user", { is: "log-in-page" });
    const github = await connected(server, { token: token.person });
    await expect(github.upsertComment(pullRequest, plan)).rejects.toMatchObject({
      reason: "malformed",
      help: expect.stringContaining("https://HOST/api/v3"),
    });
  });

  test("and never with the token, even where the server says it back", async () => {
    await using server = await localServer((request, response) => {
      response.writeHead(422, { "content-type": "application/json" });
      response.end(JSON.stringify({ message: `no: ${request.headers.authorization} ${"x".repeat(9999)}` }));
    });
    const login = { token: "plain-old-token-of-a-server" };
    const github = await connectGithub({ login, apiUrl: server.url, userAgent, limits: quick });
    const error: unknown = await github.upsertComment(pullRequest, plan).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ reason: "invalid" });
    expect(String(error)).toMatch(/no: token \*\*\* x+…$/);
    expect(String(error).length).toBeLessThan(1200);
  });
});

describe.concurrent("a GitHub Enterprise Server", () => {
  test("has its API below /api/v3 and GraphQL beside it", async () => {
    await using server = await GithubServer.start({ tokens, prefix: "/api/v3" });
    const github = await connected(server);
    expect(github.apiUrl).toMatch(/\/api\/v3$/);
    expect(await github.upsertComment(pullRequest, plan)).toMatchObject({ is: "created" });
    expect(server.asked[0]).toBe("POST /graphql");
  });

  test("without GraphQL leaves us to be github-actions", async () => {
    await using server = await GithubServer.start({ tokens });
    server.failNext("POST /graphql", { is: "status", status: 404 });
    const github = await connected(server);
    await github.upsertComment(pullRequest, plan);
    expect(await github.upsertComment(pullRequest, plan)).toMatchObject({ is: "unchanged" });
  });

  test.each([
    "http://github.example.com/api/v3",
    "https://user:secret@github.example.com",
    "github.example.com",
    "file:///etc/passwd",
    "https://api.github.com/?x=1",
  ])("at %s is refused, and what is in the address is not shown", async (apiUrl) => {
    const connecting = connectGithub({ login: { token: token.job }, apiUrl, userAgent });
    await expect(connecting).rejects.toThrow("the address of GitHub's API cannot be used");
    await expect(connecting).rejects.not.toThrow("secret");
  });
});

describe.concurrent("an app", () => {
  test("comments as its own bot", async () => {
    await using server = await GithubServer.start({ app });
    const login = { appId: "4711", privateKey, repository: pullRequest.repository };
    const github = await connected(server, login);
    expect(await github.upsertComment(pullRequest, plan)).toMatchObject({ is: "created" });
    expect(server.comments).toMatchObject([{ login: "nimops-acme", isBot: true }]);
    expect(await github.upsertComment(pullRequest, plan)).toMatchObject({ is: "unchanged" });
    const once = server.asked.filter((asked) => /installation|GET \/app$/.test(asked));
    expect(once).toEqual(
      ["GET /repos/acme/models/installation", "POST /app/installations/77/access_tokens", "GET /app"].sort(
        (a, b) => once.indexOf(a) - once.indexOf(b),
      ),
    );
  });

  test("that is not installed there is told", async () => {
    await using server = await GithubServer.start({ app });
    const login = { appId: "4711", privateKey, repository: { owner: "acme", name: "other" } };
    const github = await connected(server, login);
    await expect(github.upsertComment(pullRequest, plan)).rejects.toThrow(
      "cannot find the app's installation in acme/other: GitHub answers 404",
    );
  });

  test("with a key that is none is told, and the key is not shown", async () => {
    const login = { appId: "1", privateKey: "-----BEGIN SECRET", repository: pullRequest.repository };
    await expect(connectGithub({ login, userAgent })).rejects.toThrow(
      /^the private key of the GitHub App cannot be read$/,
    );
  });
});

describe.concurrent("a proxy", () => {
  test("is asked for a way through, with its user and password", async () => {
    await using server = await GithubServer.start({ tokens });
    await using proxy = await tunnel();
    const through = new URL(`http://user:pass%40word@${proxy.host}`);
    const github = await connected(server, { token: token.person }, { proxy: through });
    expect(await github.upsertComment(pullRequest, plan)).toMatchObject({ is: "created" });
    expect(await github.upsertComment(pullRequest, { ...plan, body: "no" })).toMatchObject({ is: "updated" });
    const basic = `Basic ${Buffer.from("user:pass@word").toString("base64")}`;
    expect(new Set(proxy.asked)).toEqual(new Set([`${new URL(server.origin).host} ${basic}`]));
  });

  test("whose password has a stray percent sign is refused, without its password", async () => {
    const proxy = new URL("http://user:100%secret@127.0.0.1:1080");
    const opened = connectGithub({ login: { token: token.person }, userAgent, proxy });
    await expect(opened).rejects.toThrow(
      /^the address of the proxy 127\.0\.0\.1:1080 for GitHub cannot be read$/,
    );
  });

  test("that does not let us through is told, without its password", async () => {
    await using proxy = await tunnel(407);
    const through = new URL(`http://user:sesame-open@${proxy.host}`);
    const github = await connectGithub({
      login: { token: token.person },
      userAgent,
      proxy: through,
      limits: quick,
    });
    const error: unknown = await github.upsertComment(pullRequest, plan).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ reason: "unreachable" });
    expect(String(error)).toContain("407");
    expect(JSON.stringify(error)).not.toContain("sesame-open");
  });

  test("of another form is refused", async () => {
    const proxy = new URL("socks5://127.0.0.1:1080");
    await expect(connectGithub({ login: { token: token.job }, userAgent, proxy })).rejects.toThrow(
      "socks5://",
    );
  });
});

describe.concurrent("the pull requests at a commit", () => {
  const commit = "a".repeat(40);
  const one = { number: 7, state: "open", branch: "feature", commit, from: "fork/models" } as const;
  const head = { repository: { owner: "fork", name: "models" }, branch: "feature", commit };

  test("are those of that branch, of that repository, with that commit, that are open", async () => {
    const pullRequests = [
      one,
      { ...one, number: 8, commit: "b".repeat(40) },
      { ...one, number: 9, from: "fork/models-2" },
      { ...one, number: 10, state: "closed" as const },
      { ...one, number: 11, branch: "other" },
      { ...one, number: 12, from: "mallory/models" },
      { ...one, number: 13, from: undefined },
    ];
    await using server = await GithubServer.start({ tokens, pullRequests });
    const github = await connected(server);
    expect(await github.pullRequestsAt(pullRequest.repository, head)).toEqual([7]);
  });

  test("of a branch with signs of its own are found too", async () => {
    const branch = "fix/a&state=all#:ü";
    await using server = await GithubServer.start({ tokens, pullRequests: [{ ...one, branch }] });
    const github = await connected(server);
    expect(await github.pullRequestsAt(pullRequest.repository, { ...head, branch })).toEqual([7]);
  });
});

const quick = { second: 5 };

/** A proxy that knows CONNECT only. */
async function tunnel(refuses?: number): Promise<AsyncDisposable & { host: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((_request, response) => response.writeHead(400).end());
  server.on("connect", ({ url = "", headers }, client, first) => {
    asked.push(`${url} ${headers["proxy-authorization"]}`);
    if (refuses !== undefined) return void client.end(`HTTP/1.1 ${refuses} No\r\n\r\n`);
    const [host = "", port = ""] = url.split(":");
    const target = connectSocket(Number(port), host, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      target.write(first);
      target.pipe(client).pipe(target);
    });
    for (const socket of [target, client]) socket.on("error", () => client.destroy() && target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    host: `127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
