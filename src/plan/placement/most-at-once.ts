import { isNearEquals, type Model, type Shape } from "./model.ts";
import { timesIn } from "./room.ts";

/**
 * No more pods of a shape than this are ever on the nodes at once, whatever else is there, because of its rules about itself;
 * and while nothing else is there so many may be, unless it keeps apart by several keys.
 */
export function mostAtOnce(model: Model, shape: Shape): number {
  const most = known.get(shape) ?? counted(model, shape);
  known.set(shape, most);
  return most;
}

/** A shape belongs to one model. */
const known = new WeakMap<Shape, number>();

function counted(model: Model, shape: Shape): number {
  const keys = isNearEquals(shape) ? (shape.together?.keys ?? []) : [];
  const apart = selfApart(shape);
  if (keys.length === 0 && apart.length === 0) return Number.POSITIVE_INFINITY;
  const domains = new Map<string, { node: number; room: number }[]>();
  for (const { index, nodes, free } of model.blocks) {
    if (!shape.takes[index]) continue;
    const room = timesIn(free, shape.requests);
    for (const node of nodes) {
      const here = keys.map((key) => model.domains[key]?.[node] ?? -1).join();
      const known = domains.get(here);
      if (known) known.push({ node, room });
      else domains.set(here, [{ node, room }]);
    }
  }
  const rooms = [...domains.values()].map((places) =>
    apart.reduce(
      (least, key) => Math.min(least, roomApart(model.domains[key] ?? [], places)),
      places.reduce((sum, { room }) => sum + room, 0),
    ),
  );
  return Math.max(0, ...rooms);
}

/** Keys of domains of which each has no more than one such pod. */
export function selfApart({ index, apart }: Shape): number[] {
  return apart.flatMap(({ key, shape }) => (shape === index ? [key] : []));
}

/** One pod a domain; where a node has no such domain the rule says nothing. */
function roomApart(
  domains: readonly number[],
  places: readonly { readonly node: number; readonly room: number }[],
): number {
  const found = new Set<number>();
  let others = 0;
  for (const { node, room } of places) {
    const domain = domains[node] ?? -1;
    if (domain < 0) others += room;
    else found.add(domain);
  }
  return found.size + others;
}
