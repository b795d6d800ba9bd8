import { expect, test } from "vitest";
import type { Telling, ToldDeployment } from "../../../reconciler/outbox/telling.ts";
import { commit, key, OutboxBed, status } from "../../support/github/outbox-bed.ts";

const minute = 60_000;

/** A life: a commit begins, gets on, is followed by another one before it is ready, and that one becomes ready. */
function life(bed: OutboxBed): Telling[] {
  const one = { context: "nimops/eu/models/nimcache/models/llama" };
  const deployment = (letter: string, state: ToldDeployment["state"]) => ({
    commit: commit(letter),
    environment: "nim/eu",
    task: "nimops:deliver:models/llama",
    state,
    description: state,
  });
  const begun = [status("a", "pending", "0/1"), { ...status("a", "pending", "34/140 GiB"), ...one }];
  return [
    bed.telling(begun, { deployments: [deployment("a", "in_progress")] }),
    bed.telling(
      [
        status("a", "error", "superseded by bbbbbbb"),
        { ...status("a", "error", "superseded by bbbbbbb"), ...one, closes: true },
        status("b", "pending", "0/1"),
      ],
      { deployments: [deployment("a", "inactive"), deployment("b", "in_progress")] },
    ),
    bed.telling([status("b", "success", "1/1 ready")], { deployments: [deployment("b", "success")] }),
  ];
}

async function lived(
  killAt?: number,
): Promise<{ statuses: string[]; deployments: string[]; points: string[] }> {
  await using bed = await OutboxBed.start();
  bed.killAt = killAt;
  let outbox = bed.open();
  for (const telling of life(bed)) {
    outbox.want(key, telling);
    await bed.pass(2 * minute);
    // The next one starts with what the NIMRepository's status has by then.
    if (bed.isDead) {
      outbox = bed.open();
      outbox.want(key, telling);
      await bed.pass(2 * minute);
    }
  }
  const { statuses, deployments } = bed.server;
  expect(bed.server.limits.breaches).toEqual([]);
  expect(bed.troubles).toEqual([]);
  return {
    statuses: statuses.map(
      ({ sha, context, state, description }) => `${sha[0]} ${context} ${state} ${description}`,
    ),
    deployments: deployments.map(({ ref, statuses }) => `${ref[0]} ${statuses.map(({ state }) => state)}`),
    points: bed.points,
  };
}

test("T41 killed and started again at each point, the outbox loses nothing and says nothing twice", async () => {
  const whole = await lived();
  expect(whole.statuses).toEqual([
    "a nimops/eu/models pending 0/1",
    "a nimops/eu/models/nimcache/models/llama pending 34/140 GiB",
    "a nimops/eu/models error superseded by bbbbbbb",
    "a nimops/eu/models/nimcache/models/llama error superseded by bbbbbbb",
    "b nimops/eu/models pending 0/1",
    "b nimops/eu/models success 1/1 ready",
  ]);
  expect(whole.deployments).toEqual(["a in_progress,inactive", "b in_progress,success"]);
  expect(whole.points.length).toBeGreaterThan(25);
  for (let point = 1; point <= whole.points.length; point++) {
    const { statuses, deployments } = await lived(point);
    const at = `killed at ${point}: ${whole.points[point - 1]}`;
    expect(statuses.toSorted(), at).toEqual(whole.statuses.toSorted());
    expect(deployments, at).toEqual(whole.deployments);
  }
}, 240_000);

test("T41 a restart with everything said sends nothing, and reads each commit once", async () => {
  await using bed = await OutboxBed.start();
  const statuses = [..."abcdef"].map((letter) => status(letter, "success"));
  bed.open().want(key, bed.telling(statuses));
  await bed.pass(5 * minute);
  const before = bed.server.asked.length;
  bed.open().want(key, bed.telling(statuses));
  await bed.pass(60 * minute);
  const asked = bed.server.asked.slice(before);
  expect(asked).toHaveLength(6);
  expect(asked.every((one) => one.startsWith("GET"))).toBe(true);
  expect(bed.said).toHaveLength(12);
});

test("restarts in a loop stay within GitHub's limits of a minute", async () => {
  await using bed = await OutboxBed.start();
  const statuses = Array.from({ length: 200 }, (_, n) => ({ ...status("a", "success"), context: `c/${n}` }));
  for (let start = 0; start < 6; start++) {
    bed.open().want(key, bed.telling(statuses));
    // A while as long as nothing is sent that goes unseen by the next process: its first minute is half spent.
    await bed.pass(start === 0 ? minute : 31_000);
  }
  expect(bed.server.limits.mostWritesIn(minute)).toBeLessThanOrEqual(80);
  expect(bed.server.limits.breaches).toEqual([]);
});
