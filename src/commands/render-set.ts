import { isDeepStrictEqual } from "node:util";
import type { ClusterScope } from "../manifest/load.ts";
import type { Resource, ResourceSet } from "../manifest/resource.ts";
import type { MadeObject, Outcome, UnknownObject } from "../nim/workload/made.ts";
import { type OperatorSettings, outcomesOf, placed, type ResourceOutcome } from "../plan/outcomes.ts";
import { lineOf } from "./line-of.ts";

/** What is said about a resource beside its objects. */
export interface Remark {
  /** `unknown`: an object is left out; `twin`: the resource is, since another has its name. */
  readonly kind: "unknown" | "twin" | "stopped" | "note";
  readonly resource: Resource;
  readonly text: string;
  /** Of `unknown`: the object that is left out, and why. */
  readonly leftOut?: UnknownObject;
}

export interface RenderedSet {
  readonly objects: readonly MadeObject[];
  readonly remarks: readonly Remark[];
}

/**
 * Everything that the operator makes of a set of resources, in the order of the set. The set is taken for all that there
 * is: a Secret or a claim that it lacks is missing for the operator too.
 */
export function renderSet(scope: ClusterScope, set: ResourceSet, settings: OperatorSettings): RenderedSet {
  return renderedOutcomes(outcomesOf(scope, set, settings));
}

/** The objects of all outcomes, each once, and what is to be said of them. */
export function renderedOutcomes(outcomes: readonly ResourceOutcome[]): RenderedSet {
  const objects = new Map<string, { object: MadeObject; resource: Resource }>();
  const remarks: Remark[] = [];
  for (const { resource, outcome, twin } of outcomes) {
    if (twin) {
      const text = `left out: the one of ${lineOf(twin)} has the same name, and is taken`;
      remarks.push({ kind: "twin", resource, text });
    }
    remarks.push(...remarksOf(resource, outcome));
    for (const object of outcome.objects) {
      const name = [object.apiVersion, object.kind, resource.namespace, object.metadata.name].join("\0");
      const known = objects.get(name);
      if (!known) objects.set(name, { object, resource });
      else if (!isDeepStrictEqual(known.object, object)) {
        const text = `${object.kind} ${object.metadata.name} is made otherwise for ${placed(known.resource)}, and printed as there`;
        remarks.push({ kind: "note", resource, text });
      }
    }
  }
  return { objects: [...objects.values()].map(({ object }) => object), remarks };
}

function remarksOf(resource: Resource, { unknown, notes, stopped }: Outcome): Remark[] {
  return [
    ...(notes ?? []).map((text): Remark => ({ kind: "note", resource, text })),
    ...unknown.map((leftOut): Remark => {
      const text = `${objectText(leftOut)} is left out: ${leftOut.why.sentence}`;
      return { kind: "unknown", resource, text, leftOut };
    }),
    ...(stopped
      ? [
          {
            kind: "stopped" as const,
            resource,
            text: `the operator ends here: ${stopped.message}${stateOf(stopped)}`,
          },
        ]
      : []),
  ];
}

function stateOf({ state, reason }: NonNullable<Outcome["stopped"]>): string {
  const words = [state, reason].filter(Boolean).join(", ");
  return words === "" ? " (no state is written)" : ` (${words})`;
}

/** How a line names an object that is left out. */
export function objectText({ kind, name }: UnknownObject): string {
  return name === undefined ? kind : `${kind} ${name}`;
}
