import { boundOf, quotaBound } from "./bound.ts";
import { Fleet } from "./fleet.ts";
import { isNearEquals, type Model } from "./model.ts";
import { mostAtOnce, selfApart } from "./most-at-once.ts";
import { groupsByOwner } from "./owners.ts";
import { searchPacking } from "./packing-search.ts";
import { timesIn } from "./room.ts";
import type { Packed } from "./search-places.ts";
import { Steps } from "./steps.ts";

/**
 * Says whether an owner's pods have a place when there are no others; pods of others that its own must be near come with
 * them, since without those they never run. Owners that ask for the same share an answer.
 */
export function aloneIn(model: Model, steps: Steps): (owner: number) => Packed {
  const { groups } = model.problem;
  const owners = groupsByOwner(model.problem);
  const answers = new Map<string, Packed>();
  return (owner) => {
    const wanted = new Map<number, number>();
    const open = [...(owners[owner] ?? [])];
    const seen = new Set([owner]);
    for (let group = open.pop(); group !== undefined; group = open.pop()) {
      const shape = model.shapeOf[group] ?? -1;
      wanted.set(shape, (wanted.get(shape) ?? 0) + (groups[group]?.count ?? 0));
      const together = model.shapes[shape]?.together;
      if (!together || together.shapes.includes(shape)) continue;
      for (const other of together.shapes.flatMap((near) => model.shapes[near]?.groups ?? [])) {
        const needed = groups[other]?.owner ?? -1;
        if (seen.has(needed)) continue;
        seen.add(needed);
        open.push(...(owners[needed] ?? []));
      }
    }
    const key = [...wanted].sort(([a], [b]) => a - b).join(" ");
    const answer = answers.get(key) ?? placed(model, wanted, steps);
    answers.set(key, answer);
    return answer;
  };
}

function placed(model: Model, wanted: ReadonlyMap<number, number>, steps: Steps): Packed {
  const counts = model.shapes.map(({ index }) => wanted.get(index) ?? 0);
  const [[index, count] = [-1, 0], ...others] = wanted;
  const shape = model.shapes[index];
  const isSimple = shape && others.length === 0 && (!shape.together || isNearEquals(shape));
  if (!isSimple || selfApart(shape).length > 1) {
    return searchPacking(model, counts, new Steps(mostSteps, steps));
  }
  // Equal pods only: how many go into each node does not depend on the others.
  const bound = quotaBound(model, counts);
  if (bound) return { kind: "impossible", bound };
  const places = model.blocks.reduce(
    (sum, { index: block, free, nodes }) =>
      shape.takes[block] ? sum + timesIn(free, shape.requests) * nodes.length : sum,
    0,
  );
  if (Math.min(places, mostAtOnce(model, shape)) >= count) return { kind: "placed", fleet: new Fleet(model) };
  const proof = boundOf(model, counts);
  return { kind: "impossible", ...(proof && { bound: proof }) };
}

const mostSteps = 100_000;
