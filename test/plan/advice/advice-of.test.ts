import { describe, expect, test } from "vitest";
import type { ProfileFacts } from "../../../src/nim/profile/lock/lock.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { defaultOperatorVersion } from "../../../src/nim/version.ts";
import { adviceOf } from "../../../src/plan/advice/advice-of.ts";
import type { Judge } from "../../../src/plan/advice/trial.ts";
import { JudgedFleet } from "../../../src/plan/judged-fleet.ts";
import { placedLevel } from "../../../src/plan/placed-level.ts";
import type { FleetVerdict } from "../../../src/plan/placement/answer.ts";
import type { Advice } from "../../../src/plan/plan.ts";
import { problemOf } from "../../../src/plan/problem-of.ts";
import { parseWhatIf, withNodes } from "../../../src/plan/what-if.ts";
import { inventoryOf } from "../../support/demanded-pods.ts";
import { pool } from "../../support/inventories.ts";
import { lockOf, plannedFleet, serviceText } from "../../support/planned-fleet.ts";

const h100 = (nodes: number) => pool({}, { nodes });
const image = "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0";

interface Advised {
  readonly verdict: FleetVerdict;
  readonly advice: readonly Advice[];
  readonly plans: number;
  /** The verdict with the nodes that an advice adds. */
  again(whatIf: string): FleetVerdict;
}

function advised(
  text: string,
  pools: ValueMap[],
  profiles: Readonly<Record<string, ProfileFacts>> = {},
): Advised {
  const inventory = inventoryOf(pools);
  const { demand, set, models } = plannedFleet(text, inventory, { lock: lockOf(image, profiles) });
  const context = { set, models, operatorVersion: defaultOperatorVersion };
  const judge: Judge = (changed, asked) => new JudgedFleet(asked, changed, context).verdict("minimum");
  const level = placedLevel(problemOf(demand, inventory, "minimum"), new Map());
  let plans = 0;
  const advice = adviceOf(
    {
      ...{ inventory, demand, set, models, verdict: level.verdict },
      verdictOf: (workload) => level.verdicts.get(workload) ?? "unknown",
      creationOrder: level.running.creationOrder?.flatMap((owner) => level.placement.owners[owner] ?? []),
    },
    (...changed) => {
      plans++;
      return judge(...changed);
    },
  );
  return {
    verdict: level.verdict,
    advice,
    plans,
    again: (whatIf) => judge(withNodes(inventory, parseWhatIf([whatIf])), demand),
  };
}

const byCode = (advice: readonly Advice[], code: string) => advice.filter((each) => each.code === code);

describe("what does not fit", () => {
  const three = serviceText({ gpus: 8, more: "  replicas: 3" });

  test("fits with the fewest nodes that suffice, and not with one less", () => {
    const { verdict, advice, again } = advised(three, [h100(1)]);
    expect(verdict).toBe("does-not-fit");
    expect(byCode(advice, "add-nodes")).toEqual([
      { code: "add-nodes", message: "add 2 nodes to the pool h100", whatIf: "h100=+2", verdict: "fits" },
    ]);
    expect(again("h100=+2")).toBe("fits");
    expect(again("h100=+1")).toBe("does-not-fit");
  });

  test("fits with fewer replicas", () => {
    expect(byCode(advised(three, [h100(2)]).advice, "lower-replicas")).toEqual([
      {
        code: "lower-replicas",
        message: "lower NIMService models/llama from 3 replicas to 2",
        verdict: "fits",
      },
    ]);
  });

  test("fits with a profile of the image that takes fewer GPUs, the most that will do", () => {
    const profiles = {
      eight: { tensorParallelism: 8, precision: "bf16" },
      four: { tensorParallelism: 4, precision: "fp8", name: "tensorrt_llm-h100-fp8-tp4" },
      two: { tensorParallelism: 2, precision: "fp8" },
    };
    const { advice } = advised(serviceText({ gpus: 8 }), [pool({ count: 4 })], profiles);
    expect(byCode(advice, "smaller-profile")).toEqual([
      {
        code: "smaller-profile",
        message:
          "let NIMService models/llama serve the profile tensorrt_llm-h100-fp8-tp4 (fp8, 4 GPUs instead of 8), which its image has",
        verdict: "fits",
      },
    ]);
    expect(byCode(advice, "add-nodes")).toEqual([]);
  });

  test("takes the other profile's GPUs and facts for its own, and no profile that cannot run there", () => {
    const [eight, four, two] = ["a".repeat(64), "b".repeat(64), "c".repeat(64)];
    const profiles = {
      [eight]: { tensorParallelism: 8, precision: "bf16", backend: "vllm", minimumGpuMemoryGB: 40 },
      [four]: { tensorParallelism: 4, precision: "bf16", backend: "vllm", minimumGpuMemoryGB: 141 },
      [two]: { tensorParallelism: 2, precision: "fp8", backend: "vllm", minimumGpuMemoryGB: 70 },
    };
    const pinned = serviceText({ gpus: 8, more: `  env: [{name: NIM_MODEL_PROFILE, value: ${eight}}]` });
    const { advice } = advised(pinned, [pool({ count: 4 })], profiles);
    expect(byCode(advice, "smaller-profile")[0]?.message).toContain(`serve the profile ${two} (fp8, 2 GPUs`);
  });

  test("that lacks nodes of two pools is told of both", () => {
    const of = (name: string, product: string) =>
      serviceText({
        name,
        gpus: 4,
        more: `  replicas: 2\n  nodeSelector: {nvidia.com/gpu.product: ${product}}`,
      });
    const pools = [
      pool({ count: 4 }, { nodes: 1 }),
      pool({ product: "NVIDIA-L40S", count: 4 }, { name: "l40s", nodes: 1 }),
    ];
    const { advice, again } = advised(of("a", "NVIDIA-H100-80GB-HBM3") + of("b", "NVIDIA-L40S"), pools);
    expect(byCode(advice, "add-nodes").map(({ whatIf }) => whatIf)).toEqual(["h100=+1,l40s=+1"]);
    expect(again("h100=+1,l40s=+1")).toBe("fits");
  });

  test("and that no number of nodes helps, has no such advice", () => {
    expect(advised(serviceText({ gpus: 12 }), [h100(1)]).advice).toEqual([]);
  });
});

describe("what no node takes", () => {
  const told = (text: string, pools: ValueMap[]) =>
    advised(text, pools).advice.map(({ code, message, verdict }) => [code, verdict, message]);

  test("may have a label of a pool in mind", () => {
    expect(
      told(serviceText({ more: "  nodeSelector: {nvidia.com/gpu.product: NVIDIA-H100-80GB-HMB3}" }), [
        h100(1),
      ]),
    ).toEqual([
      [
        "correct-selector",
        "fits",
        "write nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3 in the nodeSelector for NIMService models/llama",
      ],
    ]);
  });

  test("may lack a toleration", () => {
    const tainted = pool({}, { taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }] });
    expect(told(serviceText(), [tainted])).toEqual([
      [
        "add-tolerations",
        "fits",
        "add { key: nvidia.com/gpu, operator: Exists, effect: NoSchedule } to the tolerations for NIMService models/llama",
      ],
    ]);
  });

  test("may be several services, of which each lacks something else", () => {
    const taints = [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }];
    const pools = [
      pool({}, { taints }),
      pool({ product: "NVIDIA-L40S", count: 4 }, { name: "l40s", nodes: 1 }),
    ];
    const misspelt = serviceText({
      name: "b",
      more: "  nodeSelector: {nvidia.com/gpu.product: NVIDIA-L4OS}",
    });
    const of = (name: string, gpus: number) =>
      serviceText({
        name,
        gpus,
        more: "  nodeSelector: {nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3}",
      });
    const tolerations =
      "add { key: nvidia.com/gpu, operator: Exists, effect: NoSchedule } to the tolerations for";
    expect(told(of("a", 1) + of("c", 1), pools)).toEqual([
      ["add-tolerations", "fits", `${tolerations} NIMService models/a, NIMService models/c`],
    ]);
    const selector = "write nvidia.com/gpu.product: NVIDIA-L40S in the nodeSelector for NIMService models/b";
    expect(told(of("a", 1) + misspelt, pools)).toEqual([
      ["edit-together", "fits", `${tolerations} NIMService models/a; ${selector}`],
    ]);
    expect(
      told(of("a", 8) + misspelt + of("c", 8), [pool({}, { nodes: 1, taints }), ...pools.slice(1)]),
    ).toEqual([
      [
        "edit-together",
        "fits",
        `${tolerations} NIMService models/a, NIMService models/c; ${selector}; and add 1 node to the pool h100`,
      ],
    ]);
  });

  test("may leave others without a place", () => {
    const typo = serviceText({
      name: "b",
      more: "  nodeSelector: {nvidia.com/gpu.product: NVIDIA-H100-80GB-HMB3}",
    });
    expect(told(serviceText({ name: "a", gpus: 8 }) + typo, [h100(1)])).toEqual([
      [
        "edit-together",
        "fits",
        "write nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3 in the nodeSelector for NIMService models/b; and add 1 node to the pool h100",
      ],
    ]);
  });

  test("may ask for more memory than a node has", () => {
    const text = serviceText().replace("limits: {", "requests: {memory: 3Ti}, limits: {");
    const small = pool({}, { allocatable: { cpu: "64", memory: "2Ti" }, reserved: { memory: "24Gi" } });
    expect(told(text, [small])).toEqual([
      [
        "lower-requests",
        "fits",
        "ask for 2024Gi of memory instead of 3Ti, which is all that a node has, for NIMService models/llama",
      ],
    ]);
  });

  test("may be spread over nodes", () => {
    expect(told(serviceText({ gpus: 16 }), [h100(2)])).toEqual([
      [
        "spread-over-nodes",
        "fits",
        expect.stringContaining("spec.multiNode.parallelism: { tensor: 8, pipeline: 2 }"),
      ],
    ]);
    expect(told(serviceText({ gpus: 16 }), [h100(1)])).toEqual([]);
  });
});

describe("what fits if packed", () => {
  const text =
    serviceText({ name: "small", gpus: 1, more: "  replicas: 4" }) + serviceText({ name: "whole", gpus: 8 });

  test("is advised an order, a priority, and nodes", () => {
    const { verdict, advice, again } = advised(text, [h100(2)]);
    expect(verdict).toBe("fits-if-packed");
    expect(byCode(advice, "create-in-order")[0]?.message).toContain(
      "NIMService models/whole, NIMService models/small",
    );
    expect(byCode(advice, "raise-priority")).toEqual([
      {
        code: "raise-priority",
        message:
          "give NIMService models/whole a priorityClassName above the others': its pods then evict those that stand in the way",
        verdict: "fits",
      },
    ]);
    const [nodes] = byCode(advice, "add-nodes");
    expect(nodes).toMatchObject({ verdict: "fits" });
    expect(again(nodes?.whatIf ?? "")).toBe("fits");
  });

  test("each number is the smallest", () => {
    const { advice, again } = advised(text, [h100(2)]);
    const number = Number(/\d+$/.exec(byCode(advice, "add-nodes")[0]?.whatIf ?? "")?.[0]);
    if (number > 1) expect(again(`h100=+${number - 1}`)).not.toBe("fits");
  });
});

test("what fits needs no advice", () => {
  expect(advised(serviceText(), [h100(1)]).advice).toEqual([]);
});

test("a fleet is planned again a limited number of times, and a large one not at all", () => {
  const many = Array.from({ length: 8 }, (_, index) =>
    serviceText({ name: `s${index}`, gpus: 8, more: "  replicas: 4" }),
  ).join("");
  expect(advised(many, [h100(1)]).plans).toBeLessThanOrEqual(60);
  const { advice, plans } = advised(
    many,
    [h100(101)].map((one) => ({ ...one, reserved: { "nvidia.com/gpu": "8" } })),
  );
  expect(plans).toBe(0);
  expect(advice).toMatchObject([{ code: "fleet-too-large" }]);
});
