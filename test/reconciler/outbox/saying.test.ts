import { describe, expect, test } from "vitest";
import { commit, key, OutboxBed, status } from "../../support/github/outbox-bed.ts";

const second = 1000;
const minute = 60 * second;

describe.concurrent("the outbox", () => {
  test("says what is wanted, once", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    const telling = bed.telling([status("a", "pending", "0/1 ready")]);
    outbox.want(key, telling);
    expect(outbox.isSaid(key, commit("a"))).toBe(false);
    await bed.pass(5 * second);
    outbox.want(key, telling);
    await bed.pass(10 * minute);
    expect(bed.history(commit("a"))).toEqual(["nimops/eu/models pending 0/1 ready"]);
    expect(outbox.isSaid(key, commit("a"))).toBe(true);
    expect(bed.said).toEqual([]);
  });

  test("tells when the last words of a commit are said", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "success"), { ...status("a", "failure"), context: "other" }]));
    await bed.pass(5 * second);
    expect(bed.said).toEqual(["models/llama a"]);
    outbox.want(key, bed.telling([status("a", "pending")]));
    await bed.pass(5 * second);
    outbox.want(key, bed.telling([status("a", "success", "again")]));
    await bed.pass(5 * second);
    expect(bed.said).toEqual(["models/llama a", "models/llama a"]);
  });

  test("skips words that newer ones have taken the place of", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    for (let n = 0; n < 50; n++) outbox.want(key, bed.telling([status("a", "pending", `${n}/50`)]));
    outbox.want(key, bed.telling([status("a", "success")]));
    await bed.pass(minute);
    expect(bed.history(commit("a"))).toEqual(["nimops/eu/models success success"]);
    expect(await bed.registry.metrics()).toContain("nimops_outbox_coalesced_total 50");
    expect(await bed.registry.metrics()).toContain('nimops_outbox_sent_total{what="status"} 1');
  });

  test("T43 cuts what it says at 140 code points, and takes its own words for what was wanted", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "pending", "🧮".repeat(200))]));
    await bed.pass(minute);
    outbox.want(key, bed.telling([status("a", "pending", "🧮".repeat(300))]));
    await bed.pass(10 * minute);
    expect(bed.server.statuses).toHaveLength(1);
    expect([...(bed.server.statuses[0]?.description ?? "")]).toHaveLength(140);
  });

  test("says the last words first, the most important of a commit before its others", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    const other = (letter: string, state: "pending" | "success") => ({
      ...status(letter, state),
      context: "nimops/eu/models/nimcache/models/llama",
    });
    outbox.want(
      key,
      bed.telling([
        status("b", "pending"),
        other("b", "pending"),
        status("a", "success"),
        other("a", "success"),
      ]),
    );
    await bed.pass(minute);
    const order = bed.server.statuses.map(({ sha, context, state }) => [
      sha[0],
      context.split("/").length,
      state,
    ]);
    expect(order).toEqual([
      ["a", 3, "success"],
      ["a", 6, "success"],
      ["b", 3, "pending"],
      ["b", 6, "pending"],
    ]);
  });

  test("says the first word on a commit though progress has used its part of a minute up", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    const progress = (text: string) =>
      Array.from({ length: 20 }, (_, cache) => ({
        ...status("a", "pending", text),
        context: `nimops/eu/models/nimcache/models/cache-${cache}`,
      }));
    outbox.want(key, bed.telling([status("a", "pending"), ...progress("1")]));
    await bed.pass(30 * second);
    const before = bed.server.statuses.length;
    outbox.want(key, bed.telling([status("b", "pending"), status("a", "pending"), ...progress("2")]));
    await bed.pass(5 * second);
    expect(bed.server.statuses.slice(before).map(({ sha }) => sha[0])).toEqual(["b"]);
  });

  test("ends only what was begun, where that is all that is wanted", async () => {
    await using bed = await OutboxBed.start();
    bed.server.addStatus({ ...stored("a"), state: "pending", description: "0/1" });
    const outbox = bed.open();
    const closing = (letter: string) => ({
      ...status(letter, "error", "superseded by bbbbbbb"),
      closes: true as const,
    });
    outbox.want(key, bed.telling([closing("a"), closing("c")]));
    await bed.pass(minute);
    expect(bed.history(commit("a"))).toEqual([
      "nimops/eu/models pending 0/1",
      "nimops/eu/models error superseded by bbbbbbb",
    ]);
    expect(bed.history(commit("c"))).toEqual([]);
    expect(outbox.isSaid(key, commit("c"))).toBe(true);
  });

  test("says what became of a commit though nothing was said of it before another one followed", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    const ended = { ...status("a", "success", "ready; bbbbbbb follows"), closes: true } as const;
    outbox.want(key, bed.telling([ended, { ...ended, context: "nimops/eu/models/nimcache/ml/x" }]));
    await bed.pass(minute);
    expect(bed.history(commit("a"))).toEqual(["nimops/eu/models success ready; bbbbbbb follows"]);
    expect(outbox.isSaid(key, commit("a"))).toBe(true);
  });

  test("that is stopped has nothing to send: whoever leads now has", async () => {
    await using bed = await OutboxBed.start();
    bed.secrets.clear();
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "pending")]));
    await bed.pass(minute);
    expect(await bed.registry.metrics()).toContain("nimops_outbox_queue_length 1");
    await outbox.stop(0);
    await bed.pass(minute);
    const metrics = await bed.registry.metrics();
    expect(metrics).toContain("nimops_outbox_queue_length 0");
    expect(metrics).toContain("nimops_outbox_oldest_seconds 0");
    expect(metrics).not.toContain('nimops_outbox_paused{reason="CredentialsUnusable"} 1');
  });

  test("that is stopped while it reads a Secret takes what fails then for nobody's trouble", async () => {
    await using bed = await OutboxBed.start();
    bed.secrets.clear();
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "pending")]));
    await outbox.stop(0);
    await bed.pass(minute);
    expect(bed.troubles).toEqual([]);
  });

  test("sends nothing when another process may lead by now", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "pending")]));
    await bed.pass(minute);
    bed.mayWrite = () => {
      throw new Error("another process may lead by now");
    };
    outbox.want(key, bed.telling([status("a", "success")]));
    await bed.pass(60 * minute);
    expect(bed.history(commit("a"))).toEqual(["nimops/eu/models pending pending"]);
  });

  test("that is stopped begins nothing more", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "pending")]));
    await outbox.stop(0);
    await bed.pass(minute);
    outbox.want(key, bed.telling([status("a", "success")]));
    await bed.pass(minute);
    expect(bed.server.asked).toEqual([]);
  });

  test("sends what was wanted last of a NIMRepository that is gone", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "pending")]));
    await bed.pass(minute);
    outbox.want(key, bed.telling([status("a", "error", "no longer followed")]));
    const left = outbox.leave(key);
    await bed.pass(minute);
    await left;
    expect(bed.history(commit("a")).at(-1)).toBe("nimops/eu/models error no longer followed");
    expect(await bed.registry.metrics()).toContain("nimops_outbox_queue_length 0");
  });

  test("sends the last words of a NIMRepository that is gone also where another of its name is there already", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "pending"), status("b", "pending")]));
    await bed.pass(minute);
    const ended = [status("a", "error", "no longer followed"), status("b", "error", "no longer followed")];
    outbox.want(key, bed.telling(ended));
    const left = outbox.leave(key);
    outbox.want(key, bed.telling([status("b", "pending", "anew"), status("c", "pending")]));
    await bed.pass(minute);
    await left;
    outbox.want(key, bed.telling([status("b", "success", "anew"), status("c", "pending")]));
    await bed.pass(minute);
    expect(["a", "b", "c"].map((letter) => bed.history(commit(letter)).at(-1))).toEqual([
      "nimops/eu/models error no longer followed",
      "nimops/eu/models success anew",
      "nimops/eu/models pending pending",
    ]);
    expect(bed.troubles).toEqual([]);
  });

  test("waits for no words of one that is gone and whose repository is gone too", async () => {
    await using bed = await OutboxBed.start();
    bed.server.isDeleted = true;
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "error", "no longer followed")]));
    const left = outbox.leave(key);
    await bed.pass(5 * second);
    await left;
  });
});

describe.concurrent("T42 two who write the same context", () => {
  test("do not fight: the one who finds other words than its own leaves it to the other, and tells", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    outbox.want(key, bed.telling([status("a", "pending", "0/2")]));
    await bed.pass(minute);
    bed.server.addStatus({ ...stored("a"), state: "success", description: "of the other cluster" });
    await bed.pass(2 * minute);
    outbox.want(key, bed.telling([status("a", "pending", "1/2")]));
    await bed.pass(minute);
    outbox.want(key, bed.telling([status("a", "success")]));
    await bed.pass(60 * minute);
    expect(bed.history(commit("a"))).toEqual([
      "nimops/eu/models pending 0/2",
      "nimops/eu/models success of the other cluster",
    ]);
    expect(bed.troubles).toEqual(["Contested"]);
    expect(outbox.troubleOf(key)?.message).toContain("--cluster-name");
    expect(outbox.isSaid(key, commit("a"))).toBe(true);
  });

  test("do not fight after a restart either: what was left to the other stays theirs, and nothing else", async () => {
    await using bed = await OutboxBed.start();
    const part = { ...status("a", "pending", "1/2"), context: "nimops/eu/models/nimcache/models/llama" };
    const first = bed.open();
    first.want(key, bed.telling([status("a", "pending", "0/2"), part]));
    await bed.pass(minute);
    bed.server.addStatus({ ...stored("a"), state: "pending", description: "of the other cluster" });
    first.want(key, bed.telling([status("a", "pending", "1/2"), part]));
    await bed.pass(2 * minute);
    const contested = first.contestedOf(key, commit("a"));
    expect(contested).toEqual(["nimops/eu/models"]);
    await first.stop(0);
    const next = bed.open();
    const left = { ...status("a", "success"), isContested: true } as const;
    next.want(key, bed.telling([left, { ...part, state: "success", description: "2/2" }]));
    await bed.pass(60 * minute);
    expect(bed.history(commit("a"))).toEqual([
      "nimops/eu/models pending 0/2",
      "nimops/eu/models/nimcache/models/llama pending 1/2",
      "nimops/eu/models pending of the other cluster",
      "nimops/eu/models/nimcache/models/llama success 2/2",
    ]);
    expect(next.contestedOf(key, commit("a"))).toEqual(contested);
    expect(next.isSaid(key, commit("a"))).toBe(true);
    expect(next.contestedOf(key, commit("b"))).toEqual([]);
  });

  test("and each context that is left to the other is told once, also after the first", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    const part = { ...status("a", "pending", "0/1"), context: "nimops/eu/models/nimcache/models/llama" };
    const want = (description: string) =>
      outbox.want(key, bed.telling([status("a", "pending", description), { ...part, description }]));
    want("0/2");
    await bed.pass(minute);
    for (const [index, context] of ["nimops/eu/models", part.context].entries()) {
      bed.server.addStatus({
        ...stored("a"),
        context,
        state: "success",
        description: "of the other cluster",
      });
      want(`1/${index}`);
      await bed.pass(10 * minute);
      expect(bed.left).toHaveLength(index + 1);
    }
    expect(bed.troubles).toEqual(["Contested"]);
    expect(outbox.contestedOf(key, commit("a"))).toEqual(["nimops/eu/models", part.context]);
  });

  test("are told where they are NIMRepositories of one cluster, and the first has it", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    outbox.want("models/one", bed.telling([status("a", "pending", "one")]));
    outbox.want("models/two", bed.telling([status("a", "pending", "two")]));
    await bed.pass(minute);
    expect(bed.history(commit("a"))).toEqual(["nimops/eu/models pending one"]);
    expect(outbox.troubleOf("models/two")).toMatchObject({
      reason: "ContextTaken",
      message: expect.stringContaining("models/one has the status nimops/eu/models already"),
    });
    const left = outbox.leave("models/one");
    await bed.pass(minute);
    await left;
    outbox.want("models/two", bed.telling([status("a", "pending", "two")]));
    await bed.pass(2 * minute);
    expect(bed.history(commit("a")).at(-1)).toBe("nimops/eu/models pending two");
    expect(bed.troubles.at(-1)).toBeUndefined();
  });

  test("are told after a restart as well, whoever of them is worked on first: the older one has it", async () => {
    await using bed = await OutboxBed.start();
    const older = { madeAt: "2026-11-20T10:00:00Z" };
    const younger = { madeAt: "2026-11-21T10:00:00Z" };
    const one = { ...bed.telling([status("a", "pending", "one")]), ...older };
    const two = { ...bed.telling([status("a", "pending", "two")]), ...younger };
    for (const order of [
      [one, two],
      [two, one],
      [one, two],
      [two, one],
    ]) {
      const outbox = bed.open();
      for (const telling of order) outbox.want(telling === one ? "models/one" : "models/two", telling);
      await bed.pass(minute);
      expect(outbox.troubleOf("models/one")).toBeUndefined();
      expect(outbox.troubleOf("models/two")?.reason).toBe("ContextTaken");
      await outbox.stop(0);
    }
    expect(bed.history(commit("a"))).toEqual(["nimops/eu/models pending one"]);
  });

  test("do not meet where their contexts have the names of their clusters", async () => {
    await using bed = await OutboxBed.start();
    const outbox = bed.open();
    outbox.want(
      "models/one",
      bed.telling([{ ...status("a", "success", "one"), context: "nimops/eu/models" }]),
    );
    outbox.want(
      "models/two",
      bed.telling([{ ...status("a", "failure", "two"), context: "nimops/us/models" }]),
    );
    await bed.pass(minute);
    expect(bed.history(commit("a")).sort()).toEqual([
      "nimops/eu/models success one",
      "nimops/us/models failure two",
    ]);
    expect(bed.troubles).toEqual([]);
  });
});

function stored(letter: string) {
  return { sha: commit(letter), context: "nimops/eu/models", target_url: null };
}

test("one who stays takes over the contexts of one who leaves, and does not wait for it", async () => {
  await using bed = await OutboxBed.start();
  const outbox = bed.open();
  outbox.want("models/llama with one", bed.telling([status("a", "pending", "one")]));
  await bed.pass(minute);
  // As where a NIMRepository names another Secret, and the former one is of no use any longer.
  bed.server.outage = "cut-off";
  outbox.want("models/llama with one", bed.telling([status("a", "pending", "too late")]));
  outbox.want("models/llama with other", bed.telling([status("a", "success", "other")]));
  const left = outbox.leave("models/llama with one");
  await bed.pass(10 * second);
  bed.server.outage = undefined;
  await bed.pass(2 * minute);
  await left;
  expect(bed.history(commit("a"))).toEqual([
    "nimops/eu/models pending one",
    "nimops/eu/models success other",
  ]);
  expect(outbox.troubleOf("models/llama with other")).toBeUndefined();
});
