import { shortList } from "../inventory/short-list.ts";
import { allocationHelp } from "./allocation-help.ts";
import type { Bound } from "./placement/answer.ts";
import type { Reason } from "./plan.ts";
import type { PlacementProblem } from "./problem-of.ts";
import { baseOf } from "./quota-limits.ts";
import { writtenAmount } from "./scheduler/amount.ts";
import type { PluginRule } from "./scheduler/pod-rules.ts";

/** A bound in numbers that can be added up by hand. `own`: the index of the workload that it is told of. */
export function boundReason(placement: PlacementProblem, bound: Bound, own: number): Reason {
  const reason = tellers[bound.kind]({ placement, bound, own });
  const isOfNodes = bound.kind === "nowhere" || bound.kind === "node";
  const help = isOfNodes ? allocationHelp(placement, ownOrAll(placement, bound.groups, own)) : undefined;
  return help === undefined ? reason : { ...reason, help };
}

interface Told {
  readonly placement: PlacementProblem;
  readonly bound: Bound;
  readonly own: number;
}

const tellers: Readonly<Record<Bound["kind"], (told: Told) => Reason>> = {
  nowhere: ({ placement, bound, own }) => ({
    code: "no-node-takes-it",
    message:
      placement.problem.nodes.length === 0
        ? "there is no node"
        : `no node takes ${podsText(placement, ownOrAll(placement, bound.groups, own))}, however empty it is`,
  }),
  node: ({ placement, bound }) => ({
    code: "larger-than-any-node",
    message: `a pod of ${podsText(placement, bound.groups)} asks for ${amount(bound, bound.needed)}; no node that takes it has more than ${amountLeft(bound)} free (${nodesText(placement, bound)})`,
  }),
  resource: ({ placement, bound, own }) => ({
    code: "not-enough",
    message: `needs ${amount(bound, bound.needed)}${withOthers(placement, bound, own)}; ${nodesText(placement, bound)}: ${amountLeft(bound)} free`,
  }),
  slots: ({ placement, bound, own }) => ({
    code: bound.resource === "pods" ? "too-many-pods" : "not-enough-whole-places",
    message: `needs places for ${bound.needed} ${bound.needed === 1 ? "pod" : "pods"}${sizeText(placement, bound)}${withOthers(placement, bound, own)}; ${nodesText(placement, bound)}: room for ${bound.available}`,
  }),
  apart: ({ placement, bound, own }) => ({
    code: "kept-apart",
    message: `needs ${bound.needed} places that are apart from each other${withOthers(placement, bound, own)}, ${whyApart(placement, bound)}; there ${bound.available === 1 ? "is" : "are"} ${bound.available} on ${nodesText(placement, bound)}`,
  }),
  together: ({ placement, bound }) => ({
    code: "not-enough-together",
    message: `needs places for ${bound.needed} pods that must be near each other, ${whyTogether(placement, bound)}; no ${domainText(placement, bound)} of ${nodesText(placement, bound)} has room for more than ${bound.available}`,
  }),
  weights: ({ placement, bound, own }) => ({
    code: "not-enough-whole-places",
    message: `needs ${bound.needed} points${withOthers(placement, bound, own)}, where a pod counts ${pointsText(placement, bound)}; ${roomsText(placement, bound)}: room for ${bound.available}`,
  }),
  quota: ({ placement, bound, own }) => ({
    code: "quota",
    message: `${quotaText(placement, bound)} leaves ${quotaAmount(bound, bound.available)} of ${bound.resource}, and ${quotaAmount(bound, bound.needed)} ${bound.needed === 1 ? "is" : "are"} asked for${withOthers(placement, bound, own)}: the API server refuses the pods that come last (exceeded quota)`,
    help: "raise the quota, or ask for less in this namespace",
  }),
};

/** Others that no node takes have reasons of their own. */
function ownOrAll({ problem }: PlacementProblem, groups: readonly number[], own: number): readonly number[] {
  const owned = groups.filter((group) => problem.groups[group]?.owner === own);
  return owned.length > 0 ? owned : groups;
}

/** Such as `3 (Deployment models/a, Deployment models/b), 1 (Deployment models/c)`. */
function pointsText(placement: PlacementProblem, { groups, weights = [] }: Bound): string {
  const named = [...new Set(weights)].sort((a, b) => b - a);
  return named
    .map((weight) => {
      const alike = groups.filter((_, at) => weights[at] === weight);
      return `${weight} (${podsText(placement, alike)})`;
    })
    .join(", ");
}

/** Such as `no node of pool h100 (2 nodes) holds pods of more than 8`. */
function roomsText(placement: PlacementProblem, { nodes, rooms = [] }: Bound): string {
  const named = [...new Set(rooms)].sort((a, b) => b - a);
  const texts = named.map((room) => {
    const alike = nodes.filter((_, at) => rooms[at] === room);
    const bound: Bound = { kind: "weights", groups: [], nodes: alike, needed: 0, available: 0 };
    return `no node of ${nodesText(placement, bound)} holds more than ${room}`;
  });
  return texts.join(", ");
}

function quotaAmount({ resource = "" }: Bound, number: number): string {
  return writtenAmount(baseOf(resource), number);
}

function amount({ resource = "" }: Bound, number: number): string {
  return `${writtenAmount(resource, number)} ${resource}`;
}

function amountLeft({ resource = "", available }: Bound): string {
  return writtenAmount(resource, available);
}

function sizeText({ problem }: PlacementProblem, { resource, groups }: Bound): string {
  if (resource === undefined || resource === "pods") return "";
  const index = problem.resources.indexOf(resource);
  const asked = groups.map((group) => problem.groups[group]?.requests[index] ?? 0);
  return asked.length === 0
    ? ""
    : ` with ${writtenAmount(resource, Math.min(...asked))} ${resource} or more each`;
}

function whyApart({ rules }: PlacementProblem, { groups }: Bound): string {
  const told = groups.flatMap((group) =>
    (rules[group] ?? []).flatMap((rule) =>
      rule.kind === "apart" && rule.groups.some((other) => groups.includes(other))
        ? [apartBy[rule.plugin]]
        : [],
    ),
  );
  return told.length === 0 ? apartBy.InterPodAffinity : [...new Set(told)].join(", and ");
}

function whyTogether({ rules }: PlacementProblem, { groups }: Bound): string {
  const isKept = groups.some((group) =>
    rules[group]?.some((rule) => rule.kind === "apart" && rule.groups.includes(group)),
  );
  return isKept ? "as pod affinity asks, and apart as pod anti-affinity does" : "as pod affinity asks";
}

/** Such as `node` or `zone`. */
function domainText({ rules }: PlacementProblem, { groups }: Bound): string {
  const keys = groups.flatMap((group) =>
    (rules[group] ?? []).flatMap(({ kind, topologyKey }) => (kind === "together" ? [topologyKey] : [])),
  );
  return [...new Set(keys)].map((key) => domainNames[key] ?? `domain of ${key}`).join(" and ");
}

const domainNames: Readonly<Record<string, string>> = {
  "kubernetes.io/hostname": "node",
  "topology.kubernetes.io/zone": "zone",
};

const apartBy: Readonly<Record<PluginRule["plugin"], string>> = {
  InterPodAffinity: "as pod anti-affinity rules ask",
  NodePorts: "since a node has each host port once",
  VolumeRestrictions: "since one pod at a time may use a claim that is ReadWriteOncePod",
  VolumeBinding: "",
};

function podsText({ problem }: PlacementProblem, groups: readonly number[]): string {
  return shortList(groups.map((group) => problem.groups[group]?.name ?? ""));
}

function withOthers({ problem, owners }: PlacementProblem, { groups }: Bound, own: number): string {
  const others = new Set(groups.map((group) => problem.groups[group]?.owner ?? own));
  others.delete(own);
  if (others.size === 0) return "";
  const names = [...others].map((index) => {
    const { kind, namespace, name } = owners[index] ?? { kind: "", namespace: "", name: "" };
    return `${kind} ${namespace}/${name}`;
  });
  return ` together with ${shortList(names)}`;
}

/** Such as `pool h100 (2 nodes) has 16, of which 4 are reserved`. */
function nodesText({ problem }: PlacementProblem, { nodes, resource }: Bound): string {
  const index = resource === undefined ? -1 : problem.resources.indexOf(resource);
  const pools = new Map<string, { nodes: number; all: number; free: number }>();
  for (const each of nodes) {
    const node = problem.nodes[each];
    if (!node) continue;
    const known = pools.get(node.pool) ?? { nodes: 0, all: 0, free: 0 };
    pools.set(node.pool, {
      nodes: known.nodes + 1,
      all: known.all + (node.allocatable[index] ?? 0),
      free: known.free + (node.free[index] ?? 0),
    });
  }
  const texts = [...pools].map(([pool, { nodes: count, all, free }]) => {
    const nodesOf = `pool ${pool} (${count} ${count === 1 ? "node" : "nodes"})`;
    if (resource === undefined || index < 0) return nodesOf;
    const reserved = all > free ? `, of which ${writtenAmount(resource, all - free)} are reserved` : "";
    return `${nodesOf} has ${writtenAmount(resource, all)}${reserved}`;
  });
  return texts.length === 0 ? "no node" : shortList(texts);
}

function quotaText({ problem }: PlacementProblem, { groups, resource, available }: Bound): string {
  const namespaces = new Set(groups.map((group) => problem.groups[group]?.namespace));
  const found = problem.quotas.filter((each) => each.resource === resource && namespaces.has(each.namespace));
  // Of several quotas of a namespace the one that is meant is the one that leaves so much.
  const quota = found.find(({ left }) => left === available) ?? found[0];
  return quota ? `the quota ${quota.name} of the namespace ${quota.namespace}` : "a quota";
}
