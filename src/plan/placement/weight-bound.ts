import type { Bound } from "./answer.ts";
import { apartOn } from "./blocking.ts";
import { type PackingCell, podsOn, scarcest, type Wanted } from "./fractional-packing.ts";
import { fullestPattern } from "./fullest-pattern.ts";
import type { Model } from "./model.ts";

/**
 * Weights of pods, in small whole numbers, of which all pods together have more than all nodes hold, each as many as it can
 * of any pods: whoever doubts it can add up. `values` are such weights in fractions.
 */
export function weightBound(
  model: Model,
  cells: readonly PackingCell[],
  wanted: readonly Wanted[],
  values: readonly number[],
): Bound | undefined {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  if (largest <= 0) return undefined;
  for (const scale of scales) {
    const weights = values.map((value) => Math.round((value / largest) * scale));
    const needed = wanted.reduce((sum, { count }, at) => sum + count * (weights[at] ?? 0), 0);
    const held = cells.map((cell) => {
      const pods = podsOn(model, cell, wanted, weights);
      const resource = scarcest(model, cell, wanted);
      const isApart = apartOn(model, cell.nodes[0] ?? -1);
      return Math.floor(fullestPattern(pods, resource, cell.free, isApart, mostVisits).most + 1e-6);
    });
    const available = cells.reduce((sum, { nodes }, cell) => sum + nodes.length * (held[cell] ?? 0), 0);
    if (needed <= available) continue;
    const weighed = wanted.flatMap(({ shape }, at) =>
      (weights[at] ?? 0) > 0 ? shape.groups.map((group) => [group, weights[at] ?? 0] as const) : [],
    );
    const rooms = cells.flatMap(({ nodes }, cell) => nodes.map((node) => [node, held[cell] ?? 0] as const));
    const used = rooms.filter(([node]) =>
      wanted.some(({ shape }, at) => (weights[at] ?? 0) > 0 && shape.takes[model.blockOf[node] ?? -1]),
    );
    return {
      kind: "weights",
      groups: weighed.map(([group]) => group),
      nodes: used.map(([node]) => node),
      weights: weighed.map(([, weight]) => weight),
      rooms: used.map(([, room]) => room),
      needed,
      available,
    };
  }
  return undefined;
}

const scales = [1, 2, 3, 4, 6, 8, 12, 24, 60, 120, 840, 10_000];
const mostVisits = 20_000;
