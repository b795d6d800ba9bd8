import { expect, test } from "vitest";
import { emptyStatus } from "../../../reconciler/pass/status-of.ts";
import { Metrics } from "../../../reconciler/process/metrics.ts";

const repository = { namespace: "nimops", name: "models" };

test("who leads no more tells of no NIMRepository, even of one whose pass or look ends only then", async () => {
  const metrics = new Metrics({
    version: "0.0.0",
    now: () => 0,
    wall: () => 0,
    watches: () => [],
    queued: () => 0,
  });
  metrics.leads(true);
  metrics.tell(repository, emptyStatus);
  expect(await metrics.text()).toMatch(/^nimops_repository_condition\{namespace="nimops",name="models"/m);
  metrics.leads(false);
  metrics.tell(repository, emptyStatus);
  metrics.looked(repository, "failed");
  expect(await metrics.text()).not.toMatch(/^nimops_repository_/m);
});
