import { expect, test } from "vitest";
import { headline } from "../../../src/report/plan-view/headline.ts";
import { planWith, samplePlan, workloadPlan } from "../../support/sample-plan.ts";

const workloads = [workloadPlan("llama-70b")];
const caches = samplePlan.caches.slice(0, 1);
const [tooSmall = { code: "", message: "" }] = caches[0]?.reasons ?? [];

test("everything runs only where nothing else stands in the way", () => {
  expect(headline(planWith({ workloads }))).toMatch(/^everything runs/);
  expect(headline(planWith({ workloads, caches }))).toBe(
    "every pod finds a node, whatever the order of arrival and the scheduler's choices; in doubt: NIMCache models/llama-70b",
  );
  const resource = { kind: "NIMCache", namespace: "models", name: "llama-70b" };
  const blockers = [{ ...tooSmall, resource, fixable: false }];
  expect(headline(planWith({ workloads, caches, blockers }))).toMatch(
    /^every pod finds a node.*; blocked: NIMCache models\/llama-70b$/,
  );
});

test("without an inventory what blocks is told too", () => {
  const { inventory: _, ...plan } = planWith({
    workloads,
    blockers: [{ code: "x", message: "", fixable: false }],
  });
  expect(headline({ ...plan, verdict: "unknown" })).toBe(
    "no inventory is declared, so that nothing is placed; blocked: x",
  );
});

test("a file that nobody can read is named", () => {
  const location = { file: "apps/a.yaml", line: 7 };
  const blockers = [{ code: "refused", message: "", location, fixable: false }];
  expect(headline(planWith({ workloads, blockers }))).toMatch(/; blocked: apps\/a\.yaml$/);
});
