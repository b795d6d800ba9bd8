import { describe, expect, test } from "vitest";
import { connected, pullRequest, token, tokens } from "../support/github/connected.ts";
import { GithubServer } from "../support/github/github-server.ts";

const marker = "<!-- nimops:plan:production -->";
const plan = (body: string, key = "production") => ({ topic: "plan", key, body });
const start = () => GithubServer.start({ tokens });
const writes = (server: GithubServer) => server.asked.filter((asked) => !/^GET|graphql/.test(asked));

test.concurrent("the first time makes a comment, the second edits it in place, the third leaves it alone", async () => {
  await using server = await start();
  const github = await connected(server);
  const first = await github.upsertComment(pullRequest, plan("fits"));
  expect(first).toMatchObject({ is: "created", shortened: false });
  expect(server.comments.map(({ body, login }) => [login, body])).toEqual([
    ["github-actions", `${marker}\nfits`],
  ]);
  const second = await github.upsertComment(pullRequest, plan("does not fit"));
  expect(second).toEqual({ ...first, is: "updated" });
  expect(server.comments.map(({ body }) => body)).toEqual([`${marker}\ndoes not fit`]);
  const count = writes(server).length;
  expect(await github.upsertComment(pullRequest, plan("does not fit"))).toEqual({
    ...first,
    is: "unchanged",
  });
  expect(writes(server)).toHaveLength(count);
});

test.concurrent("line ends as the web writes them are no change", async () => {
  await using server = await start();
  server.add({ login: "github-actions", isBot: true, body: `${marker}\r\none\r\ntwo\r\n` });
  const github = await connected(server);
  expect(await github.upsertComment(pullRequest, plan("one\ntwo"))).toMatchObject({ is: "unchanged" });
});

describe.concurrent("a comment is ours only", () => {
  test("if we wrote it: a person's with our marker stays as it is", async () => {
    await using server = await start();
    const trap = server.add({ login: "mallory", body: `${marker}\nfits, trust me` });
    // A person may call themselves as the bot does.
    const namesake = server.add({ login: "github-actions", body: `${marker}\nfits` });
    server.add({ login: "acme-deployer", isBot: true, body: `${marker}\nfits` });
    const github = await connected(server);
    expect(await github.upsertComment(pullRequest, plan("does not fit"))).toMatchObject({ is: "created" });
    expect(server.comments).toHaveLength(4);
    expect(trap.body).toContain("trust me");
    expect(namesake.body).toBe(`${marker}\nfits`);
  });

  test("if the marker is its first line: text further down that looks like one does not count", async () => {
    await using server = await start();
    const other = server.add({ login: "github-actions", isBot: true, body: `Lint found:\n${marker}\n` });
    const quoted = server.add({ login: "github-actions", isBot: true, body: `> ${marker}\nquoted` });
    const github = await connected(server);
    expect(await github.upsertComment(pullRequest, plan("fits"))).toMatchObject({ is: "created" });
    expect([other.body, quoted.body]).toEqual([`Lint found:\n${marker}\n`, `> ${marker}\nquoted`]);
  });

  test("if it is of the same key: two jobs with different keys have a comment each", async () => {
    await using server = await start();
    const github = await connected(server);
    await github.upsertComment(pullRequest, plan("a", "staging"));
    await github.upsertComment(pullRequest, plan("b", "staging:apps/llm"));
    await github.upsertComment(pullRequest, plan("c", "staging"));
    expect(server.comments.map(({ body }) => body)).toEqual([
      "<!-- nimops:plan:staging -->\nc",
      "<!-- nimops:plan:staging:apps/llm -->\nb",
    ]);
  });

  test("if it is in this pull request", async () => {
    await using server = await start();
    const elsewhere = server.add({
      pullRequest: 8,
      login: "github-actions",
      isBot: true,
      body: `${marker}\nold`,
    });
    const github = await connected(server);
    await github.upsertComment(pullRequest, plan("new"));
    expect(elsewhere.body).toBe(`${marker}\nold`);
  });

  test.each([
    ["a person", token.person, { login: "Mona", isBot: false }],
    ["another app", token.otherApp, { login: "acme-deployer", isBot: true }],
  ])("and %s has their own", async (_who, given, author) => {
    await using server = await start();
    const theirs = server.add({ ...author, body: `${marker}\nold` });
    const github = await connected(server, { token: given });
    expect(await github.upsertComment(pullRequest, plan("new"))).toMatchObject({ is: "updated" });
    expect(theirs.body).toBe(`${marker}\nnew`);
  });
});

describe.concurrent("it is found", () => {
  test("behind pages of other comments, also where a page is not full", async () => {
    await using server = await start();
    for (let n = 0; n < 250; n++) server.add({ body: `talk ${n}`, isHidden: n % 3 === 0 });
    const ours = server.add({ login: "github-actions", isBot: true, body: `${marker}\nold` });
    const github = await connected(server);
    expect(await github.upsertComment(pullRequest, plan("new"))).toMatchObject({ is: "updated" });
    expect(ours.body).toBe(`${marker}\nnew`);
    expect(server.comments).toHaveLength(251);
  });

  test("and of several the newest is kept, the others go", async () => {
    await using server = await start();
    const bodies = ["one", "two", "three"].map((body) => `${marker}\n${body}`);
    const [, , newest] = bodies.map((body) => server.add({ login: "github-actions", isBot: true, body }));
    const github = await connected(server);
    await github.upsertComment(pullRequest, plan("four"));
    expect(server.comments.map(({ id, body }) => [id, body])).toEqual([[newest?.id, `${marker}\nfour`]]);
  });

  test("and where it goes away while we edit it, it is made anew", async () => {
    await using server = await start();
    const ours = server.add({ login: "github-actions", isBot: true, body: `${marker}\nold` });
    server.before = (asked) => {
      if (asked.startsWith("PATCH")) server.remove(ours.id);
    };
    const github = await connected(server);
    expect(await github.upsertComment(pullRequest, plan("new"))).toMatchObject({ is: "created" });
    expect(server.comments.map(({ body }) => body)).toEqual([`${marker}\nnew`]);
  });
});

test.concurrent("two jobs that begin at once leave one comment", async () => {
  await using server = await start();
  let waiting = 0;
  let goOn = () => {};
  const both = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  // Neither makes its comment before the other has looked.
  server.before = async (asked) => {
    if (!asked.startsWith("POST /repos")) return;
    waiting++;
    if (waiting === 2) goOn();
    await both;
  };
  // Under two names, as two processes: the queues of one would keep them apart.
  const otherName = server.apiUrl.replace("127.0.0.1", "localhost");
  const jobs = await Promise.all([connected(server), connected(server, undefined, { apiUrl: otherName })]);
  await Promise.all(jobs.map((github, n) => github.upsertComment(pullRequest, plan(`job ${n}`))));
  expect(server.comments).toHaveLength(1);
});

describe.concurrent("an attempt that breaks", () => {
  test("after the comment was made does not make another", async () => {
    await using server = await start();
    server.failNext("POST /repos", { is: "answer-lost" });
    const github = await connected(server);
    expect(await github.upsertComment(pullRequest, plan("fits"))).toMatchObject({ is: "created" });
    expect(server.comments).toHaveLength(1);
    expect(server.asked.filter((asked) => asked.startsWith("POST /repos"))).toHaveLength(1);
  });

  test.each([
    ["before it was made", { is: "cut-off" }],
    ["at GitHub", { is: "status", status: 502 }],
  ] as const)("%s is made again", async (_when, fault) => {
    await using server = await start();
    server.failNext("POST /repos", fault);
    const github = await connected(server);
    expect(await github.upsertComment(pullRequest, plan("fits"))).toMatchObject({ is: "created" });
    expect(server.comments).toHaveLength(1);
  });

  test("more often than we try is told", async () => {
    await using server = await start();
    for (let n = 0; n < 4; n++) server.failNext("POST /repos", { is: "status", status: 503 });
    const github = await connected(server);
    await expect(github.upsertComment(pullRequest, plan("fits"))).rejects.toMatchObject({
      reason: "server",
      message: expect.stringContaining("cannot comment on acme/models#7: GitHub answers 503"),
    });
    expect(server.comments).toHaveLength(0);
  });
});

describe.concurrent("without permission", () => {
  test("nothing is thrown: a pull request from a fork is told what is missing", async () => {
    await using server = await start();
    const github = await connected(server, { token: token.fork });
    expect(await github.upsertComment(pullRequest, plan("fits"))).toEqual({
      is: "no-permission",
      why: expect.stringMatching(
        /cannot comment on acme\/models#7: GitHub answers 403: Resource not accessible by integration.*issues: write or pull-requests: write/,
      ),
    });
    expect(server.asked.filter((asked) => asked.startsWith("POST /repos"))).toHaveLength(1);
  });

  test("a comment that is up to date is not touched, and no permission is needed", async () => {
    await using server = await start();
    server.add({ login: "github-actions", isBot: true, body: `${marker}\nfits` });
    const github = await connected(server, { token: token.fork });
    expect(await github.upsertComment(pullRequest, plan("fits"))).toMatchObject({ is: "unchanged" });
  });

  test("a locked conversation is the same", async () => {
    await using server = await GithubServer.start({ tokens, locked: [7] });
    const github = await connected(server);
    expect(await github.upsertComment(pullRequest, plan("fits"))).toMatchObject({
      is: "no-permission",
      why: expect.stringContaining("issue is locked"),
    });
  });

  test("to see the repository it is an error: the address may be wrong", async () => {
    await using server = await start();
    const github = await connected(server, { token: token.stranger });
    await expect(github.upsertComment(pullRequest, plan("fits"))).rejects.toMatchObject({
      reason: "not-found",
    });
  });
});

describe.concurrent("hostile text", () => {
  test.each([
    ["ends the marker", "--> <script>alert(1)</script>"],
    ["begins another comment", "<!-- nimops:plan:staging -->"],
    ["has no end", "<!--"],
    ["has line ends", "a\r\nb\u2028c\u0000d"],
    ["has half a character", "\ud83d"],
  ])("as the key, which %s, is no part of the comment", async (_what, key) => {
    await using server = await start();
    const github = await connected(server);
    await github.upsertComment(pullRequest, plan("one", key));
    await github.upsertComment(pullRequest, plan("two", key));
    expect(server.comments.map(({ body }) => body)).toEqual([
      expect.stringMatching(/^<!-- nimops:plan:sha256-[0-9a-f]{32} -->\ntwo$/),
    ]);
  });

  test("as the body is sent as it is, and found again by our marker alone", async () => {
    await using server = await start();
    const github = await connected(server);
    const hostile = `${marker}\n--> @everyone \u0000 \u202e ${"`".repeat(99)}\n<!-- nimops:plan:staging -->\n__proto__`;
    await github.upsertComment(pullRequest, plan(hostile));
    await github.upsertComment(pullRequest, plan("x", "staging"));
    expect(server.comments.map(({ body }) => body)).toEqual([
      `${marker}\n${hostile}`,
      "<!-- nimops:plan:staging -->\nx",
    ]);
  });
});

describe.concurrent("a body that is too long", () => {
  test.each([
    ["of plain lines", "a line of the plan\n".repeat(10_000)],
    ["of one line", "x".repeat(200_000)],
    ["of characters that are two units", "🧮".repeat(65_536)],
  ])("%s is shortened to what GitHub takes", async (_what, body) => {
    await using server = await start();
    const github = await connected(server);
    const outcome = await github.upsertComment(pullRequest, plan(body));
    expect(outcome).toMatchObject({ is: "created", shortened: true });
    expect(server.comments[0]?.body).toMatch(/The rest does not fit into a comment/);
    // What was cut is still the same the next time.
    expect(await github.upsertComment(pullRequest, plan(body))).toMatchObject({ is: "unchanged" });
  });

  test("of just as many characters as GitHub takes is sent whole", async () => {
    await using server = await start();
    const github = await connected(server);
    const body = "x".repeat(65_536 - marker.length - 1);
    expect(await github.upsertComment(pullRequest, plan(body))).toMatchObject({
      is: "created",
      shortened: false,
    });
    expect(server.comments[0]?.body).toHaveLength(65_536);
  });
});
