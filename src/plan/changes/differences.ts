import { compareQuantities, parseQuantity } from "../../nim/quantity.ts";
import { isMap, type Path, type Value, type ValueMap } from "../../nim/value.ts";

/** A field that is not as it was; what is only there before or after is told at its deepest fields. */
export interface Difference {
  /** As a list counts that has the field: the new one where it still has it. */
  readonly path: Path;
  /** As the old list counts. */
  readonly oldPath: Path;
  /** Such as `spec.env[name=NIM_LOG_LEVEL].value`: an item is called by its name, which no other item shifts. */
  readonly shown: string;
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

export interface Comparison {
  /** Fields of equal amounts are equal: `4` and `4000m`. */
  isQuantity(path: Path): boolean;
}

/** Where two values differ; keys in the order of their letters, items in that of the new list and those that went last. */
export function differencesOf(before: ValueMap, after: ValueMap, comparison: Comparison): Difference[] {
  const found: Difference[] = [];
  mapDifferences(before, after, { path: [], oldPath: [], shown: "" }, { ...comparison, found });
  return found;
}

type Place = Pick<Difference, "path" | "oldPath" | "shown">;

interface Search extends Comparison {
  readonly found: Difference[];
}

function mapDifferences(before: ValueMap, after: ValueMap, place: Place, search: Search): void {
  const keys = new Set([...Object.keys(after), ...Object.keys(before)].sort());
  for (const key of keys) {
    const below = { ...placeBelow(place, key, key), shown: shownKey(place.shown, key) };
    valueDifferences(own(before, key), own(after, key), below, search);
  }
}

function valueDifferences(
  before: Value | undefined,
  after: Value | undefined,
  place: Place,
  search: Search,
): void {
  if (before === undefined && after === undefined) return;
  const [one, other] = [before ?? empty(after), after ?? empty(before)];
  if (isMap(one) && isMap(other) && Object.keys(one).length + Object.keys(other).length > 0) {
    mapDifferences(one, other, place, search);
  } else if (Array.isArray(one) && Array.isArray(other) && one.length + other.length > 0) {
    listDifferences(one, other, place, search);
  } else if (!isSame(before, after, search.isQuantity(place.path))) {
    search.found.push({ ...place, before, after });
  }
}

function listDifferences(
  before: readonly Value[],
  after: readonly Value[],
  place: Place,
  search: Search,
): void {
  const names = namesOf(before);
  const newNames = namesOf(after);
  if (names === undefined || newNames === undefined) {
    const length = Math.max(before.length, after.length);
    for (let index = 0; index < length; index++) {
      const below = { ...placeBelow(place, index, index), shown: `${place.shown}[${index}]` };
      itemDifferences(before[index], after[index], below, search);
    }
    return;
  }
  const below = (name: string, index: number, old: number) => ({
    ...placeBelow(place, index, old),
    shown: `${place.shown}[name=${/^[\w.-]+$/.test(name) ? name : JSON.stringify(name)}]`,
  });
  const indexes = new Map(names.map((name, index) => [name, index]));
  for (const [index, name] of newNames.entries()) {
    const old = indexes.get(name);
    itemDifferences(
      old === undefined ? undefined : before[old],
      after[index],
      below(name, index, old ?? index),
      search,
    );
  }
  const kept = new Set(newNames);
  for (const [index, name] of names.entries()) {
    if (!kept.has(name)) itemDifferences(before[index], undefined, below(name, index, index), search);
  }
  const order = [names.filter((name) => kept.has(name)), newNames.filter((name) => indexes.has(name))];
  if (order[0]?.join("\0") !== order[1]?.join("\0")) {
    search.found.push({ ...place, before: order[0], after: order[1] });
  }
}

/** An item that is new or gone is told as a whole. */
function itemDifferences(
  before: Value | undefined,
  after: Value | undefined,
  place: Place,
  search: Search,
): void {
  if (before !== undefined && after !== undefined) valueDifferences(before, after, place, search);
  else if (before !== after) search.found.push({ ...place, before, after });
}

/** Undefined where the items cannot be told apart by their names. */
function namesOf(items: readonly Value[]): string[] | undefined {
  const names = items.flatMap((item) =>
    isMap(item) && Object.hasOwn(item, "name") && typeof item.name === "string" ? [item.name] : [],
  );
  return names.length === items.length && new Set(names).size === names.length ? names : undefined;
}

/** What a missing value is compared as, so that a map or a list is told by what is in it; an empty one is told itself. */
function empty(other: Value | undefined): Value | undefined {
  if (isMap(other)) return Object.keys(other).length === 0 ? undefined : {};
  return Array.isArray(other) && other.length > 0 ? [] : undefined;
}

function isSame(before: Value | undefined, after: Value | undefined, asQuantity: boolean): boolean {
  if (before === after) return true;
  if (before === undefined || after === undefined) return false;
  if (isMap(before) || isMap(after) || Array.isArray(before) || Array.isArray(after)) {
    return (
      typeof before === typeof after &&
      Array.isArray(before) === Array.isArray(after) &&
      isBare(before, after)
    );
  }
  if (!asQuantity) return false;
  const [one, other] = [parseQuantity(String(before)), parseQuantity(String(after))];
  return one !== undefined && other !== undefined && compareQuantities(one, other) === 0;
}

/** Both empty: maps and lists that hold something are compared by what they hold. */
function isBare(...values: readonly Value[]): boolean {
  return values.every(
    (value) => typeof value === "object" && value !== null && Object.keys(value).length === 0,
  );
}

function placeBelow({ path, oldPath }: Place, step: string | number, old: string | number) {
  return { path: [...path, step], oldPath: [...oldPath, old] };
}

function shownKey(parent: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === "" ? key : `${parent}.${key}`;
}

function own(map: ValueMap, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
