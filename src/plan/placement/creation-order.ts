import { Fleet } from "./fleet.ts";
import type { Model } from "./model.ts";
import { mostUsedOf } from "./most-used.ts";
import { groupsByOwner } from "./owners.ts";
import { Steps } from "./steps.ts";
import { strandingOf } from "./stranding.ts";

/**
 * An order of creation of owners that leaves no pod out, whatever nodes the scheduler chooses: each owner's pods find a
 * node however the pods of those before it, and its own, were spread, and evict nobody. Found from the end: who is never
 * left out may come last, and whoever could come last still can when others have been taken out; so if there is such an
 * order, this finds one. `kept` are the pods of each group, 0 for those that are not to be created.
 */
export function creationOrderOf(model: Model, kept: readonly number[], steps: Steps): number[] | undefined {
  const owners = groupsByOwner(model.problem).map((groups) =>
    groups.filter((group) => (kept[group] ?? 0) > 0),
  );
  const counts = model.shapes.map(({ groups: of }) => of.reduce((sum, group) => sum + (kept[group] ?? 0), 0));
  // Fewer pods use no more.
  const settings = {
    isEvicting: false,
    empty: new Fleet(model),
    mostUsed: mostUsedOf(model, counts),
    unproven: new Set<string>(),
  };
  const whole = new Steps(mostSteps, steps);
  const last: number[] = [];
  let rest = owners.flatMap((groups, owner) => (groups.length > 0 ? [owner] : []));
  while (rest.length > 0) {
    const safe = new Map<number, boolean>();
    const isSafe = (shape: number) => {
      const known = safe.get(shape);
      if (known !== undefined) return known;
      const pod = model.shapes[shape];
      const is =
        pod !== undefined &&
        strandingOf(model, pod, counts, new Steps(mostOfShape, whole), settings).kind === "none";
      safe.set(shape, is);
      return is;
    };
    const ready = rest.filter((owner) => owners[owner]?.every((group) => isSafe(model.shapeOf[group] ?? -1)));
    if (ready.length === 0) return undefined;
    for (const owner of ready) {
      for (const group of owners[owner] ?? []) {
        const shape = model.shapeOf[group] ?? -1;
        counts[shape] = (counts[shape] ?? 0) - (kept[group] ?? 0);
      }
    }
    last.unshift(...ready);
    rest = rest.filter((owner) => !ready.includes(owner));
  }
  return last;
}

const mostSteps = 200_000;
const mostOfShape = 50_000;
