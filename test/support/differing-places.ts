import { isDeepStrictEqual } from "node:util";
import { isMap, type Value, type ValueMap } from "../../src/nim/value.ts";

type Compared = Value | undefined;

/**
 * Where two values differ, as deep as it goes: `[].spec.replicas`, with `new` or `gone` behind what one of them lacks. Things
 * with names are compared by name: `env[NGC_API_KEY]`; where only their order differs it is `env order`.
 */
export function differingPlaces(before: Compared, after: Compared, place = ""): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (before === undefined) return [`${place} new`];
  if (after === undefined) return [`${place} gone`];
  if (Array.isArray(before) && Array.isArray(after)) return inLists(before, after, place);
  if (!isMap(before) || !isMap(after)) return [place];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => differingPlaces(before[key], after[key], `${place}.${key}`));
}

function inLists(before: readonly Value[], after: readonly Value[], place: string): string[] {
  const [first, second] = [before, after].map(byName);
  if (!first || !second) {
    if (before.length !== after.length) return [`${place} length`];
    return before.flatMap((item, index) => differingPlaces(item, after[index], `${place}[]`));
  }
  const names = new Set([...first.keys(), ...second.keys()]);
  const places = [...names].flatMap((name) =>
    differingPlaces(first.get(name), second.get(name), `${place}[${name}]`),
  );
  return places.length > 0 ? places : [`${place} order`];
}

/** Undefined where something has no name, or two have the same. */
function byName(list: readonly Value[]): Map<string, ValueMap> | undefined {
  const named = new Map<string, ValueMap>();
  for (const item of list) if (isMap(item) && typeof item.name === "string") named.set(item.name, item);
  return named.size === list.length ? named : undefined;
}
