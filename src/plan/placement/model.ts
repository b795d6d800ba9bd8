import type { PodGroup, Problem, QuotaLimit } from "./problem.ts";
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
  const blocks = blocksOf(problem, resources, rules.domains, rules.isNarrow);
  const blockOf: number[] = [];
  for (const { index, nodes } of blocks) for (const node of nodes) blockOf[node] = index;

  const members = new Map<string, number[]>();
  const allowedIds = new Identities();
  problem.groups.forEach((group, index) => {
    const quota = quotas.map(({ perPod }) => perPod[index] ?? 0);
    const alone = rules.apart.has(index) || rules.together.has(index) || rules.named.has(index);
    const key = [
      group.requests.join(),
      allowedIds.of(group.allowed),
      group.priority,
      group.evicts,
      quota.join(),
      alone ? index : "",
    ].join(";");
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
    if (!group) return [];
    const requests = resources.map((resource) => group.requests[resource] ?? 0);
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
        requests,
        takes: blocks.map((block) => isKnown(block) && takes(problem, group, requests, block)),
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
    blocks: blocks.map((block) => {
      const key = shapes.map(({ takes }) => (takes[block.index] ? "1" : "0")).join("");
      const taking = takings.get(key) ?? takings.size;
      takings.set(key, taking);
      return { ...block, taking };
    }),
    blockOf,
    domains: rules.domains,
    quotas,
    shapeOf,
  };
}

function blocksOf(
  problem: Problem,
  resources: readonly number[],
  domains: readonly (readonly number[])[],
  isNarrow: readonly boolean[],
): Omit<Block, "taking">[] {
  const found = new Map<string, { nodes: number[]; free: readonly number[] }>();
  const takings = takingsOf(problem);
  problem.nodes.forEach((node, index) => {
    const free = resources.map((resource) => node.free[resource] ?? 0);
    const places = domains.map((ofKey, key) => {
      const domain = ofKey[index] ?? -1;
      return isNarrow[key] ? Math.min(domain, 0) : domain;
    });
    const key = `${takings[node.class] ?? -1};${free.join()};${places.join()}`;
    const known = found.get(key);
    if (known) known.nodes.push(index);
    else found.set(key, { nodes: [index], free });
  });
  return [...found.values()].map((block, index) => ({ index, ...block }));
}

/** By class of nodes: the same number for those that take the same groups. */
function takingsOf({ groups, nodes }: Problem): number[] {
  const numbers = new Map<string, number>();
  const classes = nodes.reduce((most, node) => Math.max(most, node.class), -1) + 1;
  return Array.from({ length: classes }, (_, of) => {
    const key = groups.map(({ allowed }) => (allowed[of] ? "1" : "0")).join("");
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  });
}

function takes(
  problem: Problem,
  group: PodGroup,
  requests: readonly number[],
  block: Omit<Block, "taking">,
): boolean {
  const node = problem.nodes[block.nodes[0] ?? -1];
  return node !== undefined && group.allowed[node.class] === true && hasRoom(block.free, requests);
}

/** Whether it must be near its equals, and near no others. */
export function isNearEquals({ index, together }: Shape): boolean {
  return together?.shapes.length === 1 && together.shapes[0] === index;
}

/** What a pod does not ask for may be overdrawn. Source: Kubernetes plugin NodeResourcesFit, fitsRequest. */
export function hasRoom(free: readonly number[], requests: readonly number[]): boolean {
  for (let index = 0; index < requests.length; index++) {
    const asked = requests[index] ?? 0;
    if (asked > 0 && asked > (free[index] ?? 0)) return false;
  }
  return true;
}

/** How many equal pods the room holds. */
export function timesIn(free: readonly number[], requests: readonly number[]): number {
  let times = Number.POSITIVE_INFINITY;
  for (let index = 0; index < requests.length; index++) {
    const asked = requests[index] ?? 0;
    if (asked > 0) times = Math.min(times, Math.floor((free[index] ?? 0) / asked));
  }
  return Math.max(0, times);
}

/** Numbers for equal lists; lists that are the same object are not read twice. */
class Identities {
  readonly #byList = new Map<readonly boolean[], number>();
  readonly #byText = new Map<string, number>();

  of(list: readonly boolean[]): number {
    const known = this.#byList.get(list);
    if (known !== undefined) return known;
    const text = list.map((is) => (is ? "1" : "0")).join("");
    const id = this.#byText.get(text) ?? this.#byText.size;
    this.#byText.set(text, id);
    this.#byList.set(list, id);
    return id;
  }
}
