import { expect, test } from "vitest";
import type { Plan } from "../../src/plan/plan.ts";
import { type PlanReport, planReport, plansReport } from "../../src/report/plan-contract.ts";
import { planJson } from "../../src/report/plan-json.ts";
import { hostileTexts } from "../support/finding.ts";
import { hostilePlan, planWith, samplePlan, workloadPlan } from "../support/sample-plan.ts";

type DeepReadonly<Value> = Value extends object
  ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
  : Value;

test("the contract says of the plan what the plan is", () => {
  const asReported = (plan: Plan): DeepReadonly<PlanReport> => plan;
  expect(asReported(samplePlan)).toBe(samplePlan);
  expect(planReport.parse(JSON.parse(planJson([samplePlan])))).toEqual(samplePlan);
});

test("of one cluster the plan itself is printed, of several a list", () => {
  const plans = [planWith({ cluster: "a" }), planWith({ cluster: "b" })];
  const several = plansReport.parse(JSON.parse(planJson(plans)));
  expect(several.plans.map(({ cluster }) => cluster)).toEqual(["a", "b"]);
});

test("nothing that is not in the contract gets through", () => {
  expect(planReport.safeParse({ ...samplePlan, more: 1 }).success).toBe(false);
  expect(planReport.safeParse({ ...samplePlan, verdict: "contended" }).success).toBe(false);
  expect(planReport.safeParse({ ...samplePlan, digest: "sha256:1234" }).success).toBe(false);
});

test("text of manifests comes back as it was, and commands no runner that shows it", () => {
  for (const hostile of hostileTexts) {
    const text = planJson([hostilePlan(hostile)]);
    expect(text).not.toMatch(/##\w*\[/);
    expect(text).not.toMatch(/^\s*::/m);
    expect(text).not.toContain("\u202e");
    expect(planReport.parse(JSON.parse(text)).workloads[0]?.name).toBe(hostile);
  }
});

test("what looks like a credential is painted over", () => {
  const reasons = [{ code: "x", message: "see https://me:hunter2222@example.org/" }];
  const text = planJson([planWith({ workloads: [workloadPlan("a", { reasons })] })]);
  expect(text).not.toContain("hunter2222");
});
