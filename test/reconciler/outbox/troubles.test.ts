import { describe, expect, test } from "vitest";
import { token, tokens } from "../../support/github/connected.ts";
import { commit, key, OutboxBed, status } from "../../support/github/outbox-bed.ts";
import type { Fault } from "../../support/github/stored.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const post = "POST /repos/acme/models/statuses";

describe.concurrent("T40 a limit of GitHub", () => {
  test.each<[string, Fault, number]>([
    ["a secondary limit (403)", { is: "secondary-limit", status: 403, retryAfter: 90 }, 90],
    ["a secondary limit (429)", { is: "secondary-limit", status: 429, retryAfter: 1800 }, 1800],
    ["a limit in the older words", { is: "plain-limit", status: 403, retryAfter: 45 }, 45],
    ["a limit that does not say how long", { is: "plain-limit", status: 429, retryAfter: undefined }, 60],
    ["a primary limit", { is: "primary-limit", resetIn: 3000 }, 3000],
  ])(
    "%s is waited for, for as long as GitHub asks, and nobody else is let in meanwhile",
    async (_what, fault, wait) => {
      await using bed = await OutboxBed.start();
      const outbox = bed.open();
      bed.server.failNext(post, fault);
      outbox.want(key, bed.telling([status("a", "pending")]));
      await bed.pass(5 * second);
      const asked = bed.server.asked.length;
      outbox.want("models/other", bed.telling([{ ...status("b", "success"), context: "other" }]));
      await bed.pass((wait - 10) * second);
      expect(bed.server.asked.length).toBe(asked);
      expect(await bed.registry.metrics()).toContain('nimops_outbox_paused{reason="rate-limited"} 1');
      await bed.pass(20 * second);
      expect(bed.server.statuses).toHaveLength(2);
      expect(bed.server.limits.breaches).toEqual([]);
      expect(bed.troubles).toEqual([]);
    },
  );

  test("that goes on without a word of how long is waited for longer each time", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    const limit: Fault = { is: "plain-limit", status: 429, retryAfter: undefined };
    for (let n = 0; n < 6; n++) bed.server.failNext(post, limit);
    outbox.want(key, bed.telling([status("a", "pending")]));
    await bed.pass(20 * minute);
    // After 1, 2, 4 and 8 minutes.
    expect(bed.server.asked.filter((asked) => asked.startsWith("POST"))).toHaveLength(5);
    await bed.pass(2 * hour);
    expect(bed.history(commit("a"))).toHaveLength(1);
  });
});

describe.concurrent("T40 an outage", () => {
  test.each(["502", "cut-off"] as const)(
    "(%s) of an hour loses nothing, and the newest words are said after it",
    async (outage) => {
      await using bed = await OutboxBed.start();
      const outbox = bed.open();
      outbox.want(key, bed.telling([status("a", "pending", "0/3")]));
      await bed.pass(minute);
      bed.server.outage = outage;
      for (let n = 1; n <= 3; n++) {
        outbox.want(key, bed.telling([status("a", "pending", `${n}/3`), status("b", "pending")]));
        await bed.pass(15 * minute);
      }
      outbox.want(key, bed.telling([status("a", "success"), status("b", "failure")]));
      await bed.pass(15 * minute);
      const during = bed.server.asked.length;
      expect(bed.troubles).toEqual(["Unreachable"]);
      // A try takes two at most at first, and every five minutes or so later.
      expect(during).toBeLessThan(60);
      bed.server.outage = undefined;
      await bed.pass(6 * minute);
      expect(bed.history(commit("a"))).toEqual([
        "nimops/eu/models pending 0/3",
        "nimops/eu/models success success",
      ]);
      expect(bed.history(commit("b"))).toEqual(["nimops/eu/models failure failure"]);
      expect(bed.troubles).toEqual(["Unreachable", undefined]);
      expect(bed.said.sort()).toEqual(["models/llama a", "models/llama b"]);
    },
  );

  test("of a moment is nobody's trouble", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    bed.server.failNext(post, { is: "status", status: 503 });
    bed.server.failNext(post, { is: "cut-off" });
    outbox.want(key, bed.telling([status("a", "pending")]));
    await bed.pass(minute);
    expect(bed.history(commit("a"))).toHaveLength(1);
    expect(bed.troubles).toEqual([]);
  });

  test("in which an answer is lost says nothing twice", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    bed.server.failNext(post, { is: "answer-lost" });
    outbox.want(key, bed.telling([status("a", "success")]));
    await bed.pass(10 * minute);
    expect(bed.history(commit("a"))).toEqual(["nimops/eu/models success success"]);
    expect(outbox.isSaid(key, commit("a"))).toBe(true);
  });

  test("in which an answer is lost, and other words are wanted by then, says these", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "pending", "before")]));
    await bed.pass(minute);
    bed.server.failNext(post, { is: "answer-lost" });
    outbox.want(key, bed.telling([status("a", "success")]));
    await bed.pass(100);
    outbox.want(key, bed.telling([status("a", "pending", "before")]));
    await bed.pass(10 * minute);
    expect(bed.history(commit("a")).map((line) => line.split(" ").at(-1))).toEqual([
      "before",
      "success",
      "before",
    ]);
    expect(bed.troubles).toEqual([]);
  });

  test("of one call for ever keeps the others from nothing", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    const poison = `${post}/${commit("a")}`;
    for (let n = 0; n < 200; n++) bed.server.failNext(poison, { is: "status", status: 500 });
    outbox.want(key, bed.telling([status("a", "success")]));
    await bed.pass(10 * minute);
    for (const letter of "bcdef") {
      outbox.want(key, bed.telling([status("a", "success"), status(letter, "success")]));
      await bed.pass(11 * minute);
      expect(bed.history(commit(letter))).toHaveLength(1);
    }
  });
});

test("what one NIMRepository fails with for hours makes others wait for half a minute at most", async () => {
  await using bed = await OutboxBed.start();
  const outbox = bed.open();
  for (let n = 0; n < 200; n++) {
    bed.server.failNext(`GET /repos/acme/models/commits/${commit("a")}`, { is: "status", status: 500 });
  }
  outbox.want(key, bed.telling([status("a", "success")]));
  const other = (letter: string) => bed.telling([{ ...status(letter, "success"), context: "other" }]);
  outbox.want("models/other", other("b"));
  await bed.pass(30 * minute);
  outbox.want("models/other", other("c"));
  await bed.pass(35 * second);
  expect(bed.history(commit("c"))).toHaveLength(1);
});

test("a limit of years is taken for one of an hour", async () => {
  await using bed = await OutboxBed.start();
  const outbox = bed.open();
  bed.server.failNext(post, { is: "secondary-limit", status: 429, retryAfter: 999_999_999 });
  outbox.want(key, bed.telling([status("a", "success")]));
  await bed.pass(hour);
  expect(bed.server.statuses).toEqual([]);
  await bed.pass(10 * minute);
  expect(bed.history(commit("a"))).toHaveLength(1);
});

describe.concurrent("T40 a token", () => {
  test("that is revoked stops all of it; the Secret's next one goes on without delay beyond minutes", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "pending")]));
    await bed.pass(minute);
    bed.server.revoke(token.job);
    outbox.want(key, bed.telling([status("a", "success")]));
    await bed.pass(minute);
    expect(bed.troubles).toEqual(["CredentialsRefused"]);
    expect(outbox.troubleOf(key)?.message).not.toContain(token.job);
    const asked = bed.server.asked.length;
    await bed.pass(30 * minute);
    expect(bed.server.asked.length - asked).toBeLessThanOrEqual(7);
    const next = `ghs_${"n".repeat(36)}`;
    bed.server.grant(next, { login: "github-actions", of: "installation", may: "write" });
    bed.secrets.set("models/github", { token: next });
    await bed.pass(6 * minute);
    expect(bed.history(commit("a")).at(-1)).toContain("success");
    expect(bed.troubles).toEqual(["CredentialsRefused", undefined]);
  });

  test("that was replaced in the Secret before the old one ended is noticed at once", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "pending")]));
    await bed.pass(minute);
    const next = `ghs_${"n".repeat(36)}`;
    bed.server.grant(next, { login: "github-actions", of: "installation", may: "write" });
    bed.secrets.set("models/github", { token: next });
    bed.server.revoke(token.job);
    outbox.want(key, bed.telling([status("a", "success")]));
    await bed.pass(10 * second);
    expect(bed.history(commit("a")).at(-1)).toContain("success");
  });

  test("that may not write statuses is told with what it lacks, and deployments go on", async () => {
    const lacking = { ...tokens[token.job], lacks: ["statuses"] } as never;
    await using bed = await OutboxBed.start({ tokens: { [token.job]: lacking } });
    const outbox = bed.open();
    const deployments = [
      {
        commit: commit("a"),
        environment: "nim/eu",
        task: "nimops:deliver:models/llama",
        state: "success" as const,
        description: "ready",
      },
    ];
    outbox.want(key, bed.telling([status("a", "pending")], { deployments }));
    await bed.pass(30 * minute);
    expect(bed.troubles).toEqual(["NotPermitted"]);
    expect(outbox.troubleOf(key)?.message).toContain("statuses: write");
    expect(bed.server.deployments[0]?.statuses).toMatchObject([{ state: "success" }]);
    expect(bed.server.asked.filter((asked) => asked.startsWith(post)).length).toBeLessThanOrEqual(7);
    bed.server.grant(token.job, tokens[token.job] as never);
    await bed.pass(6 * minute);
    expect(bed.history(commit("a"))).toHaveLength(1);
    expect(bed.troubles.at(-1)).toBeUndefined();
  });

  test("that is not there yet is looked for again", async () => {
    await using bed = await OutboxBed.start();
    bed.secrets.clear();
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "pending")]));
    await bed.pass(minute);
    expect(outbox.troubleOf(key)).toMatchObject({
      reason: "CredentialsUnusable",
      message: expect.stringContaining("there is no Secret github in the namespace models"),
    });
    bed.secrets.set("models/github", { token: token.job });
    await bed.pass(3 * minute);
    expect(bed.history(commit("a"))).toHaveLength(1);
    expect(outbox.troubleOf(key)).toBeUndefined();
  });

  test("of another Secret that the NIMRepository names now is taken at once", async () => {
    await using bed = await OutboxBed.start();
    bed.secrets.set("models/github", { token: "ghs_wrong" });
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "pending")]));
    await bed.pass(minute);
    bed.secrets.set("models/other", { token: token.job });
    const secret = { namespace: "models", name: "other" };
    outbox.want(key, bed.telling([status("a", "success")], { secret }));
    await bed.pass(10 * second);
    expect(bed.history(commit("a"))).toEqual(["nimops/eu/models success success"]);
  });
});

describe.concurrent("T40 what is gone", () => {
  test("a deleted repository is told once, asked for rarely, and keeps no other waiting", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    const gone = { owner: "acme", name: "gone" };
    outbox.want("models/gone", bed.telling([status("a", "success")], { repository: gone }));
    outbox.want(key, bed.telling([status("b", "success")]));
    await bed.pass(hour);
    expect(bed.troubles).toEqual(["RepositoryNotFound"]);
    expect(bed.history(commit("b"))).toHaveLength(1);
    expect(bed.server.asked.filter((asked) => asked.includes("acme/gone")).length).toBeLessThanOrEqual(26);
  });

  test("a repository that comes back is told what there is to say", async () => {
    await using bed = await OutboxBed.start();
    bed.server.isDeleted = true;
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "success")]));
    await bed.pass(10 * minute);
    bed.server.isDeleted = false;
    await bed.pass(6 * minute);
    expect(bed.history(commit("a"))).toHaveLength(1);
    expect(bed.troubles).toEqual(["RepositoryNotFound", undefined]);
  });

  test("a commit that a force-push left behind and GitHub cleaned up is dropped, and told once", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    bed.server.forgetCommit(commit("a"));
    outbox.want(key, bed.telling([status("a", "error", "superseded by bbbbbbb"), status("b", "success")]));
    await bed.pass(hour);
    expect(outbox.isSaid(key, commit("a"))).toBe(true);
    expect(bed.said).toContain("models/llama a");
    expect(bed.history(commit("b"))).toHaveLength(1);
    expect(bed.troubles).toEqual(["CommitNotFound"]);
    expect(bed.server.asked.filter((asked) => asked.includes(commit("a")))).toHaveLength(2);
    outbox.want(key, bed.telling([status("b", "success")]));
    expect(bed.troubles).toEqual(["CommitNotFound", undefined]);
  });

  test("T39 a context that GitHub takes no more of is dropped, others are not", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    const full = { sha: commit("a"), context: "nimops/eu/models", state: "pending", description: "x" };
    for (let n = 0; n < 1000; n++) bed.server.addStatus({ ...full, target_url: null });
    outbox.want(
      key,
      bed.telling([status("a", "pending", "y"), { ...status("a", "success"), context: "other" }]),
    );
    await bed.pass(hour);
    expect(bed.troubles).toEqual(["Refused"]);
    expect(bed.server.statuses.at(-1)?.context).toBe("other");
    expect(bed.server.asked.filter((asked) => asked.startsWith("POST"))).toHaveLength(2);
    expect(await bed.registry.metrics()).toContain('nimops_outbox_dropped_total{reason="Refused"} 1');
  });
});
