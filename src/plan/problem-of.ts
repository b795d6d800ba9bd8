import type { Inventory } from "../inventory/inventory.ts";
import type { Demand, Level, PodDemand, WorkloadDemand } from "./demand/demand.ts";
import { domainOf, type Fleet, fleetOf, type NodeClass } from "./node-classes.ts";
import type { PodGroup, Problem, ProblemNode } from "./placement/problem.ts";
import { quotaLimits } from "./quota-limits.ts";
import { scheduledAmount } from "./scheduler/amount.ts";
import { type Filters, filtersOf } from "./scheduler/node-filter.ts";
import { type PluginRule, rulesOf } from "./scheduler/pod-rules.ts";

/** A problem of placement, and what its numbers stand for. */
export interface PlacementProblem {
  readonly problem: Problem;
  /** By index of owners: workloads that have pods at this level. */
  readonly owners: readonly WorkloadDemand[];
  /** By index of groups. */
  readonly pods: readonly PodDemand[];
  /** Its nodes are those of the problem; its classes are finer. */
  readonly fleet: Fleet;
  /** Those of the problem's groups, with the plugins that hold them. */
  readonly rules: readonly (readonly PluginRule[])[];
  /** By group: the first that no node tells apart from it, however full it is. */
  readonly alike: readonly number[];
  /** Workloads with devices of which nobody can tell whether some node has them: their verdict is `unknown`. */
  readonly undecided: ReadonlySet<WorkloadDemand>;
  /** Why a node of the fleet's class does not take the pods of a group. */
  filtersAt(group: number, fleetClass: number): Filters;
}

/**
 * What runs at a level, on which nodes. Builds and jobs take part at `rollout` alone, all of them at once with
 * everything else.
 */
export function problemOf(demand: Demand, inventory: Inventory, level: Level): PlacementProblem {
  const owners = demand.workloads.filter(
    ({ ends, pods }) => (level === "rollout" || !ends) && pods.some(({ count }) => count[level] > 0),
  );
  const groups = owners.flatMap(({ pods }, owner) =>
    pods.filter(({ count }) => count[level] > 0).map((pod) => ({ owner, pod })),
  );
  const pods = groups.map(({ pod }) => pod);
  const resources = resourcesOf(pods);
  const fleet = fleetOf(inventory, pods, resources, level);
  const filters = filtersBySort(fleet.classes);
  const rules = rulesOf(pods, inventory, level);
  const classes = mergedClasses(
    fleet,
    pods,
    filters,
    new Set(rules.flat().map(({ topologyKey }) => topologyKey)),
  );
  const undecided = new Set<WorkloadDemand>();
  const made = groups.map(({ owner, pod }, index): PodGroup => {
    const filtered = filters(pod);
    const workload = owners[owner];
    if (workload && filtered.some(({ first, isUnknown }) => !first && isUnknown)) undecided.add(workload);
    return {
      owner,
      name: nameOf(pod),
      namespace: pod.namespace,
      count: pod.count[level],
      requests: resources.map((resource) => (resource === "pods" ? 1 : requestOf(pod, resource))),
      allowed: classes.firsts.map((first) => isTaken(filtered[first])),
      priority: pod.priority,
      evicts: pod.evicts,
      rules: (rules[index] ?? []).map(({ kind, topologyKey, groups: about }) => ({
        kind,
        topologyKey,
        groups: about,
      })),
    };
  });
  return {
    problem: { resources, nodes: classes.nodes, groups: made, quotas: quotaLimits(demand.quotas, pods) },
    owners,
    pods,
    fleet,
    rules,
    alike: alikeOf(made, pods.map(filters), rules),
    undecided,
    filtersAt: (group, fleetClass) => {
      const pod = pods[group];
      return (pod && filters(pod)[fleetClass]) ?? { first: undefined, last: undefined, isUnknown: false };
    },
  };
}

function alikeOf(
  groups: readonly PodGroup[],
  filters: readonly (readonly Filters[])[],
  rules: readonly (readonly PluginRule[])[],
): number[] {
  const sorts = new Map<readonly Filters[] | undefined, number>();
  const firsts = new Map<string, number>();
  return groups.map(({ requests }, index) => {
    // What other pods are there matters to these.
    if ((rules[index] ?? []).length > 0) return index;
    const sort = sorts.get(filters[index]) ?? sorts.size;
    sorts.set(filters[index], sort);
    const key = `${sort};${requests.join()}`;
    const first = firsts.get(key) ?? index;
    firsts.set(key, first);
    return first;
  });
}

/** Everything that some pod asks for, in the order of names. */
function resourcesOf(pods: readonly PodDemand[]): string[] {
  const names = new Set(["pods"]);
  for (const pod of pods) {
    for (const resource of Object.keys(pod.requests)) if (requestOf(pod, resource) > 0) names.add(resource);
  }
  return [...names].sort();
}

function requestOf({ requests }: PodDemand, resource: string): number {
  return Object.hasOwn(requests, resource) ? scheduledAmount(resource, requests[resource] ?? "0") : 0;
}

/** Many pods say the same about their nodes, and are filtered once. */
function filtersBySort(classes: readonly NodeClass[]): (pod: PodDemand) => readonly Filters[] {
  const bySort = new Map<string, readonly Filters[]>();
  const byPod = new Map<PodDemand, readonly Filters[]>();
  return (pod) => {
    const known = byPod.get(pod);
    if (known) return known;
    const sort = sortOf(pod);
    const filters = bySort.get(sort) ?? classes.map((each) => filtersOf(each, pod));
    bySort.set(sort, filters);
    byPod.set(pod, filters);
    return filters;
  };
}

function sortOf({ spec, devices, volumes }: PodDemand): string {
  const { nodeName, nodeSelector, tolerations, affinity } = spec;
  const nodes =
    typeof affinity === "object" && affinity !== null && !Array.isArray(affinity)
      ? affinity.nodeAffinity
      : undefined;
  const stored = volumes.map(({ claim: _, ...rest }) => rest);
  return JSON.stringify([nodeName, nodeSelector, tolerations, nodes, devices, stored], (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

function isTaken(filters: Filters | undefined): boolean {
  return filters !== undefined && !filters.first && !filters.last;
}

/** Classes that no pod can tell apart become one: the fewer there are, the more can be decided. */
function mergedClasses(
  { classes, nodes }: Fleet,
  pods: readonly PodDemand[],
  filters: (pod: PodDemand) => readonly Filters[],
  topologyKeys: ReadonlySet<string>,
): { readonly nodes: ProblemNode[]; readonly firsts: readonly number[] } {
  const sorts = new Set(pods.map(filters));
  const keys = [...topologyKeys].sort();
  const firsts: number[] = [];
  const byLook = new Map<string, number>();
  const merged = classes.map((each, index) => {
    const look = JSON.stringify([
      each.free.map(String),
      each.allocatable.map(String),
      [...sorts].map((sort) => isTaken(sort[index])),
      keys.map((key) => (domainOf(each, "", key) === "" ? null : (domainOf(each, "", key) ?? 0))),
    ]);
    const known = byLook.get(look) ?? firsts.push(index) - 1;
    byLook.set(look, known);
    return known;
  });
  return {
    firsts,
    nodes: nodes.map(({ name, pool, class: fleetClass }): ProblemNode => {
      const of = classes[fleetClass];
      const domains = keys.flatMap((key) => {
        const domain = of && domainOf(of, name, key);
        return domain === undefined ? [] : [[key, domain] as const];
      });
      return {
        name,
        pool,
        class: merged[fleetClass] ?? 0,
        free: of?.free ?? [],
        allocatable: of?.allocatable ?? [],
        domains: bare(domains),
      };
    }),
  };
}

/** Without what every object has: a topology key may be called `constructor`. */
function bare(entries: readonly (readonly [string, string])[]): ProblemNode["domains"] {
  const map: Record<string, string> = Object.create(null);
  return Object.assign(map, Object.fromEntries(entries));
}

/** Such as `Deployment models/llama`. */
function nameOf({ of, namespace }: PodDemand): string {
  const [kind = "", ...name] = of.split(" ");
  return `${kind} ${namespace}/${name.join(" ")}`;
}
