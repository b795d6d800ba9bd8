import { describe, expect, test } from "vitest";
import type { ToldDeployment } from "../../../reconciler/outbox/telling.ts";
import { commit, key, OutboxBed, status } from "../../support/github/outbox-bed.ts";

const minute = 60_000;

const deployment = (letter: string, state: ToldDeployment["state"]): ToldDeployment => ({
  commit: commit(letter),
  environment: "nim/eu",
  task: "nimops:deliver:models/llama",
  state,
  description: state,
});
const states = (bed: OutboxBed) =>
  bed.server.deployments.map(
    ({ ref, statuses }) => `${ref[0]} ${statuses.map(({ state }) => state).join(" ")}`,
  );

describe.concurrent("deployments", () => {
  const say = async (bed: OutboxBed, ...deployments: ToldDeployment[]) => {
    (bed.outbox ?? bed.open()).want(key, bed.telling([], { deployments }));
    await bed.pass(minute);
  };

  test("go from state to state, one for a commit; only another state is news", async () => {
    await using bed = await OutboxBed.start();
    await say(bed, deployment("a", "queued"));
    await say(bed, deployment("a", "in_progress"));
    await say(bed, { ...deployment("a", "in_progress"), description: "34/140 GiB" });
    await say(bed, deployment("a", "success"));
    expect(states(bed)).toEqual(["a queued in_progress success"]);
    expect(bed.said).toEqual(["models/llama a"]);
  });

  test("that succeed end the one before, also where one between them failed", async () => {
    await using bed = await OutboxBed.start();
    await say(bed, deployment("a", "success"));
    await say(bed, deployment("b", "failure"));
    await say(bed, deployment("c", "success"));
    expect(states(bed)).toEqual(["a success inactive", "b failure", "c success"]);
  });

  test("that succeed after a restart and many failures end the one that was active", async () => {
    await using bed = await OutboxBed.start();
    await say(bed, deployment("a", "success"));
    for (const letter of "bcdef0") await say(bed, deployment(letter, "failure"));
    bed.open();
    await say(bed, deployment("1", "success"));
    expect(states(bed).at(0)).toBe("a success inactive");
    expect(states(bed).at(-1)).toBe("1 success");
  });

  test("of a commit that is delivered again are taken up again", async () => {
    await using bed = await OutboxBed.start();
    await say(bed, deployment("a", "success"));
    await say(bed, deployment("b", "success"));
    await say(bed, deployment("a", "success"));
    expect(states(bed)).toEqual(["a success inactive success", "b success inactive"]);
  });

  test("of other NIMRepositories in the same environment stay as they are", async () => {
    await using bed = await OutboxBed.start();
    await say(bed, deployment("a", "success"));
    const other = { ...deployment("b", "success"), task: "nimops:deliver:models/other" };
    bed.outbox?.want("models/other", bed.telling([], { deployments: [other] }));
    await bed.pass(minute);
    expect(states(bed)).toEqual(["a success", "b success"]);
  });

  test("that were never begun need no end", async () => {
    await using bed = await OutboxBed.start();
    await say(bed, deployment("a", "inactive"));
    expect(states(bed)).toEqual([]);
    expect(bed.said).toEqual(["models/llama a"]);
  });

  test("whose answer is lost are not there twice", async () => {
    await using bed = await OutboxBed.start();
    bed.open();
    bed.server.failNext("POST /repos/acme/models/deployments", { is: "answer-lost" });
    await say(bed, deployment("a", "success"));
    expect(states(bed)).toEqual(["a success"]);
  });

  test("of a commit that is gone are dropped", async () => {
    await using bed = await OutboxBed.start();
    bed.server.forgetCommit(commit("a"));
    await say(bed, deployment("a", "success"));
    await bed.pass(60 * minute);
    expect(bed.troubles).toEqual(["CommitNotFound"]);
    expect(bed.server.asked.filter((asked) => asked.startsWith("POST"))).toHaveLength(1);
  });

  test("are begun though a status of the commit is pending", async () => {
    await using bed = await OutboxBed.start();
    const deployments = [deployment("a", "in_progress")];
    bed.open().want(key, bed.telling([status("a", "pending")], { deployments }));
    await bed.pass(minute);
    expect(states(bed)).toEqual(["a in_progress"]);
  });
});
