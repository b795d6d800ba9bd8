import { formatPath, type Path } from "../value.ts";
import type { Outline } from "./outline.ts";

/**
 * The map that a misplaced field belongs to, such as `spec.storage.pvc`: the nearest one that knows it,
 * below the place where it stands, or below one of the maps around that. Undefined where several are as
 * near.
 */
export function whereItBelongs(root: Outline, parent: Path, key: string): string | undefined {
  for (let length = parent.length; length >= 1; length--) {
    const around = placeOf(root, parent.slice(0, length));
    const found = around ? shallowest(around, key) : [];
    if (found.length > 1) return undefined;
    const [steps] = found;
    if (steps && steps.length > 1 && vague.has(key)) return undefined;
    if (steps) return formatPath([...parent.slice(0, length), ...steps]);
  }
  return undefined;
}

/** Names that so many maps have that a place further away says nothing. */
const vague = new Set([
  "name",
  "namespace",
  "key",
  "value",
  "type",
  "enabled",
  "port",
  "labels",
  "annotations",
  "spec",
]);

function placeOf(root: Outline, path: Path): Outline | undefined {
  let place: Outline | undefined = root;
  for (const step of path) {
    if (place?.is === "map" && typeof step === "string") place = place.fields.get(step)?.outline;
    else if (place?.is === "free map") place = place.value;
    else if (place?.is === "list") place = place.item;
    else return undefined;
  }
  return place;
}

const deepest = 4;

/**
 * Paths to the maps that have the field, at the smallest depth where there are any. Lists are not entered.
 */
function shallowest(from: Outline, key: string): string[][] {
  let level: { outline: Outline; path: string[] }[] = [{ outline: from, path: [] }];
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    const next: typeof level = [];
    const found: string[][] = [];
    for (const { outline, path } of level) {
      if (outline.is !== "map") continue;
      if (outline.fields.has(key)) found.push(path);
      for (const [name, field] of outline.fields)
        next.push({ outline: field.outline, path: [...path, name] });
    }
    if (found.length > 0) return found;
    level = next;
  }
  return [];
}
