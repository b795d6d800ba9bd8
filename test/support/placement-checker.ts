import type { Bound, Packing } from "../../src/plan/placement/answer.ts";
import type { PodGroup, PodRule, Problem } from "../../src/plan/placement/problem.ts";

/** What is wrong with a placement; empty where every pod may be where it is. Shares nothing with the planner. */
export function faultsOf(problem: Problem, packing: Packing): string[] {
  const { nodes, groups, resources, quotas } = problem;
  const faults: string[] = [];
  const counts = groups.map(() => 0);
  for (const [index, held] of packing) {
    const node = nodes[index];
    if (!node) return [`there is no node ${index}`];
    for (const [of, count] of held) {
      const group = groups[of];
      if (!group || count < 1) return [`${count} pods of group ${of}`];
      counts[of] = (counts[of] ?? 0) + count;
      if (!group.allowed[node.class]) faults.push(`${node.name} does not take ${group.name}`);
      for (const { kind, topologyKey, groups: named } of group.rules) {
        const domain = node.domains[topologyKey];
        const beside = (other: number) => podsIn(problem, packing, topologyKey, domain, other);
        if (kind === "apart" && domain !== undefined) {
          for (const other of named) {
            if (beside(other) > (other === of ? 1 : 0)) faults.push(`${group.name} is beside group ${other}`);
          }
        }
        if (kind === "together") {
          const near = domain === undefined ? 0 : named.reduce((sum, other) => sum + beside(other), 0);
          if (near < 1) faults.push(`${group.name} is not near any of ${named}`);
        }
      }
    }
    for (const [resource, name] of resources.entries()) {
      const asking = [...held].filter(([of]) => (groups[of]?.requests[resource] ?? 0) > 0);
      const used = asking.reduce(
        (sum, [of, count]) => sum + (groups[of]?.requests[resource] ?? 0) * count,
        0,
      );
      if (asking.length > 0 && used > (node.free[resource] ?? 0))
        faults.push(`${node.name} has less ${name}`);
    }
  }
  for (const [of, count] of counts.entries()) {
    if (count > (groups[of]?.count ?? 0)) faults.push(`${count} pods of ${groups[of]?.name}`);
  }
  for (const { name, left, perPod } of quotas) {
    const counted = counts.filter((count, of) => count > 0 && (perPod[of] ?? 0) > 0);
    const used = counts.reduce((sum, count, of) => sum + count * (perPod[of] ?? 0), 0);
    if (counted.length > 0 && used > left) faults.push(`${name} allows ${left}, not ${used}`);
  }
  return faults;
}

/** Whether some node takes one more pod of the group beside these; pods of lower priority are evicted if it evicts. */
export function hasNodeFor(problem: Problem, packing: Packing, of: number): boolean {
  const group = problem.groups[of];
  if (!group) return false;
  return problem.nodes.some((_, index) => {
    const staying = new Map(
      [...(packing.get(index) ?? [])].filter(([other]) => !isVictim(group, problem.groups[other])),
    );
    staying.set(of, (staying.get(of) ?? 0) + 1);
    const after = new Map(packing).set(index, staying);
    const grown = {
      ...problem,
      quotas: [],
      groups: problem.groups.map((each, at) => (at === of ? { ...each, count: each.count + 1 } : each)),
    };
    return faultsOf(grown, after).length === 0;
  });
}

/** A bound says the truth where more is asked for than there is, and both numbers are what the problem says. */
export function isTrue(problem: Problem, bound: Bound): boolean {
  const { kind, resource, groups, nodes, needed, available } = bound;
  if (needed <= available) return false;
  const asking = groups.map((of) => problem.groups[of]).filter((group) => group !== undefined);
  const mayUse = problem.nodes.flatMap(({ class: of }, node) =>
    asking.some(({ allowed }) => allowed[of]) ? [node] : [],
  );
  const at = problem.resources.indexOf(resource ?? "");
  if (kind === "quota") {
    return problem.quotas.some(
      ({ left, perPod }) =>
        left === available &&
        groups.reduce((sum, of) => sum + (perPod[of] ?? 0) * countOf(problem, of), 0) === needed,
    );
  }
  // Groups of the bound fit nowhere else; nodes that have no room for one pod may be left out.
  const isClosed = mayUse.every(
    (node) => nodes.includes(node) || asking.every((group) => !fitsOn(problem, group, node)),
  );
  if (!isClosed) return false;
  if (kind === "nowhere") return mayUse.length === 0;
  if (kind === "node") {
    return (
      asking.every(({ requests }) => (requests[at] ?? 0) >= needed) &&
      nodes.every((node) => (problem.nodes[node]?.free[at] ?? 0) <= available)
    );
  }
  if (kind === "resource") {
    const asked = groups.reduce(
      (sum, of) => sum + (problem.groups[of]?.requests[at] ?? 0) * countOf(problem, of),
      0,
    );
    const free = nodes.reduce((sum, node) => sum + Math.max(0, problem.nodes[node]?.free[at] ?? 0), 0);
    return asked === needed && free <= available;
  }
  const pods = groups.reduce((sum, of) => sum + countOf(problem, of), 0);
  if (kind === "apart") return pods >= needed;
  if (kind === "weights") return isWeighed(problem, bound);
  if (kind === "together") return pods >= needed && roomTogether(problem, groups, mayUse) <= available;
  const least = problem.resources.map((_, index) =>
    resource !== undefined && index !== at
      ? 0
      : Math.min(...asking.map(({ requests }) => requests[index] ?? 0)),
  );
  const places = nodes.reduce((sum, node) => {
    const free = problem.nodes[node]?.free ?? [];
    const times = least.map((asked, index) =>
      asked > 0 ? Math.floor((free[index] ?? 0) / asked) : Infinity,
    );
    return sum + Math.max(0, Math.min(...times));
  }, 0);
  return pods === needed && places <= available;
}

/** Adds up, and fills each sort of node by what weighs most, by trying all ways. */
function isWeighed(
  problem: Problem,
  { groups, nodes, needed, available, weights = [], rooms = [] }: Bound,
): boolean {
  const asked = groups.reduce((sum, of, at) => sum + (weights[at] ?? 0) * countOf(problem, of), 0);
  const there = rooms.reduce((sum, room) => sum + room, 0);
  const most = new Map<string, number>();
  return (
    asked === needed &&
    there <= available &&
    nodes.every((node, at) => {
      const place = problem.nodes[node];
      if (!place) return false;
      const key = `${place.class} ${place.free} ${Object.keys(place.domains).sort()}`;
      const known = most.get(key) ?? heaviest(problem, groups, weights, node);
      most.set(key, known);
      return known <= (rooms[at] ?? 0);
    })
  );
}

function heaviest(
  problem: Problem,
  groups: readonly number[],
  weights: readonly number[],
  node: number,
): number {
  const place = problem.nodes[node];
  const isApart = (one: number, other: number) =>
    [
      [one, other],
      [other, one],
    ].some(([from = -1, to = -1]) =>
      problem.groups[from]?.rules.some(
        (rule) =>
          rule.kind === "apart" && rule.groups.includes(to) && place?.domains[rule.topologyKey] !== undefined,
      ),
    );
  const fill = (at: number, free: readonly number[], chosen: readonly number[] = []): number => {
    const of = groups[at] ?? -1;
    const group = problem.groups[of];
    if (!group || !place) return 0;
    let best = 0;
    const most = isApart(of, of) ? Math.min(1, group.count) : group.count;
    for (let times = 0; times <= most; times++) {
      if (times > 0 && chosen.some((other) => isApart(of, other))) break;
      const after = free.map((room, resource) => room - (group.requests[resource] ?? 0) * times);
      const isOver = group.requests.some(
        (asked, resource) => asked > 0 && times > 0 && (after[resource] ?? 0) < 0,
      );
      if (isOver || (times > 0 && !group.allowed[place.class])) break;
      const next = times > 0 ? [...chosen, of] : chosen;
      best = Math.max(best, times * (weights[at] ?? 0) + fill(at + 1, after, next));
    }
    return best;
  };
  return fill(0, place?.free ?? []);
}

/** Of all domains that the pods' own affinity names: the one with most places, where anti-affinity leaves one a domain. */
function roomTogether(problem: Problem, [of = -1]: readonly number[], mayUse: readonly number[]): number {
  const group = problem.groups[of];
  if (!group) return Number.POSITIVE_INFINITY;
  const ruled = (kind: PodRule["kind"]) =>
    group.rules.filter((rule) => rule.kind === kind && rule.groups.includes(of));
  const isEqualsOnly = ruled("together").some(({ groups }) => groups.length === 1);
  if (!isEqualsOnly) return Number.POSITIVE_INFINITY;
  const keyOf = (node: number) =>
    ruled("together")
      .map(({ topologyKey }) => problem.nodes[node]?.domains[topologyKey])
      .join();
  const rooms = [...new Set(mayUse.map(keyOf))].map((key) => {
    const near = mayUse.filter((node) => keyOf(node) === key);
    const places = near.map((node) => {
      let times = 0;
      while (times < group.count && fitsOn(problem, asMany(group, times + 1), node)) times += 1;
      return { node, times };
    });
    const sums = ruled("apart").map(({ topologyKey }) => {
      const domains = new Set<string>();
      let free = 0;
      for (const { node, times } of places) {
        const domain = problem.nodes[node]?.domains[topologyKey];
        if (domain === undefined) free += times;
        else if (times > 0) domains.add(domain);
      }
      return free + domains.size;
    });
    return Math.min(
      places.reduce((sum, { times }) => sum + times, 0),
      ...sums,
    );
  });
  return Math.max(0, ...rooms);
}

function asMany(group: PodGroup, times: number): PodGroup {
  return { ...group, requests: group.requests.map((asked) => asked * times) };
}

function countOf({ groups }: Problem, of: number): number {
  return groups[of]?.count ?? 0;
}

function fitsOn({ nodes }: Problem, { allowed, requests }: PodGroup, node: number): boolean {
  const place = nodes[node];
  return (
    place !== undefined &&
    allowed[place.class] === true &&
    requests.every((asked, index) => asked === 0 || asked <= (place.free[index] ?? 0))
  );
}

function isVictim(group: PodGroup, other: PodGroup | undefined): boolean {
  return group.evicts && other !== undefined && other.priority < group.priority;
}

function podsIn(
  { nodes }: Problem,
  packing: Packing,
  topologyKey: string,
  domain: string | undefined,
  group: number,
): number {
  let sum = 0;
  for (const [index, held] of packing) {
    if (nodes[index]?.domains[topologyKey] === domain) sum += held.get(group) ?? 0;
  }
  return sum;
}
