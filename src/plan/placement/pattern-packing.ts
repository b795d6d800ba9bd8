import { Fleet } from "./fleet.ts";
import { fractionalPacking, type PackingCell, type Wanted } from "./fractional-packing.ts";
import type { Model, Shape } from "./model.ts";
import { packInOrder } from "./pack-in-order.ts";
import type { Packed } from "./search-places.ts";
import type { Steps } from "./steps.ts";
import { weightBound } from "./weight-bound.ts";

/**
 * A place for many pods on many nodes by whole patterns, of which a program says how many are wanted in parts: those that
 * are wanted once or more are used, and the rest is asked again. Pods that care who is far away come first. The prices of
 * the program prove that there is no place, where it says so of all.
 */
export function packByPatterns(
  model: Model,
  shapes: readonly Shape[],
  wanted: readonly number[],
  steps: Steps,
): Packed {
  const isFar = ({ together, apart }: Shape) =>
    together !== undefined || apart.some(({ isNarrow, shape }) => !isNarrow && (wanted[shape] ?? 0) > 0);
  const first = shapes.filter(isFar);
  const all = shapes.map((shape) => ({ shape, count: wanted[shape.index] ?? 0 }));
  const empty = new Fleet(model);
  const proof = fractionalPacking(model, cellsOf(empty, shapes), all, steps);
  if (proof.isImpossible) {
    const bound = weightBound(model, cellsOf(empty, shapes), all, proof.values);
    if (bound) return { kind: "impossible", bound };
  }
  if (proof.isImpossible || proof.times < nearlyOnce) return { kind: "undecided" };
  const start = packInOrder(model, first, wanted, "least-wanted");
  if (start.kind === "stuck") return { kind: "undecided" };
  const { fleet } = start;
  const left = (): Wanted[] =>
    shapes.flatMap((shape) => {
      const count = (wanted[shape.index] ?? 0) - (fleet.placed[shape.index] ?? 0);
      return count > 0 ? [{ shape, count }] : [];
    });
  const full = new Set<number>();
  for (let round = 0; round < mostRounds; round++) {
    const rest = left();
    if (rest.length === 0) return { kind: "placed", fleet };
    const cells = cellsOf(fleet, shapes, full);
    if (cells.length === 0) break;
    const { parts } = fractionalPacking(model, cells, rest, steps);
    if (steps.isOver || parts.length === 0) break;
    const next = cells.map(() => 0);
    const use = ({ cell, pattern }: (typeof parts)[number], times: number) => {
      for (let time = 0; time < times; time++) {
        const node = cells[cell]?.nodes[next[cell] ?? 0];
        if (node === undefined) return;
        let placed = 0;
        for (const [at, count] of pattern.pods) {
          const pods = rest[at];
          const open = pods ? (wanted[pods.shape.index] ?? 0) - (fleet.placed[pods.shape.index] ?? 0) : 0;
          if (pods) placed += fleet.fill(pods.shape, node, Math.min(count, open));
        }
        if (placed === 0) return;
        next[cell] = (next[cell] ?? 0) + 1;
        full.add(node);
      }
    };
    const sorted = [...parts].sort((a, b) => b.amount - a.amount || a.cell - b.cell);
    const isWhole = sorted.some(({ amount }) => amount >= 1 - 1e-6);
    for (const part of sorted) if (isWhole) use(part, Math.floor(part.amount + 1e-6));
    // A few of the largest parts at once: the rest is asked again.
    if (!isWhole) for (const part of sorted.slice(0, Math.ceil(sorted.length / 8))) use(part, 1);
  }
  return placeRest(fleet, left(), wanted) ? { kind: "placed", fleet } : { kind: "undecided" };
}

const mostRounds = 60;
const nearlyOnce = 1 - 1e-5;

/** Nodes in the same state that some of the shapes may use. */
function cellsOf(fleet: Fleet, shapes: readonly Shape[], but?: ReadonlySet<number>): PackingCell[] {
  const { blocks } = fleet.model;
  const cells = new Map<string, { nodes: number[]; free: readonly number[] }>();
  for (const { index, nodes } of blocks) {
    if (!shapes.some(({ takes }) => takes[index])) continue;
    for (const node of nodes) {
      if (but?.has(node)) continue;
      const state = fleet.stateOf(node);
      const known = cells.get(state);
      if (known) known.nodes.push(node);
      else cells.set(state, { nodes: [node], free: [...(fleet.free[node] ?? [])] });
    }
  }
  return [...cells.values()];
}

/** Pod after pod, wherever there is room, on the fullest node that has it. */
function placeRest(fleet: Fleet, rest: readonly Wanted[], wanted: readonly number[]): boolean {
  return rest.every(({ shape }) => {
    for (const node of fleet.model.blockOf.keys()) {
      const open = (wanted[shape.index] ?? 0) - (fleet.placed[shape.index] ?? 0);
      if (open === 0) return true;
      fleet.fill(shape, node, open);
    }
    return (wanted[shape.index] ?? 0) === (fleet.placed[shape.index] ?? 0);
  });
}
