import fc from "fast-check";
import type { PodGroup, Problem } from "../../src/plan/placement/problem.ts";

export interface ProblemSize {
  readonly nodes: number;
  readonly groups: number;
  readonly pods: number;
  readonly gpus: readonly number[];
  readonly with: readonly ("priorities" | "apart" | "together" | "quotas")[];
}

/** Random problems of at most a size; two or three kinds of nodes, pods of several sizes. */
export function problems(size: ProblemSize): fc.Arbitrary<Problem> {
  const has = (what: ProblemSize["with"][number]) => size.with.includes(what);
  const classes = 3;
  const node = fc.record({
    class: fc.nat(classes - 1),
    zone: fc.constantFrom("a", "a", "b", undefined),
    host: fc.nat(9),
  });
  const amounts = fc.tuple(
    fc.constantFrom(2, 4, 110),
    fc.constantFrom(...size.gpus),
    fc.constantFrom(4, 8, 16),
  );
  const kinds = (["apart", "together"] as const).filter(has);
  const ruleKind = fc.constantFrom<"apart" | "together">(
    ...kinds,
    ...(kinds.length > 0 ? [] : (["apart"] as const)),
  );
  const rules = fc.array(
    fc.record({
      kind: ruleKind,
      topologyKey: fc.constantFrom("host", "zone"),
      groups: fc.uniqueArray(fc.nat(size.groups - 1), { minLength: 1, maxLength: 2 }),
    }),
    { maxLength: Math.min(1, kinds.length) },
  );
  const group = fc.record({
    owner: fc.nat(size.groups - 1),
    count: fc.constantFrom(1, 1, 1, 2, 2, 3, size.pods),
    gpus: fc.constantFrom(0, 1, 1, ...size.gpus),
    cpus: fc.nat(3),
    allowed: fc.array(fc.constantFrom(true, true, true, false), { minLength: classes, maxLength: classes }),
    priority: has("priorities") ? fc.constantFrom(0, 0, 5, 10) : fc.constant(0),
    evicts: has("priorities") ? fc.constantFrom(true, true, false) : fc.constant(true),
    isSelf: fc.boolean(),
    rules,
  });
  const quota = fc.record({
    left: fc.nat(9),
    perPod: fc.array(fc.nat(2), { minLength: size.groups, maxLength: size.groups }),
  });
  return fc
    .record({
      nodes: fc.array(node, { minLength: 1, maxLength: size.nodes, size: "max" }),
      ofClass: fc.array(amounts, { minLength: classes, maxLength: classes }),
      groups: fc.array(group, { minLength: 1, maxLength: size.groups, size: "max" }),
      quotas: fc.array(quota, { maxLength: has("quotas") ? 2 : 0 }),
    })
    .map(({ nodes, ofClass, groups, quotas }): Problem => {
      let left = size.pods;
      const kept = groups.flatMap((each) => {
        const count = Math.min(left, each.count);
        left -= count;
        return count > 0 ? [{ ...each, count }] : [];
      });
      const owners = [...new Set(kept.map(({ owner }) => owner))];
      return {
        resources: ["pods", "nvidia.com/gpu", "cpu"],
        nodes: nodes.map((each, index) => {
          const free = [...(ofClass[each.class] ?? [])];
          return {
            name: `node-${index}`,
            pool: `pool-${each.class}`,
            class: each.class,
            free,
            allocatable: free,
            domains: {
              ...(each.host > 0 && { host: `node-${index}` }),
              ...(each.zone !== undefined && { zone: each.zone }),
            },
          };
        }),
        groups: kept.map(
          (each, index): PodGroup => ({
            owner: owners.indexOf(each.owner),
            name: `Deployment ${index}`,
            namespace: "models",
            count: each.count,
            requests: [1, each.gpus, each.cpus],
            allowed: each.allowed,
            priority: each.priority,
            evicts: each.evicts,
            rules: each.rules.map((rule) => ({
              ...rule,
              groups: (each.isSelf ? [index] : rule.groups).filter((of) => of < kept.length),
            })),
          }),
        ),
        quotas: quotas.map(({ left: rest, perPod }, index) => ({
          name: `quota-${index}`,
          namespace: "models",
          resource: "requests.nvidia.com/gpu",
          left: rest,
          perPod: perPod.slice(0, kept.length),
        })),
      };
    });
}
