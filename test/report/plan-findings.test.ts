import { expect, test } from "vitest";
import { githubReport } from "../../src/report/github.ts";
import { planFindings } from "../../src/report/plan-findings.ts";
import { folders } from "../support/finding.ts";
import { planWith, samplePlan, workloadPlan } from "../support/sample-plan.ts";

test("blockers are errors at their place, workloads what the policy makes of them", () => {
  const told = (fails: boolean) =>
    planFindings([samplePlan], ({ verdict }) => fails && verdict === "does-not-fit").map(
      ({ severity, rule, location }) => `${severity} ${rule} ${location.file}:${location.start.line}`,
    );
  expect(told(true)).toEqual([
    "error cache-source-immutable models/embed.yaml:9",
    "warning volume-too-small models/llama-70b.yaml:1",
    "info fragmented models/llama-70b.yaml:3",
    "error insufficient-gpus models/nemotron-340b.yaml:3",
  ]);
  expect(told(false)).toContain("warning insufficient-gpus models/nemotron-340b.yaml:3");
});

test("a workload that fits is told when a harder level makes the check fail", () => {
  const levels = { maximum: "contended", nodeLost: "fits", rollout: "fits" } as const;
  const plan = planWith({ cluster: "eu", workloads: [workloadPlan("a", { levels })] });
  expect(planFindings([plan], () => false)).toEqual([]);
  const [finding] = planFindings([plan], () => true);
  expect(finding).toMatchObject({ severity: "error", rule: "fits", clusters: ["eu"] });
  expect(finding?.message).toMatch(/at maximum replicas contended$/);
});

test("become annotations on the lines", () => {
  const commands = [
    ...githubReport(
      planFindings([samplePlan], () => true),
      folders,
    ),
  ];
  expect(commands[0]).toMatch(
    /^::error file=models\/embed\.yaml,line=9,endLine=9,.*title=cache-source-immutable::models\/embed\.yaml:9: NIMCache models\/embed: /,
  );
  expect(commands[0]).not.toContain("good practice");
});

test("what stands in no file has no annotation", () => {
  const { location: _, ...nowhere } = workloadPlan("a", { verdict: "does-not-fit" });
  const blockers = [{ code: "x", message: "y", fixable: false }];
  expect(planFindings([planWith({ workloads: [nowhere], blockers })], () => true)).toEqual([]);
});
