import type { PodGroup, Problem } from "../../src/plan/placement/problem.ts";
import { Random } from "./mutants.ts";

export interface PlantedSize {
  readonly nodes: number;
  /** Of the GPUs, in percent; the rest stays free. */
  readonly fill: number;
}

const gpus = "nvidia.com/gpu";
const kinds = [
  { gpus: 8, cpus: 96 },
  { gpus: 4, cpus: 64 },
  { gpus: 8, cpus: 192 },
] as const;

/**
 * A fleet whose nodes are cut into pods, so that all of them have a place together, with nothing left of the nodes that are
 * cut; pods of some sizes and pools are then given to services. Always the same of one seed.
 */
export function plantedFleet(seed: number, { nodes: size, fill }: PlantedSize): Problem {
  const random = new Random(seed);
  const pools = Array.from({ length: 2 + random.below(3) }, () => random.pick(kinds));
  const nodes = Array.from({ length: size }, (_, index) => {
    const pool = index % pools.length;
    const free = [pools[pool]?.cpus ?? 0, pools[pool]?.gpus ?? 0, 110];
    return { name: `node-${index}`, pool: `pool-${pool}`, class: pool, free, allocatable: free, domains: {} };
  });
  const counts = new Map<string, { requests: number[]; allowed: boolean[]; count: number }>();
  for (const node of nodes) {
    if (random.below(100) >= fill) continue;
    let left = node.free[1] ?? 0;
    let cpus = node.free[0] ?? 0;
    while (left > 0) {
      const asked = Math.min(left, random.pick([1, 2, 3, 3, 4, 5, 7]));
      left -= asked;
      // The last pod of a node takes what is left of its processors, in steps of 4.
      const cpu = left === 0 ? cpus - (cpus % 4) : 4 * random.below(Math.floor(cpus / 8) + 1);
      cpus -= cpu;
      const isAnywhere = random.below(3) === 0;
      const allowed = pools.map((_, pool) => isAnywhere || pool === node.class);
      const requests = [random.below(2) === 0 ? cpu : Math.min(cpu, 4), asked, 1];
      const key = `${requests};${allowed}`;
      const known = counts.get(key);
      if (known) known.count += 1;
      else counts.set(key, { requests, allowed, count: 1 });
    }
  }
  return {
    resources: ["cpu", gpus, "pods"],
    nodes,
    groups: [...counts.values()].map(
      (group, owner): PodGroup => ({
        ...group,
        owner,
        name: `Deployment ${owner}`,
        namespace: "models",
        priority: 0,
        evicts: true,
        rules: [],
      }),
    ),
    quotas: [],
  };
}

/** The same with pods of one GPU more than there are GPUs left. */
export function overfullFleet(seed: number, size: PlantedSize): Problem {
  const planted = plantedFleet(seed, size);
  const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);
  const there = sum(planted.nodes.map(({ free }) => free[1] ?? 0));
  const asked = sum(planted.groups.map(({ requests, count }) => (requests[1] ?? 0) * count));
  const [first] = planted.nodes;
  const more: PodGroup = {
    owner: planted.groups.length,
    name: "Deployment more",
    namespace: "models",
    count: there - asked + 1,
    requests: [0, 1, 1],
    allowed: planted.groups[0]?.allowed.map(() => true) ?? [first !== undefined],
    priority: 0,
    evicts: true,
    rules: [],
  };
  return { ...planted, groups: [...planted.groups, more] };
}
