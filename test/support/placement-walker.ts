import type { FleetVerdict, Verdict } from "../../src/plan/placement/answer.ts";
import type { PodGroup, Problem } from "../../src/plan/placement/problem.ts";

/** By pod: the index of its node, or one of these. */
const absent = -1;
const pending = -2;

interface Pod {
  readonly group: number;
  readonly at: PodGroup;
}

/**
 * The verdicts by walking every state that a cluster can reach: pods come in any order, if quotas let them; the scheduler
 * takes any of those that wait, and any node that passes its filters; where none does it evicts pods of lower priority
 * on one node, and those come again. For tiny problems; shares nothing with the planner.
 */
export function walkedVerdicts(problem: Problem): { verdict: FleetVerdict; owners: Verdict[] } {
  const count = Math.max(-1, ...problem.groups.map(({ owner }) => owner)) + 1;
  const owners = Array.from({ length: count }, (_, owner) => owner);
  const isAlone = owners.map((owner) => walk(problem, needed(problem, owner)).isPacked);
  const fitting = new Set(owners.filter((owner) => isAlone[owner]));
  const isPacked = walk(problem, fitting).isPacked;
  const { left } = walk(problem, new Set(owners));
  const verdicts = owners.map((owner): Verdict => {
    if (!isAlone[owner]) return "does-not-fit";
    if (!left.has(owner)) return "fits";
    return isPacked ? "fits-if-packed" : "contended";
  });
  const has = (verdict: Verdict) => verdicts.includes(verdict);
  const isBad = has("does-not-fit") || has("contended");
  return {
    verdict: isBad ? "does-not-fit" : has("fits-if-packed") ? "fits-if-packed" : "fits",
    owners: verdicts,
  };
}

/** With the owners whose pods its own must be near. */
function needed({ groups }: Problem, owner: number): Set<number> {
  const found = new Set([owner]);
  for (const next of found) {
    groups.forEach((group, index) => {
      if (group.owner !== next) return;
      const near = nearOf(group);
      if (near === undefined || near.includes(index)) return;
      for (const other of near) found.add(groups[other]?.owner ?? -1);
    });
  }
  return found;
}

/** Whether some state has all pods of these owners in their places, and whose pods some last state leaves out. */
function walk(problem: Problem, owners: ReadonlySet<number>) {
  const pods = problem.groups.flatMap((at, group): Pod[] =>
    owners.has(at.owner) ? Array.from({ length: at.count }, () => ({ group, at })) : [],
  );
  const left = new Set<number>();
  let isPacked = false;
  const seen = new Set<string>();
  const open: number[][] = [pods.map(() => absent)];
  for (let state = open.pop(); state; state = open.pop()) {
    const now = state;
    const key = keyOf(pods, now);
    if (seen.has(key)) continue;
    seen.add(key);
    if (now.every((place) => place >= 0)) isPacked = true;
    const next = pods.flatMap((_, pod) => stepsOf(problem, pods, now, pod));
    open.push(...next);
    if (next.length > 0) continue;
    pods.forEach(({ at }, pod) => {
      if ((now[pod] ?? absent) < 0) left.add(at.owner);
    });
  }
  return { isPacked, left };
}

function keyOf(pods: readonly Pod[], state: readonly number[]): string {
  const byGroup = new Map<number, number[]>();
  pods.forEach(({ group }, pod) => {
    byGroup.set(group, [...(byGroup.get(group) ?? []), state[pod] ?? absent]);
  });
  return [...byGroup.values()].map((places) => places.sort((a, b) => a - b).join()).join("|");
}

function stepsOf(problem: Problem, pods: readonly Pod[], state: readonly number[], pod: number): number[][] {
  const moved = (place: number) => state.map((was, other) => (other === pod ? place : was));
  if (state[pod] === absent) return isAdmitted(problem, pods, state, pod) ? [moved(pending)] : [];
  if (state[pod] !== pending) return [];
  const nodes = problem.nodes.map((_, node) => node);
  const possible = nodes.filter((node) => isPossible(problem, pods, state, pod, node));
  if (possible.length > 0) return possible.map(moved);
  const priority = pods[pod]?.at.priority ?? 0;
  if (!pods[pod]?.at.evicts) return [];
  return nodes.flatMap((node) => {
    const isVictim = (other: number) => state[other] === node && (pods[other]?.at.priority ?? 0) < priority;
    let after = state.map((place, other) => (isVictim(other) ? absent : place));
    if (!isPossible(problem, pods, after, pod, node)) return [];
    const victims = pods.map((_, other) => other).filter(isVictim);
    victims.sort((a, b) => (pods[b]?.at.priority ?? 0) - (pods[a]?.at.priority ?? 0));
    for (const victim of victims) {
      const spared = after.map((place, other) => (other === victim ? node : place));
      if (isPossible(problem, pods, spared, pod, node)) after = spared;
    }
    return [after.map((place, other) => (other === pod ? node : place))];
  });
}

function isAdmitted(
  { quotas }: Problem,
  pods: readonly Pod[],
  state: readonly number[],
  pod: number,
): boolean {
  return quotas.every(({ left, perPod }) => {
    const own = perPod[pods[pod]?.group ?? -1] ?? 0;
    const used = pods.reduce(
      (sum, { group }, other) => sum + (state[other] === absent ? 0 : (perPod[group] ?? 0)),
      0,
    );
    return own === 0 || used + own <= left;
  });
}

function isPossible(
  { nodes, resources }: Problem,
  pods: readonly Pod[],
  state: readonly number[],
  pod: number,
  node: number,
): boolean {
  const { at, group } = pods[pod] ?? {};
  const place = nodes[node];
  if (!at || !place || !at.allowed[place.class]) return false;
  const there = pods.flatMap((other, index) => {
    const on = nodes[state[index] ?? absent];
    return on ? [{ ...other, on }] : [];
  });
  const here = there.filter(({ on }) => on === place);
  const hasRoom = resources.every((_, resource) => {
    const asked = at.requests[resource] ?? 0;
    const used = here.reduce((sum, other) => sum + (other.at.requests[resource] ?? 0), 0);
    return asked === 0 || used + asked <= (place.free[resource] ?? 0);
  });
  if (!hasRoom) return false;
  const share = (key: string, on: (typeof nodes)[number]) =>
    place.domains[key] !== undefined && place.domains[key] === on.domains[key];
  for (const other of there) {
    for (const { kind, topologyKey, groups } of at.rules) {
      if (kind === "apart" && groups.includes(other.group) && share(topologyKey, other.on)) return false;
    }
    for (const { kind, topologyKey, groups } of other.at.rules) {
      if (kind === "apart" && groups.includes(group ?? -1) && share(topologyKey, other.on)) return false;
    }
  }
  const near = nearOf(at);
  if (near === undefined) return true;
  const keys = at.rules.filter(({ kind }) => kind === "together").map(({ topologyKey }) => topologyKey);
  if (keys.some((key) => place.domains[key] === undefined)) return false;
  const matching = there.filter((other) => near.includes(other.group));
  if (keys.every((key) => matching.some(({ on }) => share(key, on)))) return true;
  return matching.length === 0 && near.includes(group ?? -1);
}

/** Groups that all rules to be near name; undefined without such rules. */
function nearOf({ rules }: PodGroup): number[] | undefined {
  const lists = rules.filter(({ kind }) => kind === "together").map(({ groups }) => groups);
  const [first] = lists;
  return first?.filter((group) => lists.every((list) => list.includes(group)));
}
