import type { Problem, ProblemNode } from "./placement/problem.ts";

/** The same problem, in which pods keep away from some pools though those would take them. */
export function restrictedProblem(
  problem: Problem,
  isKeptFrom: (group: number, pool: string) => boolean,
): Problem {
  const groups = problem.groups.map((_, index) => index);
  const keptByPool = new Map<string, string>();
  const keptFrom = (pool: string): string => {
    const known = keptByPool.get(pool) ?? groups.filter((group) => isKeptFrom(group, pool)).join();
    keptByPool.set(pool, known);
    return known;
  };
  // Pools that were alike no longer are, where pods keep away from one of them.
  const classes = new Map<string, { readonly index: number; readonly of: number; readonly pool: string }>();
  const nodes = problem.nodes.map((node): ProblemNode => {
    const key = `${node.class} ${keptFrom(node.pool)}`;
    const known = classes.get(key) ?? { index: classes.size, of: node.class, pool: node.pool };
    classes.set(key, known);
    return { ...node, class: known.index };
  });
  return {
    ...problem,
    nodes,
    groups: problem.groups.map((group, index) => ({
      ...group,
      allowed: [...classes.values()].map(
        ({ of, pool }) => group.allowed[of] === true && !isKeptFrom(index, pool),
      ),
    })),
  };
}
