import { aloneIn } from "./alone.ts";
import type { Bound, FleetVerdict, OwnerPlacement, Placement, Verdict } from "./answer.ts";
import { creationOrderOf } from "./creation-order.ts";
import { isNearEquals, modelOf } from "./model.ts";
import { groupsByOwner } from "./owners.ts";
import { searchPacking } from "./packing-search.ts";
import type { Problem } from "./problem.ts";
import type { Packed } from "./search-places.ts";
import { Steps } from "./steps.ts";
import type { Stranding } from "./stranding-task.ts";
import { strandingsOf } from "./strandings-of.ts";

/**
 * Whether all pods have a place: each owner alone, all that fit alone together, and whatever the order of arrival. Exact
 * up to some 30 nodes and 60 pods; beyond that it may be `unknown`, but what is said is so.
 */
export function placementOf(problem: Problem): Placement {
  const model = modelOf(problem);
  const steps = new Steps(mostSteps);
  const owners = groupsByOwner(problem);
  const counts = problem.groups.map(({ count }) => count);
  const all = byShape(counts);

  const whole = searchPacking(model, all, new Steps(mostPackingSteps, steps));
  const aloneOf = aloneIn(model, steps);
  // What is placed with all others is so alone, unless others make room near them.
  const isShown =
    whole.kind === "placed" && model.shapes.every((shape) => !shape.together || isNearEquals(shape));
  const alone = owners.map((_, owner) => (isShown ? undefined : aloneOf(owner)));
  const isLeftOut = (owner: number) => alone[owner]?.kind === "impossible";
  const kept = problem.groups.map(({ owner, count }) => (isLeftOut(owner) ? 0 : count));
  const together = alone.some((each) => each?.kind === "impossible")
    ? searchPacking(model, byShape(kept), new Steps(mostPackingSteps, steps))
    : whole;

  // Who may not fit even alone might be left out, and the others packed then.
  const isUnsure = (owner: number) => alone[owner]?.kind === "undecided";
  const sure = problem.groups.map(({ owner }, group) => (isUnsure(owner) ? 0 : (kept[group] ?? 0)));
  const others: Packed =
    together.kind === "impossible" && alone.some((_, owner) => isUnsure(owner)) && !isEvenWithout(sure)
      ? { kind: "undecided" }
      : together;

  const strandings = strandingsOf(model, all, new Steps(mostOfStrandings, steps));
  const isSmall = problem.nodes.length * owners.length <= mostShown;
  const placements = alone.map((single, owner): OwnerPlacement => {
    const shapes = (owners[owner] ?? []).flatMap((group) =>
      (counts[group] ?? 0) > 0 ? (model.shapeOf[group] ?? []) : [],
    );
    const ways = shapes.map((shape) => strandings[shape]?.kind);
    const verdict = verdictOf(single, others, ways);
    const found = shapes.map((shape) => strandings[shape]).find((way) => way?.kind === "found");
    const isStranded = verdict === "fits-if-packed" || verdict === "contended";
    const bound =
      verdict === "does-not-fit"
        ? boundOf(single, (group) => problem.groups[group]?.owner === owner && (counts[group] ?? 0) > 0)
        : verdict === "contended"
          ? boundOf(together, isKept)
          : undefined;
    return {
      verdict,
      ...(isStranded &&
        isSmall &&
        found?.kind === "found" && { stranded: found.fleet.packing(counts, owner) }),
      ...(bound && { bound }),
      ...(verdict === "unknown" && { undecided: undecidedOf(single, others, ways) }),
    };
  });
  const packing = together.kind === "placed" ? together.fleet.packing(kept) : undefined;
  const order = packing && isSmall ? creationOrderOf(model, kept, steps) : undefined;
  const bound = boundOf(together, isKept) ?? placements.find(({ bound }) => bound)?.bound;
  return {
    verdict: fleetVerdictOf(
      placements.map(({ verdict }) => verdict),
      together,
    ),
    owners: placements,
    ...(packing && { packing }),
    ...(order && { creationOrder: order }),
    ...(bound && { bound }),
  };

  function isKept(group: number): boolean {
    return (kept[group] ?? 0) > 0;
  }

  /** Whether those that do fit alone have no place together, whoever else there is. */
  function isEvenWithout(sure: readonly number[]): boolean {
    if (model.shapes.some((shape) => shape.together && !isNearEquals(shape))) return false;
    return searchPacking(model, byShape(sure), new Steps(mostPackingSteps, steps)).kind === "impossible";
  }

  function byShape(ofGroups: readonly number[]): number[] {
    return model.shapes.map(({ groups }) => groups.reduce((sum, group) => sum + (ofGroups[group] ?? 0), 0));
  }
}

/** Enough for all small fleets that were tried; large ones end within a second. */
const mostSteps = 6_000_000;
const mostPackingSteps = 300_000;
const mostOfStrandings = 3_000_000;
/** Placements that leave a pod out are many where there are many owners. */
const mostShown = 20_000;

function verdictOf(
  alone: Packed | undefined,
  together: Packed,
  ways: readonly (Stranding["kind"] | undefined)[],
): Verdict {
  if (alone?.kind === "impossible") return "does-not-fit";
  if (ways.every((way) => way === "none")) return "fits";
  if (!ways.some((way) => way === "found" || way === "refused")) return "unknown";
  if (together.kind === "placed") return "fits-if-packed";
  return together.kind === "impossible" && alone?.kind === "placed" ? "contended" : "unknown";
}

/** Of pods that are alike, the search does not tell apart those that were asked for: a bound names these only. */
function boundOf(packed: Packed | undefined, isAsked: (group: number) => boolean): Bound | undefined {
  if (packed?.kind !== "impossible" || !packed.bound) return undefined;
  const { groups, weights } = packed.bound;
  return {
    ...packed.bound,
    groups: groups.filter(isAsked),
    ...(weights && { weights: weights.filter((_, at) => isAsked(groups[at] ?? -1)) }),
  };
}

function undecidedOf(
  alone: Packed | undefined,
  together: Packed,
  ways: readonly (Stranding["kind"] | undefined)[],
): string {
  if (alone?.kind === "undecided") return "whether its pods have room alone was not found out";
  if (ways.includes("undecided"))
    return "whether other pods can leave one of its pods without a node was not found out";
  return together.kind === "undecided"
    ? "some orders of arrival leave one of its pods without a node; whether everything can be placed together was not found out"
    : "";
}

/** Where not all have a place together, one of them is contended, be it known which or not. */
function fleetVerdictOf(verdicts: readonly Verdict[], together: Packed): FleetVerdict {
  const has = (verdict: Verdict) => verdicts.includes(verdict);
  if (has("does-not-fit") || has("contended") || together.kind === "impossible") return "does-not-fit";
  if (together.kind === "placed" && has("fits-if-packed")) return "fits-if-packed";
  return has("unknown") ? "unknown" : has("fits-if-packed") ? "fits-if-packed" : "fits";
}
