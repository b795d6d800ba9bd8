import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Value, ValueMap } from "../../src/nim/value.ts";
import { aloneOn } from "../../src/plan/alone-on.ts";
import type { PodDemand, QuotaDemand } from "../../src/plan/demand/demand.ts";
import { placementOf } from "../../src/plan/placement/placement-of.ts";
import { problemOf } from "../../src/plan/problem-of.ts";
import { schedulerMessage } from "../../src/plan/scheduler/message.ts";
import { demandFor, inventoryOf, podDemand } from "../support/demanded-pods.ts";
import { pool } from "../support/inventories.ts";

const hostname = "kubernetes.io/hostname";
const times = (count: number) => ({ minimum: count, maximum: count, nodeLost: count, rollout: count });
const l40s = (rest: { [key: string]: Value } = {}) =>
  pool({ product: "NVIDIA-L40S", count: 4 }, { name: "l40s", ...rest });
const on = (pods: readonly PodDemand[], pools?: ValueMap[], spec: ValueMap = {}) =>
  problemOf(demandFor(...pods.map((pod) => [pod])), inventoryOf(pools, spec), "minimum");
/** What the scheduler says of the first group while others run, by the name of their node. */
const said = (
  placement: ReturnType<typeof on>,
  running: [node: string, group: number, pods: number][] = [],
) =>
  schedulerMessage(
    placement,
    0,
    new Map(
      running.map(([name, group, pods]) => [
        placement.problem.nodes.findIndex((node) => node.name === name),
        new Map([[group, pods]]),
      ]),
    ),
  );

describe("nodes", () => {
  test("have what they offer, less what others hold, in the scheduler's numbers", () => {
    const held = { cpu: "100500u", memory: "1Gi", "nvidia.com/gpu": "3", pods: "10" };
    const { problem } = on(
      [podDemand({ requests: { cpu: "1", memory: "1Gi", "nvidia.com/gpu": "1" } })],
      [pool({}, { allocatable: { cpu: "64", memory: "4Gi" }, reserved: held })],
    );
    expect(problem.resources).toEqual(["cpu", "memory", "nvidia.com/gpu", "pods"]);
    expect(problem.nodes[0]?.allocatable).toEqual([64_000, 4 * 2 ** 30, 8, 110]);
    expect(problem.nodes[0]?.free).toEqual([64_000 - 101, 3 * 2 ** 30, 5, 100]);
    expect(problem.groups[0]?.requests).toEqual([1000, 2 ** 30, 1, 1]);
  });

  test("have no limit of what the inventory does not say, and nothing of devices that it does not name", () => {
    const { problem } = on([podDemand({ requests: { cpu: "1", "example.com/fpga": "1" } })]);
    expect(problem.resources).toEqual(["cpu", "example.com/fpga", "pods"]);
    expect(problem.nodes[0]?.free).toEqual([Number.POSITIVE_INFINITY, 0, 110]);
  });

  test("are of one class while no pod can tell them apart, whatever their pools", () => {
    const same = [pool({}, { name: "a" }), pool({}, { name: "b", labels: { rack: "7" } })];
    const classes = (pod: PodDemand) => new Set(on([pod], same).problem.nodes.map((node) => node.class)).size;
    expect(classes(podDemand())).toBe(1);
    expect(classes(podDemand({ spec: { nodeSelector: { rack: "7" } } }))).toBe(2);
    expect(classes(podDemand({ spec: { nodeSelector: { [hostname]: "a-2" } } }))).toBe(2);
  });

  test("of an autoscaled pool are all that there can be", () => {
    expect(on([podDemand()], [pool({}, { nodes: { min: 0, max: 3 } })]).problem.nodes).toHaveLength(3);
  });

  test("lack the last of each pool where one is lost", () => {
    const inventory = inventoryOf([pool(), l40s({ nodes: 1 })]);
    const { problem } = problemOf(demandFor([podDemand()]), inventory, "nodeLost");
    expect(problem.nodes.map(({ name }) => name)).toEqual(["h100-1"]);
  });
});

test("builds and jobs take part while everything is rolled out, and only then", () => {
  const [service] = demandFor([podDemand()]).workloads;
  if (!service) throw new Error("no workload");
  const demand = { ...demandFor(), workloads: [service, { ...service, kind: "NIMBuild", ends: true }] };
  const owners = (level: "minimum" | "maximum" | "nodeLost" | "rollout") =>
    problemOf(demand, inventoryOf(), level).owners.map(({ kind }) => kind);
  expect(owners("minimum")).toEqual(["NIMService"]);
  expect(owners("maximum")).toEqual(["NIMService"]);
  expect(owners("nodeLost")).toEqual(["NIMService"]);
  expect(owners("rollout")).toEqual(["NIMService", "NIMBuild"]);
});

describe("rules", () => {
  const term = (labelSelector: ValueMap, rest: ValueMap = {}): ValueMap => ({
    topologyKey: hostname,
    labelSelector,
    ...rest,
  });
  const affinity = (side: string, ...terms: ValueMap[]): ValueMap => ({
    affinity: { [side]: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
  });
  const rules = (pods: PodDemand[], pools?: ValueMap[], spec: ValueMap = {}) =>
    on(pods, pools, spec).problem.groups.map((group) => group.rules);
  const other = (differs: Partial<PodDemand> = {}) =>
    podDemand({ labels: { app: "other", tier: "gold" }, ...differs });
  const apart = (groups: number[]) => [{ kind: "apart", topologyKey: hostname, groups }];

  test.each<[string, ValueMap, number[]]>([
    ["labels", { matchLabels: { app: "other" } }, [1]],
    ["a list", { matchExpressions: [{ key: "app", operator: "In", values: ["other", "llama"] }] }, [0, 1]],
    [
      "what is not in a list",
      { matchExpressions: [{ key: "app", operator: "NotIn", values: ["llama"] }] },
      [1],
    ],
    ["a label that is there", { matchExpressions: [{ key: "tier", operator: "Exists" }] }, [1]],
    ["a label that is not there", { matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] }, [0]],
    ["everything", {}, [0, 1]],
    ["labels that must all be there", { matchLabels: { app: "other", tier: "silver" } }, []],
  ])("select by %s", (_, selector, groups) => {
    const first = podDemand({ count: times(2), spec: affinity("podAntiAffinity", term(selector)) });
    expect(rules([first, other()])[0]).toEqual(groups.length === 0 ? [] : apart(groups));
  });

  test("without a selector select nothing", () => {
    const first = podDemand({
      count: times(2),
      spec: affinity("podAntiAffinity", { topologyKey: hostname }),
    });
    expect(rules([first, other()])[0]).toEqual([]);
  });

  test.each<[string, ValueMap, number[]]>([
    ["its own alone", {}, [0]],
    ["one that is named", { namespaces: ["search"] }, [1]],
    ["all", { namespaceSelector: {} }, [0, 1]],
    [
      "one by the label of its name",
      { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "search" } } },
      [1],
    ],
  ])("are about pods of namespaces: %s", (_, rest, groups) => {
    const first = podDemand({ count: times(2), spec: affinity("podAntiAffinity", term({}, rest)) });
    expect(rules([first, other({ namespace: "search" })])[0]).toEqual(apart(groups));
  });

  test("with matchLabelKeys are about pods of the same value", () => {
    const first = podDemand({
      count: times(2),
      labels: { app: "llama", shard: "1" },
      spec: affinity("podAntiAffinity", term({}, { matchLabelKeys: ["shard"] })),
    });
    expect(rules([first, other()])[0]).toEqual(apart([0]));
  });

  test("to be near are about pods that all terms select", () => {
    const spec = affinity("podAffinity", term({ matchLabels: { tier: "gold" } }), {
      ...term({ matchLabels: { app: "other" } }),
      topologyKey: "zone",
    });
    const found = rules([podDemand({ spec }), other(), other({ labels: { tier: "gold" } })])[0];
    expect(found).toEqual([
      { kind: "together", topologyKey: hostname, groups: [1] },
      { kind: "together", topologyKey: "zone", groups: [1] },
    ]);
  });

  test("that keep nobody away are left out", () => {
    const alone = podDemand({ spec: affinity("podAntiAffinity", term({ matchLabels: { app: "llama" } })) });
    expect(rules([alone, other()])).toEqual([[], []]);
  });

  test("keep pods apart that want the same port of their node", () => {
    const ports = (...list: ValueMap[]) => ({ containers: [{ name: "c", ports: list }] });
    const first = podDemand({ spec: ports({ hostPort: 9000, containerPort: 80 }) });
    const same = other({ spec: ports({ hostPort: 9000, hostIP: "10.0.0.1" }) });
    const udp = other({ spec: ports({ hostPort: 9000, protocol: "UDP" }) });
    const host = other({ spec: { hostNetwork: true, ...ports({ containerPort: 9000 }) } });
    expect(rules([first, same, udp, host])[0]).toEqual([
      { kind: "apart", topologyKey: "(node)", groups: [0, 1, 3] },
    ]);
    expect(said(on([first, same]), [["h100-1", 1, 1]])).toContain("0/2 nodes");
    expect(said(on([first, same], [pool({}, { nodes: 1 })]), [["h100-1", 1, 1]])).toContain(
      "1 node(s) didn't have free ports for the requested pod ports.",
    );
  });

  test("give a claim of one pod to one of those that stay", () => {
    const volumes = [{ claim: "weights", isKnown: true, isForOnePod: true }];
    const job = other({ volumes, spec: { restartPolicy: "Never" } });
    const elsewhere = other({ volumes, namespace: "others" });
    const asking = [podDemand({ volumes }), other({ volumes }), job, elsewhere];
    const apart = { kind: "apart", topologyKey: "(cluster)", groups: [0, 1] };
    expect(rules(asking)).toEqual([[apart], [apart], [], []]);
    const placed = on(asking.slice(0, 2));
    expect(placementOf(placed.problem).verdict).toBe("does-not-fit");
    expect(said(placed, [["h100-1", 1, 1]])).toContain(
      "2 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod.",
    );
  });

  test("of nodes as such are no rules about a label", () => {
    const labelSelector = { matchLabels: { app: "llama" } };
    const spec = affinity("podAntiAffinity", { topologyKey: "node", labelSelector });
    const { problem } = on([podDemand({ spec, count: times(2) })], [pool({}, { nodes: 2 })]);
    expect(problem.nodes.map(({ domains }) => domains)).toEqual([{}, {}]);
  });

  test("of a label that every object of JavaScript has are about nobody who lacks it", () => {
    const labelSelector = { matchLabels: { app: "llama" } };
    const term = { topologyKey: "constructor", labelSelector };
    const spec = {
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
    };
    const { problem } = on([podDemand({ spec, count: times(2) })], [pool({}, { nodes: 1 })]);
    expect(problem.nodes[0]?.domains.constructor).toBeUndefined();
  });

  test("keep the pods of a local volume on one node, and of a disk in one zone", () => {
    const sharing = (provisioner: string) => {
      const storage = { name: "fast", provisioner, default: false };
      const volumes = [{ claim: "weights", isKnown: true, isForOnePod: false, storage }];
      return [podDemand({ volumes }), other({ volumes })];
    };
    const inZone = [pool({}, { zone: "a" })];
    const near = (topologyKey: string) => [{ kind: "together", topologyKey, groups: [0, 1] }];
    expect(rules(sharing("rancher.io/local-path"), inZone)[0]).toEqual(near("(node)"));
    expect(rules(sharing("ebs.csi.aws.com"), inZone)[0]).toEqual(near("topology.kubernetes.io/zone"));
    expect(rules(sharing("efs.csi.aws.com"), inZone)[0]).toEqual([]);
    expect(said(on(sharing("rancher.io/local-path")), [["h100-1", 1, 1]])).toContain(
      "1 node(s) didn't match PersistentVolume's node affinity",
    );
  });
});

describe("the scheduler's words", () => {
  test("name the first filter that refuses, in the order of the plugins", () => {
    const pools = [
      pool(
        {},
        { name: "cordoned", nodes: 1, unschedulable: true, taints: [{ key: "a", effect: "NoSchedule" }] },
      ),
      pool({}, { name: "tainted", nodes: 1, taints: [{ key: "a", effect: "NoExecute" }] }),
      l40s({ nodes: 1 }),
    ];
    const pod = podDemand({ spec: { nodeSelector: { "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3" } } });
    expect(said(on([pod], pools))).toBe(
      "0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    );
  });

  test("count nodes that are not looked at, where names are asked for", () => {
    const fields = [{ key: "metadata.name", operator: "In", values: ["h100-9"] }];
    const spec = {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: fields }] },
        },
      },
    };
    expect(said(on([podDemand({ spec })]))).toContain("2 node(s) didn't satisfy plugin(s) [NodeAffinity].");
  });

  test("tell of anti-affinity whose it is", () => {
    const spec = {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: hostname, labelSelector: { matchLabels: { app: "llama" } } },
          ],
        },
      },
    };
    const shy = podDemand({ labels: { app: "shy" }, spec });
    const placement = on([podDemand(), shy], [pool({}, { nodes: 1 })]);
    expect(said(placement, [["h100-1", 1, 1]])).toContain(
      "1 node(s) didn't satisfy existing pods anti-affinity rules. no new claims",
    );
    expect(said(on([shy, podDemand()], [pool({}, { nodes: 1 })]), [["h100-1", 1, 1]])).toContain(
      "1 node(s) didn't match pod anti-affinity rules. no new claims",
    );
  });

  test("say that nobody can be evicted only of nodes on which nobody has less priority", () => {
    const high = podDemand({ requests: { "nvidia.com/gpu": "8" }, priority: 10 });
    const equal = podDemand({ priority: 10 });
    const low = podDemand();
    const both = on([high, equal, low]);
    const message = said(both, [
      ["h100-1", 1, 1],
      ["h100-2", 1, 1],
    ]);
    expect(message).toContain(
      "preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.",
    );
    expect(
      said(both, [
        ["h100-1", 1, 1],
        ["h100-2", 2, 1],
      ]),
    ).toBe("0/2 nodes are available: 2 Insufficient nvidia.com/gpu.");
    const polite = on([{ ...high, evicts: false }, low], [pool({}, { nodes: 1 })]);
    expect(said(polite, [["h100-1", 1, 1]])).toContain(
      "preemption: not eligible due to preemptionPolicy=Never.",
    );
  });

  test("of a worker that is to be near its leader ask only whether the pool has such places", () => {
    const near = (app: string) => ({
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: "topology.kubernetes.io/zone", labelSelector: { matchLabels: { app } } },
          ],
        },
      },
    });
    const worker = podDemand({ spec: near("leader") });
    const leader = podDemand({ labels: { app: "leader" } });
    const inventory = inventoryOf([pool({}, { zone: "a" }), l40s()]);
    const pools = (...workloads: PodDemand[][]) =>
      aloneOn(problemOf(demandFor(...workloads), inventory, "minimum"), 0).map(({ takes }) => takes);
    expect(pools([worker, leader])).toEqual([true, false]);
    expect(pools([worker], [leader])).toEqual([false, false]);
  });

  test("of each pool say why it does not take the pod alone", () => {
    const pod = podDemand({ requests: { "nvidia.com/gpu": "6", memory: "1Ti" } });
    const pools = [pool({}, { allocatable: { memory: "2Ti" } }), l40s({ allocatable: { memory: "512Gi" } })];
    expect(aloneOn(on([pod], pools), 0)).toEqual([
      { pool: "h100", takes: true },
      {
        pool: "l40s",
        takes: false,
        why: "Insufficient memory (asks for 1Ti, a node has 512Gi free), Insufficient nvidia.com/gpu (asks for 6, a node has 4 free)",
      },
    ]);
  });
});

test("a volume whose class is of other zones keeps its pod away", () => {
  const expression = { key: "topology.kubernetes.io/zone", values: ["b"] };
  const allowedTopologies = [{ matchLabelExpressions: [expression] }];
  const volumes = [
    {
      claim: "weights",
      isKnown: true,
      isForOnePod: false,
      storage: { name: "fast", default: true, allowedTopologies },
    },
  ];
  const inZones = [pool({}, { zone: "a" }), l40s({ zone: "b" })];
  const placement = on([podDemand({ volumes })], inZones);
  const { groups, nodes } = placement.problem;
  expect(nodes.filter((node) => groups[0]?.allowed[node.class]).map(({ pool: name }) => name)).toEqual([
    "l40s",
    "l40s",
  ]);
  expect(said(placement)).toContain("2 node(s) didn't find available persistent volumes to bind");
});

describe("devices that are claimed", () => {
  const claiming = (count: number, ...selectors: string[]) =>
    podDemand({
      requests: { "gpu.nvidia.com": String(count) },
      devices: [{ deviceClass: "gpu.nvidia.com", count, selectors }],
    });
  const dra = [pool({ allocation: "dra" }), l40s()];
  const attribute = 'device.attributes["gpu.nvidia.com"]';
  const capacity = 'device.capacity["gpu.nvidia.com"]';

  test("are those of pools that hand them out so", () => {
    const placement = on([claiming(2)], dra);
    const { groups, nodes, resources } = placement.problem;
    expect(resources).toEqual(["gpu.nvidia.com", "pods"]);
    expect(nodes.map(({ pool: name, free, class: of }) => [name, free[0], groups[0]?.allowed[of]])).toEqual([
      ["h100", 8, true],
      ["h100", 8, true],
      ["l40s", 0, false],
      ["l40s", 0, false],
    ]);
    expect(said(on([claiming(9)], dra))).toContain("4 cannot allocate all claims.");
  });

  test.each<[string, boolean | undefined]>([
    ['device.driver == "gpu.nvidia.com"', true],
    ['device.driver == "other"', false],
    [`${attribute}.productName == "NVIDIA H100 80GB HBM3"`, true],
    [`${attribute}.productName != "NVIDIA H100 80GB HBM3"`, false],
    [`${attribute}.productName == "NVIDIA L40S"`, false],
    [`${attribute}.architecture == "Hopper"`, true],
    [`(${attribute}.cudaComputeCapability).compareTo(semver("9.0.0")) >= 0`, true],
    [`(${attribute}.cudaComputeCapability).compareTo(semver("10.0.0")) >= 0`, false],
    [`(${capacity}.memory).compareTo(quantity("40Gi")) >= 0`, true],
    [`(${capacity}.memory).compareTo(quantity("80Gi")) >= 0`, false],
    [`device.driver == "gpu.nvidia.com" && ${attribute}.architecture == "Ada Lovelace"`, false],
    [`${attribute}.uuid == "GPU-1"`, undefined],
    [`${attribute}.productName.startsWith("NVIDIA")`, undefined],
    [`${attribute}.architecture == "Hopper" || true`, undefined],
  ])("%s holds for an H100: %s", (selector, expected) => {
    const { problem, undecided } = on([claiming(1, selector)], dra);
    expect(undecided.size).toBe(expected === undefined ? 1 : 0);
    if (expected !== undefined)
      expect(problem.groups[0]?.allowed[problem.nodes[0]?.class ?? 0]).toBe(expected);
  });
});

describe("quotas", () => {
  const quota = (hard: Record<string, string>): QuotaDemand => ({
    name: "q",
    namespace: "models",
    hard,
    counts: () => true,
  });
  const limits = (hard: Record<string, string>, pod: PodDemand) =>
    problemOf({ ...demandFor([pod]), quotas: [quota(hard)] }, inventoryOf(), "minimum").problem.quotas.map(
      ({ resource, left, perPod }) => [resource, left, perPod[0]],
    );
  const pod = podDemand({
    requests: { cpu: "1500m", "nvidia.com/gpu": "2" },
    limits: { cpu: "2", "nvidia.com/gpu": "2" },
  });

  test("count requests, limits and pods, and of devices only requests", () => {
    const hard = {
      "requests.cpu": "4",
      cpu: "5",
      "limits.cpu": "6",
      pods: "7",
      "count/pods": "8",
      "requests.nvidia.com/gpu": "9",
      "nvidia.com/gpu": "1",
      "requests.memory": "1Gi",
      "count/services": "1",
    };
    expect(limits(hard, pod)).toEqual([
      ["requests.cpu", 4000, 1500],
      ["cpu", 5000, 1500],
      ["limits.cpu", 6000, 2000],
      ["pods", 7, 1],
      ["count/pods", 8, 1],
      ["requests.nvidia.com/gpu", 9, 2],
    ]);
  });

  test("of other namespaces do not count", () => {
    expect(limits({ pods: "1" }, { ...pod, namespace: "search" })).toEqual([]);
  });
});

describe("whatever the fleet", () => {
  const key = fc.constantFrom("zone", "tier", "nvidia.com/gpu.product");
  const value = fc.constantFrom("a", "b", "7", "NVIDIA-L40S");
  const effect = fc.constantFrom("NoSchedule", "NoExecute", "PreferNoSchedule");
  const pools = fc.array(
    fc.record({
      labels: fc.dictionary(fc.constantFrom("zone", "tier"), value, { maxKeys: 2 }),
      taints: fc.array(fc.record({ key: fc.constantFrom("x", "y"), value, effect }), { maxLength: 2 }),
      unschedulable: fc.boolean(),
      count: fc.constantFrom(4, 8),
    }),
    { minLength: 1, maxLength: 3 },
  );
  const expression = fc.record({
    key,
    operator: fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"),
    values: fc.array(value, { minLength: 1, maxLength: 2 }),
  });
  const toleration = fc.record(
    { key: fc.constantFrom("x", "y"), operator: fc.constantFrom("Equal", "Exists"), value, effect },
    { requiredKeys: ["key"] },
  );
  const pods = fc.array(
    fc.record({
      gpus: fc.integer({ min: 0, max: 9 }),
      count: fc.integer({ min: 0, max: 3 }),
      nodeSelector: fc.dictionary(key, value, { maxKeys: 1 }),
      terms: fc.array(fc.array(expression, { maxLength: 2 }), { maxLength: 2 }),
      tolerations: fc.array(toleration, { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  type Pools = typeof pools extends fc.Arbitrary<infer T> ? T : never;
  type Pods = typeof pods extends fc.Arbitrary<infer T> ? T : never;

  const inventory = (given: Pools, order = given.map((_, index) => index)) =>
    inventoryOf(
      order.flatMap((index): ValueMap[] => {
        const each = given[index];
        if (!each) return [];
        const { count, taints, labels, unschedulable } = each;
        return [
          pool(
            { count },
            { name: `pool-${index}`, labels, unschedulable, taints: taints.map((taint) => ({ ...taint })) },
          ),
        ];
      }),
    );
  const demand = (given: Pods) =>
    demandFor(
      ...given.map(({ gpus, count, nodeSelector, terms, tolerations }) => [
        podDemand({
          count: times(count),
          requests: { "nvidia.com/gpu": String(gpus) },
          spec: {
            nodeSelector,
            tolerations: tolerations.map((each) => ({ ...each })),
            ...(terms.length > 0 && {
              affinity: {
                nodeAffinity: {
                  requiredDuringSchedulingIgnoredDuringExecution: {
                    nodeSelectorTerms: terms.map((matchExpressions) => ({
                      matchExpressions: matchExpressions.map((each) => ({ ...each })),
                    })),
                  },
                },
              },
            }),
          },
        }),
      ]),
    );

  /** Read from the pools and pods as generated, one sentence of the documentation after the other. */
  const takes = (node: Pools[number], pod: Pods[number]): boolean => {
    const labels: Record<string, string> = {
      "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3",
      ...node.labels,
    };
    const tolerated = (taint: { key: string; value: string; effect: string }) =>
      pod.tolerations.some(
        (each) =>
          each.key === taint.key &&
          (each.effect === undefined || each.effect === taint.effect) &&
          (each.operator === "Exists" || (each.value ?? "") === taint.value),
      );
    if (node.unschedulable) return false;
    for (const taint of node.taints)
      if (taint.effect !== "PreferNoSchedule" && !tolerated(taint)) return false;
    for (const [name, wanted] of Object.entries(pod.nodeSelector)) if (labels[name] !== wanted) return false;
    if (pod.terms.length === 0) return true;
    return pod.terms.some((term) => {
      if (term.length === 0) return false;
      for (const each of term) {
        const has = labels[each.key];
        const listed = each.values.some((wanted) => wanted === has);
        if (each.operator === "In" && !listed) return false;
        if (each.operator === "NotIn" && listed) return false;
        if (each.operator === "Exists" && has === undefined) return false;
        if (each.operator === "DoesNotExist" && has !== undefined) return false;
        if (each.operator !== "Gt" && each.operator !== "Lt") continue;
        if (has !== "7" || each.values.length !== 1 || each.values[0] !== "7") return false;
        return false;
      }
      return true;
    });
  };

  test("a node is allowed just where a slow reading allows it", () => {
    fc.assert(
      fc.property(pools, pods, (nodes, asked) => {
        const { problem, owners } = problemOf(demand(asked), inventory(nodes), "minimum");
        for (const group of problem.groups) {
          const pod = asked[Number(owners[group.owner]?.name.replace("service-", "")) - 1];
          for (const node of problem.nodes) {
            const of = nodes[Number(node.pool.replace("pool-", ""))];
            expect(of && pod && takes(of, pod)).toBe(group.allowed[node.class]);
          }
        }
      }),
    );
  });

  test("groups that are alike are told the same of every pool", () => {
    fc.assert(
      fc.property(pools, pods, (nodes, asked) => {
        const placement = problemOf(demand([...asked, ...asked]), inventory(nodes), "minimum");
        const { alike } = placement;
        expect(new Set(alike).size).toBeLessThanOrEqual(alike.length / 2);
        for (const [group, first] of alike.entries())
          expect(aloneOn(placement, group)).toEqual(aloneOn(placement, first));
      }),
    );
  });

  test("no request is lost: all GPUs that are asked for are in the problem", () => {
    fc.assert(
      fc.property(pools, pods, (nodes, asked) => {
        const { problem } = problemOf(demand(asked), inventory(nodes), "minimum");
        const gpu = problem.resources.indexOf("nvidia.com/gpu");
        const inProblem = problem.groups.reduce(
          (sum, group) => sum + group.count * (group.requests[gpu] ?? 0),
          0,
        );
        expect(inProblem).toBe(asked.reduce((sum, pod) => sum + pod.count * pod.gpus, 0));
      }),
    );
  });

  test("the order of pools changes nothing", () => {
    fc.assert(
      fc.property(pools, pods, (nodes, asked) => {
        const reversed = nodes.map((_, index) => index).toReversed();
        const told = (order?: number[]) =>
          problemOf(demand(asked), inventory(nodes, order), "minimum").problem;
        expect(told(reversed)).toEqual(told());
      }),
    );
  });
});
