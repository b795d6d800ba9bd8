import type { Inventory } from "../../inventory/inventory.ts";
import type { Level, PodDemand } from "../demand/demand.ts";
import { nodeItself, wholeCluster } from "../node-classes.ts";
import type { PodRule } from "../placement/problem.ts";
import { clash, type HostPort, hostPortsOf } from "./host-ports.ts";
import { type AffinityTerm, affinityTermsOf, selects } from "./pod-affinity.ts";
import { type Reach, reachOf } from "./volume-binding.ts";

/** A rule, and the plugin that holds it. */
export interface PluginRule extends PodRule {
  readonly plugin: "NodePorts" | "VolumeRestrictions" | "VolumeBinding" | "InterPodAffinity";
}

/** Which groups each group must be near, and which away from, by index. Rules that can keep no pod away are left out. */
export function rulesOf(pods: readonly PodDemand[], inventory: Inventory, level: Level): PluginRule[][] {
  const rules: PluginRule[][] = pods.map(() => []);
  const index = new LabelIndex(pods);
  for (const [group, pod] of pods.entries()) {
    const near = affinityTermsOf(pod, "podAffinity");
    // Only pods that all of the terms select count for any of them.
    const [first] = near;
    const selected = first ? index.selectedBy(first).filter((each) => isSelected(near, pods[each])) : [];
    for (const { topologyKey } of near)
      rules[group]?.push({ plugin: "InterPodAffinity", kind: "together", topologyKey, groups: selected });
    for (const term of affinityTermsOf(pod, "podAntiAffinity")) {
      const groups = index.selectedBy(term);
      const rule = { kind: "apart", topologyKey: term.topologyKey, groups } as const;
      if (!isOfOne(rule, group, pods, level)) rules[group]?.push({ plugin: "InterPodAffinity", ...rule });
    }
  }
  addPorts(pods, rules, level);
  addClaimsOfOnePod(pods, rules, level);
  addVolumes(pods, inventory, rules, level);
  return rules;
}

/** Whether a rule is about nobody but the only pod that has it. */
function isOfOne({ groups }: PodRule, group: number, pods: readonly PodDemand[], level: Level): boolean {
  const others = groups.some((other) => other !== group);
  return !others && (groups.length === 0 || (pods[group]?.count[level] ?? 0) < 2);
}

function isSelected(terms: readonly AffinityTerm[], pod: PodDemand | undefined): boolean {
  return pod !== undefined && terms.every((term) => selects(term, pod));
}

/** Finds what a term selects without holding it against every pod. */
class LabelIndex {
  readonly #pods: readonly PodDemand[];
  readonly #byLabel = new Map<string, number[]>();
  /** Thousands of services with one term share one answer. */
  readonly #answers = new Map<string, readonly number[]>();

  constructor(pods: readonly PodDemand[]) {
    this.#pods = pods;
    for (const [group, { labels }] of pods.entries()) {
      for (const [key, value] of Object.entries(labels)) {
        const known = this.#byLabel.get(`${key}\0${value}`);
        if (known) known.push(group);
        else this.#byLabel.set(`${key}\0${value}`, [group]);
      }
    }
  }

  selectedBy(term: AffinityTerm): readonly number[] {
    const { topologyKey: _, ...asked } = term;
    const key = JSON.stringify(asked);
    const known = this.#answers.get(key) ?? this.#select(term);
    this.#answers.set(key, known);
    return known;
  }

  #select(term: AffinityTerm): number[] {
    const plain = term.requirements.find(({ operator, values }) => operator === "In" && values.length === 1);
    const candidates = plain
      ? (this.#byLabel.get(`${plain.key}\0${plain.values[0]}`) ?? [])
      : this.#pods.map((_, group) => group);
    return candidates.filter((group) => isSelected([term], this.#pods[group]));
  }
}

/** A port of a node can be had once. */
function addPorts(pods: readonly PodDemand[], rules: PluginRule[][], level: Level): void {
  const asking = pods.flatMap(({ spec }, group): { group: number; ports: HostPort[] }[] => {
    const ports = hostPortsOf(spec);
    return ports.length > 0 ? [{ group, ports }] : [];
  });
  for (const { group, ports } of asking) {
    const groups = asking.filter((other) => clash(ports, other.ports)).map((other) => other.group);
    const rule = { kind: "apart", topologyKey: nodeItself, groups } as const;
    if (!isOfOne(rule, group, pods, level)) rules[group]?.push({ plugin: "NodePorts", ...rule });
  }
}

/**
 * What downloads or builds ends before the services that wait for it begin, and keeps nobody away.
 * Source: Kubernetes plugin VolumeRestrictions, ReadWriteOncePod; k8s-nim-operator nimservice.go.
 */
function addClaimsOfOnePod(pods: readonly PodDemand[], rules: PluginRule[][], level: Level): void {
  const byClaim = new Map<string, number[]>();
  for (const [group, { namespace, volumes, spec }] of pods.entries()) {
    const isEnding = spec.restartPolicy !== undefined && spec.restartPolicy !== "Always";
    for (const { claim, isForOnePod } of volumes) {
      if (!isForOnePod || isEnding) continue;
      const key = `${namespace}\0${claim}`;
      const known = byClaim.get(key);
      if (known) known.push(group);
      else byClaim.set(key, [group]);
    }
  }
  for (const groups of byClaim.values()) {
    for (const group of groups) {
      const rule = { kind: "apart", topologyKey: wholeCluster, groups } as const;
      if (!isOfOne(rule, group, pods, level)) rules[group]?.push({ plugin: "VolumeRestrictions", ...rule });
    }
  }
}

/** A volume that its first pod binds to a node or a zone keeps all its pods there. */
function addVolumes(
  pods: readonly PodDemand[],
  inventory: Inventory,
  rules: PluginRule[][],
  level: Level,
): void {
  const byClaim = new Map<string, { reach: Reach; groups: number[] }>();
  for (const [group, { namespace, volumes }] of pods.entries()) {
    for (const { claim, storage } of volumes) {
      const reach = storage ? reachOf(storage) : "anywhere";
      if (reach === "anywhere") continue;
      const key = `${namespace}\0${claim}`;
      const known = byClaim.get(key) ?? { reach, groups: [] };
      known.groups.push(group);
      byClaim.set(key, known);
    }
  }
  const haveZones = inventory.nodePools.some(
    ({ zone, labels }) => zone !== undefined || Object.hasOwn(labels, zoneKey),
  );
  for (const { reach, groups } of byClaim.values()) {
    if (reach === "zone" && !haveZones) continue;
    const topologyKey = reach === "node" ? nodeItself : zoneKey;
    for (const group of groups) {
      const rule = { kind: "together", topologyKey, groups } as const;
      if (!isOfOne(rule, group, pods, level)) rules[group]?.push({ plugin: "VolumeBinding", ...rule });
    }
  }
}

const zoneKey = "topology.kubernetes.io/zone";
