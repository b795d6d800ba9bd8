import type { Model, Shape } from "./model.ts";
import { mostFluid } from "./most-fluid.ts";
import { hasRoom, timesIn } from "./room.ts";

/**
 * By block, then by resource: no more of it than this can be used on one node, because pods that use much of it use up
 * something else first: as if pods were fluid, against each other resource.
 */
export function mostUsedOf(model: Model, counts: readonly number[]): number[][] {
  return model.blocks.map(({ index, free }) => {
    const here = model.shapes.flatMap((shape) => {
      const count = Math.min(counts[shape.index] ?? 0, timesIn(free, shape.requests));
      return count > 0 && shape.takes[index] && hasRoom(free, shape.requests) ? [{ shape, count }] : [];
    });
    return free.map((room, resource) =>
      free.reduce(
        (least, limit, other) =>
          other === resource ? least : Math.min(least, mostWithin(here, resource, other, limit)),
        room,
      ),
    );
  });
}

function mostWithin(
  here: readonly { readonly shape: Shape; readonly count: number }[],
  resource: number,
  other: number,
  limit: number,
): number {
  const items = here.flatMap(({ shape: { requests }, count }) => {
    const gain = (requests[resource] ?? 0) * count;
    const weight = (requests[other] ?? 0) * count;
    return gain > 0 ? [{ gain, weight }] : [];
  });
  if (limit === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  return mostFluid(items, limit);
}
