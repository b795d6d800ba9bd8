import type { PodRule, Problem } from "./problem.ts";

/** Rules between pods, by group; only those that can matter. */
export interface Rules {
  readonly apart: ReadonlyMap<number, readonly { readonly key: number; readonly group: number }[]>;
  readonly together: ReadonlyMap<number, Together>;
  /** Groups that other groups want to be near. */
  readonly named: ReadonlySet<number>;
  /** By key, then by node: a number for its domain, -1 where the node has none. */
  readonly domains: readonly (readonly number[])[];
  /** By key: whether no two nodes share a domain. */
  readonly isNarrow: readonly boolean[];
}

/**
 * All rules of one pod count together: a pod that is there counts for any of them only if it is among the pods that each
 * of them is about. Source: Kubernetes plugin InterPodAffinity, podMatchesAllAffinityTerms.
 */
export interface Together {
  readonly keys: readonly number[];
  readonly shapes: readonly number[];
}

export function rulesOf({ groups, nodes }: Problem): Rules {
  const keys: string[] = [];
  const keyOf = (name: string) => {
    const known = keys.indexOf(name);
    return known < 0 ? keys.push(name) - 1 : known;
  };
  const apart = new Map<number, { key: number; group: number }[]>();
  const together = new Map<number, Together>();
  const add = (from: number, key: number, to: number) => {
    const list = apart.get(from) ?? [];
    if (!list.some((one) => one.key === key && one.group === to)) list.push({ key, group: to });
    apart.set(from, list);
  };
  groups.forEach(({ rules, count }, index) => {
    if (count === 0) return;
    for (const rule of rules) {
      if (rule.kind !== "apart") continue;
      for (const other of new Set(rule.groups)) {
        const pods = groups[other]?.count ?? 0;
        if (pods === 0 || (other === index && pods === 1)) continue;
        const key = keyOf(rule.topologyKey);
        add(index, key, other);
        if (other !== index) add(other, key, index);
      }
    }
    const near = rules.filter(({ kind }) => kind === "together");
    if (near.length > 0) {
      together.set(index, {
        keys: [...new Set(near.map(({ topologyKey }) => keyOf(topologyKey)))],
        shapes: namedByAll(near),
      });
    }
  });
  const domains = keys.map((key) => {
    const ids = new Map<string, number>();
    return nodes.map(({ domains: of }) => {
      const name = Object.hasOwn(of, key) ? of[key] : undefined;
      if (name === undefined) return -1;
      const id = ids.get(name) ?? ids.size;
      ids.set(name, id);
      return id;
    });
  });
  return {
    apart,
    together,
    named: new Set([...together.values()].flatMap(({ shapes }) => shapes)),
    domains,
    isNarrow: domains.map((ofKey) => {
      const having = ofKey.filter((domain) => domain >= 0);
      return new Set(having).size === having.length;
    }),
  };
}

function namedByAll(rules: readonly PodRule[]): number[] {
  const [first, ...others] = rules;
  return [...new Set(first?.groups ?? [])].filter((group) =>
    others.every(({ groups }) => groups.includes(group)),
  );
}
