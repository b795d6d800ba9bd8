import type { Bound, Packing } from "../../src/plan/placement/answer.ts";
import type { PodGroup, Problem } from "../../src/plan/placement/problem.ts";

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
export function isTrue(
  problem: Problem,
  { kind, resource, groups, nodes, needed, available }: Bound,
): boolean {
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
        groups.reduce((sum, of) => sum + (perPod[of] ?? 0) * countOf(problem, of), 0) >= needed,
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
    return asked >= needed && free <= available;
  }
  const pods = groups.reduce((sum, of) => sum + countOf(problem, of), 0);
  if (kind === "apart") return pods >= needed;
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
  return pods >= needed && places <= available;
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
