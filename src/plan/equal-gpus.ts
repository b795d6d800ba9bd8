import type { WorkloadDemand } from "./demand/demand.ts";
import { hasGpus } from "./hardware/gpus-asked.ts";
import type { Hardware } from "./hardware/hardware.ts";
import type { Placement, Verdict } from "./placement/answer.ts";
import { placementOf } from "./placement/placement-of.ts";
import type { PlacementProblem } from "./problem-of.ts";
import { restrictedProblem } from "./restricted-problem.ts";

/**
 * Where pods go that go only to GPUs which can run them, and of which those that serve one copy of a model together get
 * equal GPUs: of all choices of products the best. A workload of several copies may have each on another product, which
 * is not tried: it is held to one product only where all of its copies together have less room than they need.
 *
 * @param unfit by group: names of the pools that it keeps from.
 */
export function equallyPlaced(
  placement: PlacementProblem,
  hardware: ReadonlyMap<WorkloadDemand, Hardware>,
  unfit: readonly ReadonlySet<string>[],
): Placement {
  const { problem, owners, pods } = placement;
  const isKept = (group: number, pool: string) => unfit[group]?.has(pool) === true;
  const placedWith = (chosen: ReadonlyMap<number, readonly string[]>): Placement =>
    placementOf(
      restrictedProblem(problem, (group, pool) => {
        const only = chosen.get(problem.groups[group]?.owner ?? -1);
        const pod = pods[group];
        return (
          isKept(group, pool) ||
          (only !== undefined && pod !== undefined && hasGpus(pod) && !only.includes(pool))
        );
      }),
    );
  let choices: ReadonlyMap<number, readonly string[]>[] = [new Map()];
  for (const [owner, workload] of owners.entries()) {
    const { products = [], podsOfCopy = 1 } = hardware.get(workload) ?? {};
    if (products.length < 2 || !isHeld(owner, { products, podsOfCopy }, placement, isKept)) continue;
    const more = choices.flatMap((chosen) => products.map((pools) => new Map([...chosen, [owner, pools]])));
    if (more.length > mostChoices) break;
    choices = more;
  }
  let best: Placement | undefined;
  for (const chosen of choices) {
    const found = placedWith(chosen);
    if (!best || badness(found) < badness(best)) best = found;
    if (best.packing && badness(best) === 0) break;
  }
  return best ?? placedWith(new Map());
}

/** Each is a placement of everything. */
const mostChoices = 16;

/** Whether one product is all that may be: there is one copy, or all products together are too small for all copies. */
function isHeld(
  owner: number,
  { products, podsOfCopy }: Required<Pick<Hardware, "products" | "podsOfCopy">>,
  { problem, pods }: PlacementProblem,
  isKept: (group: number, pool: string) => boolean,
): boolean {
  const own = problem.groups.flatMap((group, index) => {
    const pod = pods[index];
    return group.owner === owner && group.count > 0 && pod && hasGpus(pod) ? [{ group, index }] : [];
  });
  const copies = own.reduce((sum, { group }) => sum + group.count, 0) / podsOfCopy;
  if (copies <= 1) return own.length > 0;
  const places = products.map((pools) =>
    problem.nodes.reduce((sum, node) => {
      const rooms = own.map(({ group, index }) => {
        if (!pools.includes(node.pool) || !group.allowed[node.class] || isKept(index, node.pool)) return 0;
        return Math.min(
          ...group.requests.map((asked, each) =>
            asked > 0 ? Math.floor(Math.max(0, node.free[each] ?? 0) / asked) : Number.POSITIVE_INFINITY,
          ),
        );
      });
      return sum + Math.max(...rooms);
    }, 0),
  );
  return places.reduce((sum, each) => sum + Math.floor(each / podsOfCopy), 0) < copies;
}

/** The more pods have no place, the worse; 0 where all have one. */
function badness({ owners, packing }: Placement): number {
  const worst: Readonly<Record<Verdict, number>> = {
    "does-not-fit": 1000,
    contended: 1,
    unknown: 0.5,
    "fits-if-packed": 0,
    fits: 0,
  };
  return owners.reduce((sum, { verdict }) => sum + worst[verdict], packing ? 0 : 0.25);
}
