import type { Packing } from "../placement/answer.ts";
import type { PodRule } from "../placement/problem.ts";
import type { PlacementProblem } from "../problem-of.ts";
import type { PluginRule } from "./pod-rules.ts";

/** What one node has against a pod; nothing where it takes it. */
export interface Complaints {
  /** Of the first filter that refuses; only the one of resources tells all that is short. */
  readonly texts: readonly string[];
  /** Whether it would refuse the pod without any other pod too. */
  readonly isHopeless: boolean;
}

/** The filters in the order of the default plugins. Source: Kubernetes apis/config/v1/default_plugins.go. */
export function complaintsOf(
  placement: PlacementProblem,
  group: number,
  node: number,
  running: Packing,
): Complaints {
  const { fleet, rules } = placement;
  const { first, last } = placement.filtersAt(group, fleet.nodes[node]?.class ?? 0);
  if (first) return hopeless(first.message);
  const own = (plugin: PluginRule["plugin"]) => (rules[group] ?? []).filter((rule) => rule.plugin === plugin);
  if (breaks(placement, group, own("NodePorts"), node, running))
    return { texts: ["node(s) didn't have free ports for the requested pod ports"], isHopeless: false };
  const short = shortOf(placement, group, node, running);
  if (short.texts.length > 0) return short;
  if (breaks(placement, group, own("VolumeRestrictions"), node, running))
    return { texts: [claimInUse], isHopeless: false };
  if (last?.plugin === "VolumeBinding") return hopeless(last.message);
  if (breaks(placement, group, own("VolumeBinding"), node, running))
    return hopeless("node(s) didn't match PersistentVolume's node affinity");
  const between = affinityComplaints(placement, group, own("InterPodAffinity"), node, running);
  if (between) return between;
  const claimed = shortOf(placement, group, node, running, true);
  if (last || claimed.texts.length > 0) return { texts: [cannotAllocate], isHopeless: false };
  return { texts: [], isHopeless: false };
}

const claimInUse =
  "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod";
const cannotAllocate = "cannot allocate all claims";

function hopeless(text: string): Complaints {
  return { texts: [text], isHopeless: true };
}

/** Source: Kubernetes plugin NodeResourcesFit, fitsRequest. Devices that are claimed have a filter of their own. */
function shortOf(
  { problem: { resources, groups, nodes }, pods }: PlacementProblem,
  group: number,
  node: number,
  running: Packing,
  areClaimed = false,
): Complaints {
  const classes = new Set(pods[group]?.devices.map(({ deviceClass }) => deviceClass));
  const { free = [], allocatable = [] } = nodes[node] ?? {};
  const texts: string[] = [];
  let isHopeless = false;
  for (const [index, resource] of resources.entries()) {
    const asked = groups[group]?.requests[index] ?? 0;
    if (asked === 0 || classes.has(resource) !== areClaimed) continue;
    let taken = 0;
    for (const [other, count] of running.get(node) ?? [])
      taken += (groups[other]?.requests[index] ?? 0) * count;
    if (asked <= (free[index] ?? 0) - taken) continue;
    texts.push(resource === "pods" ? "Too many pods" : `Insufficient ${resource}`);
    isHopeless ||= asked > (allocatable[index] ?? 0) && resource !== "pods";
  }
  return { texts, isHopeless };
}

/** Source: Kubernetes plugin InterPodAffinity, Filter. */
function affinityComplaints(
  placement: PlacementProblem,
  group: number,
  own: readonly PluginRule[],
  node: number,
  running: Packing,
): Complaints | undefined {
  const near = own.filter(({ kind }) => kind === "together");
  if (breaks(placement, group, near, node, running))
    return hopeless("node(s) didn't match pod affinity rules");
  const apart = own.filter(({ kind }) => kind === "apart");
  if (breaks(placement, group, apart, node, running))
    return { texts: ["node(s) didn't match pod anti-affinity rules"], isHopeless: false };
  if (running.size === 0) return undefined;
  const isUnwanted = placement.rules.some((rules, other) =>
    rules.some(
      (rule) =>
        rule.kind === "apart" &&
        rule.plugin === "InterPodAffinity" &&
        rule.groups.includes(group) &&
        isBeside(placement, { ...rule, groups: [other] }, node, running),
    ),
  );
  if (!isUnwanted) return undefined;
  return { texts: ["node(s) didn't satisfy existing pods anti-affinity rules"], isHopeless: false };
}

function breaks(
  placement: PlacementProblem,
  group: number,
  rules: readonly PluginRule[],
  node: number,
  running: Packing,
): boolean {
  return rules.some((rule) => {
    if (rule.kind === "apart") return isBeside(placement, rule, node, running);
    if (placement.problem.nodes[node]?.domains[rule.topologyKey] === undefined) return true;
    if (isBeside(placement, rule, node, running)) return false;
    // The first of pods that want to be together may go anywhere.
    return !rule.groups.includes(group) || isAnywhere(rule, running);
  });
}

/** Whether a pod that the rule is about runs in the domain of a node. */
function isBeside({ problem }: PlacementProblem, rule: PodRule, node: number, running: Packing): boolean {
  const domain = problem.nodes[node]?.domains[rule.topologyKey];
  if (domain === undefined) return false;
  return [...running].some(
    ([other, pods]) =>
      problem.nodes[other]?.domains[rule.topologyKey] === domain &&
      rule.groups.some((each) => (pods.get(each) ?? 0) > 0),
  );
}

function isAnywhere(rule: PodRule, running: Packing): boolean {
  return [...running.values()].some((pods) => rule.groups.some((each) => (pods.get(each) ?? 0) > 0));
}
