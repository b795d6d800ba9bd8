import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../../src/plan/placement/answer.ts";
import { placementOf } from "../../../src/plan/placement/placement-of.ts";
import type { PodGroup, Problem, ProblemNode } from "../../../src/plan/placement/problem.ts";
import { faultsOf, hasNodeFor, isTrue } from "../../support/placement-checker.ts";
import { walkedVerdicts } from "../../support/placement-walker.ts";
import { type ProblemSize, problems } from "../../support/random-problems.ts";

const gpus = "nvidia.com/gpu";

/** Nodes with so many GPUs each, and pods of services with GPUs and a count. */
function fleet(
  nodes: readonly number[],
  services: readonly (Partial<PodGroup> & { gpus: number })[],
): Problem {
  return {
    resources: ["pods", gpus],
    nodes: nodes.map(
      (free, index): ProblemNode => ({
        name: `node-${index}`,
        pool: "h100",
        class: nodes.indexOf(free),
        free: [110, free],
        allocatable: [110, free],
        domains: { "kubernetes.io/hostname": `node-${index}` },
      }),
    ),
    groups: services.map(
      ({ gpus: each, ...more }, owner): PodGroup => ({
        owner,
        name: `Deployment ${owner}`,
        namespace: "models",
        count: 1,
        requests: [1, each],
        allowed: nodes.map(() => true),
        priority: 0,
        evicts: true,
        rules: [],
        ...more,
      }),
    ),
    quotas: [],
  };
}

function verdicts(problem: Problem): Verdict[] {
  return placementOf(problem).owners.map(({ verdict }) => verdict);
}

describe("what a fleet makes of services", () => {
  test("singles may spoil the node that a whole-node pod needs, and the placement that does is shown", () => {
    const { verdict, owners, packing, creationOrder } = placementOf(
      fleet([8, 8], [{ gpus: 1, count: 4 }, { gpus: 8 }]),
    );
    expect(verdict).toBe("fits-if-packed");
    expect(owners.map((owner) => owner.verdict)).toEqual(["fits", "fits-if-packed"]);
    expect([...(owners[1]?.stranded?.values() ?? [])].map((held) => held.has(0))).toEqual([true, true]);
    expect(packing?.size).toBe(2);
    expect(creationOrder).toEqual([1, 0]);
  });

  test("three-GPU pods find two places on an eight-GPU node: counting places shows it, counting GPUs does not", () => {
    const { verdict, owners, bound } = placementOf(
      fleet(
        [8, 8],
        [
          { gpus: 3, count: 3 },
          { gpus: 3, count: 2 },
        ],
      ),
    );
    expect(verdict).toBe("does-not-fit");
    expect(owners.map((owner) => owner.verdict)).toEqual(["contended", "contended"]);
    expect(bound).toMatchObject({ kind: "slots", resource: gpus, needed: 5, available: 4 });
  });

  test("a sum that is too large is named with both numbers", () => {
    const { bound } = placementOf(fleet([8, 8], [{ gpus: 8, count: 3 }]));
    expect(bound).toMatchObject({
      kind: "resource",
      resource: gpus,
      needed: 24,
      available: 16,
      nodes: [0, 1],
    });
  });

  test("a pod that is larger than every node is named with the largest", () => {
    const { owners } = placementOf(fleet([8, 4], [{ gpus: 16 }, { gpus: 1 }]));
    expect(owners[0]).toMatchObject({
      verdict: "does-not-fit",
      bound: { kind: "node", resource: gpus, needed: 16, available: 8 },
    });
    expect(owners[1]?.verdict).toBe("fits");
  });

  test("a pod of higher priority takes the place of others, unless it never evicts", () => {
    const services = [
      { gpus: 1, count: 6 },
      { gpus: 4, priority: 1000 },
    ];
    expect(verdicts(fleet([4, 4], services))).toEqual(["contended", "fits"]);
    const polite = services.map((service) => ({ ...service, evicts: false }));
    expect(verdicts(fleet([4, 4], polite))).toEqual(["contended", "contended"]);
  });

  test("a higher pod that comes in the end does not stay where it was pushed out of the way", () => {
    // The four-GPU pod could keep the two-GPU pod out only if the pod of high priority never came.
    const problem = fleet([4], [{ gpus: 4 }, { gpus: 2 }, { gpus: 1, priority: 10 }]);
    expect(verdicts(problem)).toEqual(["contended", "fits", "fits"]);
    expect(walkedVerdicts(problem).owners).toEqual(["contended", "fits", "fits"]);
  });

  test("pods that a quota refuses do not exist: what another takes of it can leave one out", () => {
    const problem: Problem = {
      ...fleet([8, 8], [{ gpus: 4, count: 2 }, { gpus: 4 }, { gpus: 8 }]),
      quotas: [
        { name: "team", namespace: "models", resource: `requests.${gpus}`, left: 8, perPod: [4, 4, 0] },
      ],
    };
    const { owners, bound } = placementOf(problem);
    expect(owners.map(({ verdict }) => verdict)).toEqual(["contended", "contended", "contended"]);
    expect(bound).toMatchObject({ kind: "quota", resource: `requests.${gpus}`, needed: 12, available: 8 });
  });

  test("replicas that keep apart need a node each", () => {
    const apart = { kind: "apart", topologyKey: "kubernetes.io/hostname", groups: [0] } as const;
    const { owners } = placementOf(fleet([8, 8], [{ gpus: 1, count: 3, rules: [apart] }]));
    expect(owners[0]).toMatchObject({
      verdict: "does-not-fit",
      bound: { kind: "apart", needed: 3, available: 2 },
    });
  });

  test("replicas that must be near each other need a node with room for all of them, however many nodes there are", () => {
    const near = { kind: "together", topologyKey: "kubernetes.io/hostname", groups: [0] } as const;
    const apart = { ...near, kind: "apart" } as const;
    const sizes = Array<number>(80).fill(8);
    const verdictOf = (rules: PodGroup["rules"], count: number) =>
      placementOf(fleet(sizes, [{ gpus: 2, count, rules }])).owners[0];
    expect(verdictOf([near], 4)).toEqual({ verdict: "fits" });
    expect(verdictOf([near], 5)).toMatchObject({
      verdict: "does-not-fit",
      bound: { kind: "together", needed: 5, available: 4 },
    });
    expect(verdictOf([near, apart], 2)).toMatchObject({
      verdict: "does-not-fit",
      bound: { kind: "together", needed: 2, available: 1 },
    });
  });

  test("weights that can be added up show what no sum does: where a pod of five GPUs is, none of four has room", () => {
    const sizes = Array<number>(100).fill(8);
    const problem = fleet(sizes, [
      { gpus: 5, count: 60 },
      { gpus: 4, count: 85 },
    ]);
    const { verdict, bound } = placementOf(problem);
    expect([verdict, bound?.kind]).toEqual(["does-not-fit", "weights"]);
    expect(bound && isTrue(problem, bound)).toBe(true);
  });

  test("who must be near a service that may be left out may be left out too", () => {
    const near = { kind: "together", topologyKey: "kubernetes.io/hostname", groups: [0] } as const;
    const problem = fleet([8, 8], [{ gpus: 8 }, { gpus: 0, rules: [near] }, { gpus: 1, count: 2 }]);
    expect(verdicts(problem)).toEqual(["fits-if-packed", "fits-if-packed", "fits"]);
    expect(walkedVerdicts(problem).owners).toEqual(verdicts(problem));
  });

  test("who must be near a service of which a quota refuses some has a place all the same", () => {
    const near = { kind: "together", topologyKey: "kubernetes.io/hostname", groups: [0, 1] } as const;
    const problem: Problem = {
      ...fleet(
        [8, 8],
        [
          { gpus: 0, allowed: [true, false], rules: [near] },
          { gpus: 1, count: 2, allowed: [true, false], rules: [near] },
        ],
      ),
      quotas: [{ name: "team", namespace: "models", resource: `requests.${gpus}`, left: 1, perPod: [0, 1] }],
    };
    expect(verdicts(problem)).toEqual(["fits", "does-not-fit"]);
    expect(walkedVerdicts(problem).owners).toEqual(["fits", "does-not-fit"]);
  });

  test("a pod finds no zone when each is needed by others that it may not be beside", () => {
    const zone = "topology.kubernetes.io/zone";
    const plain = fleet([8, 4], [{ gpus: 8 }, { gpus: 1, allowed: [false, true] }, { gpus: 1 }]);
    const problem: Problem = {
      ...plain,
      nodes: plain.nodes.map((node, index) => ({ ...node, domains: { [zone]: `zone-${index}` } })),
      groups: plain.groups.map((group, index) =>
        index === 2 ? { ...group, rules: [{ kind: "apart", topologyKey: zone, groups: [0, 1] }] } : group,
      ),
    };
    const { owners, bound } = placementOf(problem);
    expect(owners.map(({ verdict }) => verdict)).toEqual(["contended", "contended", "contended"]);
    expect(bound).toMatchObject({ kind: "apart", needed: 3, available: 2 });
    expect(walkedVerdicts(problem).owners).toEqual(["contended", "contended", "contended"]);
  });

  test("pods that must be near each other are kept out of all zones by one that keeps apart from them", () => {
    const zone = "topology.kubernetes.io/zone";
    const plain = fleet([2], [{ gpus: 1 }, { gpus: 1 }]);
    const problem: Problem = {
      ...plain,
      nodes: plain.nodes.map((node) => ({ ...node, domains: { [zone]: "a" } })),
      groups: plain.groups.map((group, index) => ({
        ...group,
        rules: [{ kind: index === 0 ? "apart" : "together", topologyKey: zone, groups: [1] }],
      })),
    };
    expect(verdicts(problem)).toEqual(["contended", "contended"]);
    expect(walkedVerdicts(problem).owners).toEqual(["contended", "contended"]);
  });

  test("who finds no room beside those that a pod must be near still keeps that pod out of their zone", () => {
    const zone = "topology.kubernetes.io/zone";
    // Beside the third there is no room for the first, but on the other node of the zone.
    const plain = fleet([4, 4], [{ gpus: 3 }, { gpus: 1 }, { gpus: 2 }]);
    const problem: Problem = {
      ...plain,
      nodes: plain.nodes.map((node) => ({ ...node, domains: { [zone]: "a" } })),
      groups: plain.groups.map((group, index) => ({
        ...group,
        rules:
          index === 0
            ? [{ kind: "apart", topologyKey: zone, groups: [1] }]
            : index === 1
              ? [{ kind: "together", topologyKey: zone, groups: [2] }]
              : [],
      })),
    };
    expect(walkedVerdicts(problem).owners).toEqual(["contended", "contended", "fits"]);
    expect(verdicts(problem)).toEqual(["contended", "contended", "fits"]);
  });

  test("a bound names only the pods that were asked for, of those that are alike", () => {
    const problem = fleet([8], [{ gpus: 8, count: 2 }, { gpus: 8 }]);
    const [first, second] = placementOf(problem).owners;
    expect(first).toMatchObject({
      verdict: "does-not-fit",
      bound: { groups: [0], needed: 16, available: 8 },
    });
    expect(second?.verdict).toBe("fits-if-packed");
  });

  test("who lets another in, and is evicted, may find its place taken", () => {
    const near = { kind: "together", topologyKey: "kubernetes.io/hostname", groups: [1] } as const;
    const problem = fleet([2], [{ gpus: 1, rules: [near] }, { gpus: 1 }, { gpus: 1, priority: 10 }]);
    expect(walkedVerdicts(problem).owners).toEqual(["contended", "contended", "fits"]);
    expect(verdicts(problem)).toEqual(["contended", "unknown", "fits"]);
  });

  test("who evicts pods of one node only, and keeps apart from those of a zone, is not said to fit", () => {
    const zone = "topology.kubernetes.io/zone";
    const plain = fleet([1, 2], [{ gpus: 1, count: 2 }, { gpus: 1, priority: 10 }, { gpus: 1 }]);
    const apart = { kind: "apart", topologyKey: zone, groups: [0] } as const;
    const near = { kind: "together", topologyKey: zone, groups: [2, 1] } as const;
    const problem: Problem = {
      ...plain,
      nodes: plain.nodes.map((node) => ({ ...node, domains: { [zone]: "a" } })),
      groups: plain.groups.map((group, index) => (index === 1 ? { ...group, rules: [apart, near] } : group)),
    };
    expect(walkedVerdicts(problem).owners[1]).not.toBe("fits");
    expect(verdicts(problem)[1]).not.toBe("fits");
  });

  test("who evicts when it comes late does not when it comes before those that it must be near", () => {
    const near = { kind: "together", topologyKey: "kubernetes.io/hostname", groups: [0, 1] } as const;
    const problem = fleet(
      [1, 2],
      [{ gpus: 2 }, { gpus: 1, priority: 10, rules: [near] }, { gpus: 1, allowed: [false, true] }],
    );
    expect(walkedVerdicts(problem).owners).toEqual(["contended", "fits", "contended"]);
    expect(verdicts(problem)[2]).not.toBe("fits");
  });

  test("a service with no pods fits", () => {
    expect(placementOf(fleet([8], [{ gpus: 16, count: 0 }]))).toMatchObject({ verdict: "fits" });
  });

  test("nodes of which nobody knows the limit hold whatever is asked for", () => {
    expect(verdicts(fleet([Number.POSITIVE_INFINITY], [{ gpus: 8, count: 100 }]))).toEqual(["fits"]);
  });
});

const tiny: ProblemSize = { nodes: 3, groups: 4, pods: 5, gpus: [1, 2, 4], with: [] };
const medium: ProblemSize = { nodes: 10, groups: 8, pods: 24, gpus: [1, 2, 4, 8], with: [] };

describe("tiny problems have the verdicts that walking every reachable state gives", () => {
  test.each([
    { with: [] as const, mayBeUnknown: false },
    { with: ["apart"] as const, mayBeUnknown: false },
    { with: ["quotas"] as const, mayBeUnknown: false },
    { with: ["priorities"] as const, mayBeUnknown: true },
    { with: ["priorities", "apart", "quotas"] as const, mayBeUnknown: true },
    { with: ["together"] as const, mayBeUnknown: true },
    { with: ["together", "apart"] as const, mayBeUnknown: true },
    { with: ["together", "quotas"] as const, mayBeUnknown: true },
    { with: ["together", "apart", "priorities", "quotas"] as const, mayBeUnknown: true },
  ])("with $with", ({ with: features, mayBeUnknown }) => {
    let [unknown, all] = [0, 0];
    const check = fc.property(problems({ ...tiny, with: features }), (problem) => {
      const { verdict, owners } = placementOf(problem);
      const walked = walkedVerdicts(problem);
      unknown += owners.filter((owner) => owner.verdict === "unknown").length;
      all += owners.length;
      const known = owners.map((owner, index) =>
        mayBeUnknown && owner.verdict === "unknown" ? walked.owners[index] : owner.verdict,
      );
      expect(known).toEqual(walked.owners);
      if (verdict !== "unknown") expect(verdict).toBe(walked.verdict);
    });
    fc.assert(check, { numRuns: 300 });
    expect(unknown / all, "share of unknown").toBeLessThan(0.03);
  });
});

describe("what is said can be checked", () => {
  const any = problems({ ...medium, with: ["priorities", "apart", "quotas"] });

  test("every placement that is shown is possible, and leaves out what it is shown for", () => {
    const check = fc.property(any, (problem) => {
      const { owners, packing } = placementOf(problem);
      if (packing) {
        expect(faultsOf(problem, packing)).toEqual([]);
        const isIn = (of: number) =>
          [...packing.values()].reduce((sum, held) => sum + (held.get(of) ?? 0), 0);
        problem.groups.forEach(({ owner, count }, of) => {
          expect(isIn(of)).toBe(owners[owner]?.verdict === "does-not-fit" ? 0 : count);
        });
      }
      owners.forEach(({ stranded }, owner) => {
        if (!stranded) return;
        expect(faultsOf(problem, stranded)).toEqual([]);
        const left = problem.groups.flatMap((group, of) => {
          const placed = [...stranded.values()].reduce((sum, held) => sum + (held.get(of) ?? 0), 0);
          return group.owner === owner && placed < group.count ? [of] : [];
        });
        expect(left.some((of) => !hasNodeFor(problem, stranded, of))).toBe(true);
      });
    });
    fc.assert(check, { numRuns: 200 });
  });

  test("every bound is true", () => {
    const check = fc.property(any, (problem) => {
      const { owners, bound } = placementOf(problem);
      for (const each of [bound, ...owners.map((owner) => owner.bound)]) {
        if (each) expect({ each, isTrue: isTrue(problem, each) }).toEqual({ each, isTrue: true });
      }
    });
    fc.assert(check, { numRuns: 200 });
  });

  test("who fits is never left out when pods come in any order and go to any node", () => {
    const plain = problems({ ...medium, with: ["apart"] });
    const check = fc.property(
      plain,
      fc.array(fc.nat(9999), { minLength: 60, maxLength: 60 }),
      (problem, luck) => {
        const { owners } = placementOf(problem);
        const packing = new Map<number, Map<number, number>>();
        const coming = problem.groups.flatMap(({ count }, of) => Array<number>(count).fill(of));
        for (const draw of luck) {
          const [of] = coming.splice(draw % Math.max(1, coming.length), 1);
          if (of === undefined) break;
          const open = problem.nodes.flatMap((_, node) => {
            const held = new Map(packing.get(node)).set(of, (packing.get(node)?.get(of) ?? 0) + 1);
            return faultsOf(problem, new Map(packing).set(node, held)).length === 0
              ? [[node, held] as const]
              : [];
          });
          const chosen = open[Math.floor(draw / 100) % Math.max(1, open.length)];
          if (chosen) packing.set(...chosen);
          else expect(owners[problem.groups[of]?.owner ?? -1]?.verdict).not.toBe("fits");
        }
      },
    );
    fc.assert(check, { numRuns: 150 });
  });
});

describe("what does not matter changes nothing", () => {
  const any = problems({ ...medium, with: ["priorities", "apart", "quotas"] });

  test("the order of nodes and groups", () => {
    const check = fc.property(any, (problem) => {
      const last = problem.groups.length - 1;
      const turned: Problem = {
        ...problem,
        nodes: [...problem.nodes].reverse(),
        groups: [...problem.groups].reverse().map((group) => ({
          ...group,
          rules: group.rules.map((rule) => ({ ...rule, groups: rule.groups.map((of) => last - of) })),
        })),
        quotas: problem.quotas.map((quota) => ({ ...quota, perPod: [...quota.perPod].reverse() })),
      };
      const one = placementOf(problem);
      const other = placementOf(turned);
      // Where a search ends at its limit it may end elsewhere.
      const isKnown = (verdict: string, at: number) =>
        verdict !== "unknown" && verdicts(turned)[at] !== "unknown";
      one.owners.forEach(({ verdict }, owner) => {
        if (isKnown(verdict, owner)) expect(other.owners[owner]?.verdict).toBe(verdict);
      });
    });
    fc.assert(check, { numRuns: 150 });
  });

  test("the same problem has the same answer", () => {
    const check = fc.property(any, (problem) => {
      expect(placementOf(structuredClone(problem))).toEqual(placementOf(problem));
    });
    fc.assert(check, { numRuns: 50 });
  });

  // Not so where pods evict others (one that finds a node elsewhere leaves them where they are in the way), or must be near
  // each other. A service that fits only now may keep out others that were to be packed: the whole is better even so.
  test("one more node never makes the whole worse, nor anybody who fits", () => {
    const order = ["does-not-fit", "fits-if-packed", "fits"];
    const check = fc.property(problems({ ...medium, with: ["apart", "quotas"] }), (problem) => {
      const [first] = problem.nodes;
      if (!first) return;
      const grown = {
        ...problem,
        nodes: [...problem.nodes, { ...first, name: "more", domains: { host: "more" } }],
      };
      const before = placementOf(problem);
      const after = placementOf(grown);
      if (before.verdict !== "unknown" && after.verdict !== "unknown") {
        expect(order.indexOf(after.verdict)).toBeGreaterThanOrEqual(order.indexOf(before.verdict));
      }
      before.owners.forEach(({ verdict }, owner) => {
        if (verdict === "fits") expect(["fits", "unknown"]).toContain(after.owners[owner]?.verdict);
      });
    });
    fc.assert(check, { numRuns: 150 });
  });
});
