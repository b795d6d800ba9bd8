import type { Bound } from "./answer.ts";
import { apartBound } from "./apart-bound.ts";
import { isNearEquals, type Model, type Shape } from "./model.ts";
import { mostAtOnce } from "./most-at-once.ts";
import { hasRoom, timesIn } from "./room.ts";

/**
 * Why `wanted` pods of each shape cannot all have a place, where counting shows it; undefined proves nothing. The first
 * that is found of: a pod that no node takes, a sum of one resource, places for large pods, pods that keep apart.
 */
export function boundOf(model: Model, wanted: readonly number[]): Bound | undefined {
  const shapes = model.shapes.filter(({ index }) => (wanted[index] ?? 0) > 0);
  return (
    nowhere(model, shapes) ??
    sumBound(model, shapes, wanted) ??
    slotBound(model, shapes, wanted) ??
    apartBound(model, shapes, wanted) ??
    togetherBound(model, shapes, wanted)
  );
}

/** Pods that must be near their equals, and how many of them any one place has room for. */
function togetherBound(model: Model, shapes: readonly Shape[], wanted: readonly number[]): Bound | undefined {
  for (const shape of shapes) {
    const needed = wanted[shape.index] ?? 0;
    const available = isNearEquals(shape) ? mostAtOnce(model, shape) : needed;
    if (needed <= available) continue;
    const nodes = model.blocks.flatMap(({ index, nodes: of }) => (shape.takes[index] ? of : []));
    return { kind: "together", groups: shape.groups, nodes, needed, available };
  }
  return undefined;
}

function nowhere({ problem }: Model, shapes: readonly Shape[]): Bound | undefined {
  const shape = shapes.find(({ takes }) => !takes.some((is) => is));
  const group = problem.groups[shape?.groups[0] ?? -1];
  if (!shape || !group) return undefined;
  const { groups } = shape;
  const nodes = problem.nodes.flatMap((node, index) => (group.allowed[node.class] ? [index] : []));
  if (nodes.length === 0) return { kind: "nowhere", groups, nodes, needed: 1, available: 0 };
  for (const [index, asked] of group.requests.entries()) {
    const most = nodes.reduce(
      (largest, node) => Math.max(largest, problem.nodes[node]?.free[index] ?? 0),
      Number.NEGATIVE_INFINITY,
    );
    if (asked <= most || asked === 0) continue;
    return {
      kind: "node",
      resource: problem.resources[index] ?? "",
      groups,
      nodes,
      needed: asked,
      available: most,
    };
  }
  return { kind: "slots", groups, nodes, needed: 1, available: 0 };
}

/** Of all pods of a namespace: those that come after it is used up are refused. */
export function quotaBound({ quotas, shapes }: Model, wanted: readonly number[]): Bound | undefined {
  for (const [index, { resource, left: available }] of quotas.entries()) {
    const counted = shapes.filter((shape) => (shape.quota[index] ?? 0) > 0 && (wanted[shape.index] ?? 0) > 0);
    const needed = counted.reduce(
      (sum, shape) => sum + (shape.quota[index] ?? 0) * (wanted[shape.index] ?? 0),
      0,
    );
    if (needed <= available || counted.length === 0) continue;
    const groups = counted.flatMap((shape) => shape.groups);
    return { kind: "quota", resource, groups, nodes: [], needed, available };
  }
  return undefined;
}

/** Shapes that may use no other blocks than these (Hall's theorem, for sums). */
function* neighbourhoods(
  shapes: readonly Shape[],
): Generator<{ takes: readonly boolean[]; inside: Shape[] }> {
  const seen = new Map<string, readonly boolean[]>();
  const bySize = (a: readonly boolean[], b: readonly boolean[]) => size(a) - size(b);
  for (const { takes } of shapes) seen.set(takes.map(Number).join(""), takes);
  const single = [...seen.values()].sort(bySize);
  let last = single;
  const whole = single.reduce<readonly boolean[]>((sum, takes) => union(sum, takes), []);
  while (last.length > 0) {
    for (const takes of last) {
      yield {
        takes,
        inside: shapes.filter((shape) => shape.takes.every((is, block) => !is || takes[block])),
      };
    }
    const next: (readonly boolean[])[] = [];
    for (const one of last) {
      for (const other of single) {
        if (seen.size > mostUnions) break;
        const both = union(one, other);
        const key = both.map(Number).join("");
        if (seen.has(key)) continue;
        seen.set(key, both);
        next.push(both);
      }
    }
    last = next.sort(bySize);
  }
  if (seen.size > mostUnions) yield { takes: whole, inside: [...shapes] };
}

const mostUnions = 300;

function union(one: readonly boolean[], other: readonly boolean[]): boolean[] {
  return Array.from(
    { length: Math.max(one.length, other.length) },
    (_, index) => (one[index] || other[index]) ?? false,
  );
}

function size(takes: readonly boolean[]): number {
  return takes.reduce((sum, is) => sum + Number(is), 0);
}

function sumBound(model: Model, shapes: readonly Shape[], wanted: readonly number[]): Bound | undefined {
  const { problem, blocks, resources } = model;
  for (const { takes, inside } of neighbourhoods(shapes)) {
    const open = blocks.filter(({ index }) => takes[index]);
    for (const [index, resource] of resources.entries()) {
      const asking = inside.filter(({ requests }) => (requests[index] ?? 0) > 0);
      const needed = asking.reduce(
        (sum, shape) => sum + (shape.requests[index] ?? 0) * (wanted[shape.index] ?? 0),
        0,
      );
      const available = open.reduce(
        (sum, { free, nodes }) => sum + Math.max(0, free[index] ?? 0) * nodes.length,
        0,
      );
      if (needed <= available) continue;
      return {
        kind: "resource",
        resource: problem.resources[resource] ?? "",
        groups: asking.flatMap((shape) => shape.groups),
        nodes: open.flatMap(({ nodes }) => nodes),
        needed,
        available,
      };
    }
  }
  return undefined;
}

/** Pods that are each at least as large as one of them, in all or in one resource, and how often that one goes into each node. */
function slotBound(model: Model, shapes: readonly Shape[], wanted: readonly number[]): Bound | undefined {
  const { problem, blocks, resources } = model;
  const none = resources.map(() => 0);
  for (const { takes, inside } of neighbourhoods(shapes)) {
    const open = blocks.filter(({ index }) => takes[index]);
    const nodes = open.flatMap((block) => block.nodes);
    const tried = new Set<string>();
    for (const least of inside.slice(0, mostSizes)) {
      const sizes: [number[], string?][] = least.requests.map((asked, index) => [
        none.map((_, other) => (other === index ? asked : 0)),
        problem.resources[resources[index] ?? -1] ?? "",
      ]);
      for (const [size, resource] of [...sizes, [[...least.requests]] as [number[]]]) {
        const key = size.join();
        if (tried.has(key) || size.every((asked) => asked === 0)) continue;
        tried.add(key);
        const large = inside.filter(({ requests }) => hasRoom(requests, size));
        const needed = large.reduce((sum, shape) => sum + (wanted[shape.index] ?? 0), 0);
        const available = open.reduce((sum, { free, nodes: of }) => sum + timesIn(free, size) * of.length, 0);
        if (needed <= available) continue;
        const groups = large.flatMap((shape) => shape.groups);
        return {
          kind: "slots",
          ...(resource !== undefined && { resource }),
          groups,
          nodes,
          needed,
          available,
        };
      }
    }
  }
  return undefined;
}

const mostSizes = 40;
