import { createRequire } from "node:module";
import type { Problem } from "../../src/plan/placement/problem.ts";

/** What is used of `highs`; its own types need those of a browser. */
interface Solver {
  solve(
    problem: string,
    options: Readonly<Record<string, number>>,
  ): {
    readonly Status: string;
    readonly Columns: Readonly<Record<string, { readonly Primal?: number }>>;
  };
}

const load: () => Promise<Solver> = createRequire(import.meta.url)("highs");
const highs = await load();

/** What an integer program says can be placed at once. */
export interface Optimum {
  readonly pods: number;
  readonly gpus: number;
}

/**
 * The most pods, or GPUs in use, of some groups: by HiGHS, which shares nothing with the planner. For problems without
 * rules between pods; priorities play no part, since nothing else is there.
 */
export function optimumOf(
  problem: Problem,
  most: "pods" | "gpus",
  isAsked: (group: number) => boolean = () => true,
): Optimum {
  const { resources, nodes, groups, quotas } = problem;
  const gpu = resources.indexOf("nvidia.com/gpu");
  const variables = groups.flatMap((group, index) =>
    isAsked(index)
      ? nodes.flatMap((node, at) =>
          group.allowed[node.class] ? [{ name: `x${index}_${at}`, group: index, node: at }] : [],
        )
      : [],
  );
  if (variables.length === 0) return { pods: 0, gpus: 0 };
  const gpusOf = (group: number) => groups[group]?.requests[gpu] ?? 0;
  const lines = [
    ...groups.map((group, index) =>
      atMost(
        group.count,
        variables.flatMap((each) => (each.group === index ? [[1, each.name] as const] : [])),
      ),
    ),
    ...nodes.flatMap((node, at) => {
      const here = variables.filter((each) => each.node === at);
      return resources.map((_, resource) =>
        atMost(
          node.free[resource] ?? 0,
          here.map(({ group, name }) => [groups[group]?.requests[resource] ?? 0, name] as const),
        ),
      );
    }),
    ...quotas.map(({ left, perPod }) =>
      atMost(
        left,
        variables.map(({ group, name }) => [perPod[group] ?? 0, name] as const),
      ),
    ),
  ].filter((line) => line !== "");
  // GPUs of pods without any count a little, so that the objective is never empty.
  const goal = variables.map(({ group, name }) => `${most === "pods" ? 1 : gpusOf(group) + 0.001} ${name}`);
  const names = variables.map(({ name }) => name).join("\n");
  const text = `Maximize\n obj: ${goal.join(" + ")}\nSubject To\n${lines.map((line, index) => ` c${index}: ${line}`).join("\n")}\nGeneral\n${names}\nEnd\n`;
  const solution = highs.solve(text, { mip_rel_gap: 0, mip_abs_gap: 0.0005 });
  if (solution.Status !== "Optimal") throw new Error(solution.Status);
  const columns = solution.Columns;
  const values = variables.map(({ group, name }) => ({
    group,
    value: Math.round(columns[name]?.Primal ?? 0),
  }));
  return {
    pods: values.reduce((sum, { value }) => sum + value, 0),
    gpus: values.reduce((sum, { group, value }) => sum + value * gpusOf(group), 0),
  };
}

/** Amounts of memory are scaled: what differs by a billion is too far apart for a solver of floating point numbers. */
function atMost(limit: number, terms: readonly (readonly [factor: number, name: string])[]): string {
  const counted = terms.filter(([factor]) => factor > 0);
  if (counted.length === 0 || !Number.isFinite(limit)) return "";
  const unit = Math.max(1, ...counted.map(([factor]) => factor)) / 1000;
  const scale = unit > 1000 ? unit : 1;
  return `${counted.map(([factor, name]) => `${factor / scale} ${name}`).join(" + ")} <= ${limit / scale}`;
}
