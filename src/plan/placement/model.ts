import { type Place, placesOf, type Sorts, sortsOf } from "./pod-sorts.ts";
import type { Problem, QuotaLimit } from "./problem.ts";
import { rulesOf, type Together } from "./rules.ts";

/** The problem with equal pods and equal nodes taken together, and without what cannot matter. */
export interface Model {
  readonly problem: Problem;
  /** Resources that some pod asks for, by their index in the problem. */
  readonly resources: readonly number[];
  readonly shapes: readonly Shape[];
  readonly blocks: readonly Block[];
  /** By node of the problem. */
  readonly blockOf: readonly number[];
  /** By topology key, then by node: a number for its domain, -1 where the node has none. */
  readonly domains: readonly (readonly number[])[];
  /** Those that some pods count against. */
  readonly quotas: readonly QuotaLimit[];
  /** By group. */
  readonly shapeOf: readonly number[];
}

/** Pods that nothing tells apart but their owners. */
export interface Shape {
  readonly index: number;
  readonly groups: readonly number[];
  readonly count: number;
  /** By index of the model's resources. */
  readonly requests: readonly number[];
  /** By block: whether a node takes the pod as long as none of ours is there. */
  readonly takes: readonly boolean[];
  readonly priority: number;
  readonly evicts: boolean;
  /** By index of the model's quotas. */
  readonly quota: readonly number[];
  /** Shapes that no domain has beside this one; both directions, since the scheduler heeds the rules of pods that are there too. */
  readonly apart: readonly Apart[];
  readonly together?: Together;
  /** Whether rules of its own or of others are about it. */
  readonly isRuled: boolean;
}

export interface Apart {
  /** Index of the model's domains. */
  readonly key: number;
  readonly shape: number;
  /** Whether each domain is one node. */
  readonly isNarrow: boolean;
}

/** Nodes that nothing tells apart but their names. */
export interface Block {
  readonly index: number;
  readonly nodes: readonly number[];
  readonly free: readonly number[];
  /** The same number for blocks that take the same pods. */
  readonly taking: number;
}

export function modelOf(problem: Problem): Model {
  const resources = problem.resources.flatMap((_, index) =>
    problem.groups.some(({ requests }) => (requests[index] ?? 0) > 0) ? [index] : [],
  );
  const quotas = problem.quotas.filter(({ perPod }) =>
    problem.groups.some(({ count }, group) => count > 0 && (perPod[group] ?? 0) > 0),
  );
  const rules = rulesOf(problem);
  const places = placesOf(problem, resources, rules.domains, rules.isNarrow);
  const sorts = sortsOf(problem, resources, places);
  const blocks = blocksOf(places, sorts);
  const blockOf: number[] = [];
  for (const { index, nodes } of blocks) for (const node of nodes) blockOf[node] = index;

  const members = new Map<string, number[]>();
  problem.groups.forEach((group, index) => {
    const quota = quotas.map(({ perPod }) => perPod[index] ?? 0);
    const alone = rules.apart.has(index) || rules.together.has(index) || rules.named.has(index);
    const key = [sorts.of[index]?.text, group.priority, group.evicts, quota.join(), alone ? index : ""].join(
      ";",
    );
    const known = members.get(key);
    if (known) known.push(index);
    else members.set(key, [index]);
  });
  const shapeOf: number[] = [];
  const lists = [...members.values()];
  lists.forEach((groups, shape) => {
    for (const group of groups) shapeOf[group] = shape;
  });
  const shapes = lists.flatMap((groups, index): Shape[] => {
    const [first = 0] = groups;
    const group = problem.groups[first];
    const sort = sorts.of[first];
    if (!group || !sort) return [];
    const near = rules.together.get(first);
    // One that must be near its equals only, and has none, may go to any node of which the domain is known.
    const isSingle = near !== undefined && group.count === 1 && near.shapes.join() === String(first);
    const together = isSingle ? undefined : near;
    const isKnown = ({ nodes }: { readonly nodes: readonly number[] }) =>
      near?.keys.every((key) => (rules.domains[key]?.[nodes[0] ?? -1] ?? -1) >= 0) !== false;
    return [
      {
        index,
        groups,
        count: groups.reduce((sum, each) => sum + (problem.groups[each]?.count ?? 0), 0),
        requests: sort.requests,
        takes: blocks.map((block) => isKnown(block) && sort.takes[block.places[0] ?? -1] === true),
        priority: group.priority,
        evicts: group.evicts,
        quota: quotas.map(({ perPod }) => perPod[first] ?? 0),
        apart: (rules.apart.get(first) ?? []).map(({ key, group: other }) => ({
          key,
          shape: shapeOf[other] ?? -1,
          isNarrow: rules.isNarrow[key] ?? false,
        })),
        isRuled: rules.apart.has(first) || near !== undefined || rules.named.has(first),
        ...(together && {
          together: { keys: together.keys, shapes: together.shapes.map((other) => shapeOf[other] ?? -1) },
        }),
      },
    ];
  });
  const takings = new Map<string, number>();
  return {
    problem,
    resources,
    shapes,
    blocks: blocks.map(({ index, nodes, free }) => {
      const key = shapes.map(({ takes }) => (takes[index] ? "1" : "0")).join("");
      const taking = takings.get(key) ?? takings.size;
      takings.set(key, taking);
      return { index, nodes, free, taking };
    }),
    blockOf,
    domains: rules.domains,
    quotas,
    shapeOf,
  };
}

interface PlacedBlock {
  readonly index: number;
  readonly nodes: readonly number[];
  readonly free: readonly number[];
  readonly places: readonly number[];
}

/** Places that nothing tells apart that can matter. */
function blocksOf(places: readonly Place[], { of, free }: Sorts): PlacedBlock[] {
  const found = new Map<string, { nodes: number[]; places: number[]; free: readonly number[] }>();
  const sorts = [...new Set(of)];
  places.forEach(({ nodes, domains }, place) => {
    const rooms = free[place] ?? [];
    const key = `${sorts.map(({ takes }) => (takes[place] ? "1" : "0")).join("")};${rooms.join()};${domains}`;
    const known = found.get(key);
    if (known) {
      known.nodes.push(...nodes);
      known.places.push(place);
    } else found.set(key, { nodes: [...nodes], places: [place], free: rooms });
  });
  return [...found.values()].map((block, index) => ({
    index,
    ...block,
    nodes: block.nodes.sort((a, b) => a - b),
  }));
}

/** Whether it must be near its equals, and near no others. */
export function isNearEquals({ index, together }: Shape): boolean {
  return together?.shapes.length === 1 && together.shapes[0] === index;
}
