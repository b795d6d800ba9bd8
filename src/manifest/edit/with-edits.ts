import { isMap, type Path, type Value, type ValueMap } from "../../nim/value.ts";
import type { Edit } from "./edit.ts";

/** A copy of a value with all edits made; their paths are those of the value as it was. */
export function withEdits(value: Value, edits: readonly Edit[]): Value {
  const copy = structuredClone(value);
  // Removing an item moves those behind it, so the last one goes first, after everything that needs the old paths.
  const removals = edits.filter(({ op }) => op === "remove").sort((a, b) => compare(b.path, a.path));
  for (const edit of [...edits.filter(({ op }) => op !== "remove"), ...removals]) make(copy, edit);
  return copy;
}

function compare(a: Path, b: Path): number {
  for (const [depth, step] of a.entries()) {
    const other = b[depth];
    if (typeof step !== "number" || typeof other !== "number" || step === other) continue;
    return step - other;
  }
  return 0;
}

function make(root: Value, edit: Edit): void {
  const last = edit.path.at(-1);
  const parent = parentOf(root, edit.path, edit.op === "set");
  if (last === undefined || parent === undefined) return;
  if (edit.op === "set") put(parent, last, edit.value);
  else if (edit.op === "remove") {
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else Reflect.deleteProperty(parent, last);
  } else if (isMap(parent)) {
    const value = parent[last];
    Reflect.deleteProperty(parent, last);
    if (value !== undefined) put(parent, edit.key, value);
  }
}

function parentOf(root: Value, path: Path, create: boolean): Value[] | ValueMap | undefined {
  let current = root;
  for (const step of path.slice(0, -1)) {
    if (typeof current !== "object" || current === null) return undefined;
    let next = own(current, step);
    if (create && (next === undefined || next === null)) {
      next = {};
      put(current, step, next);
    }
    if (next === undefined) return undefined;
    current = next;
  }
  return typeof current === "object" && current !== null ? current : undefined;
}

function own(container: Value[] | ValueMap, step: string | number): Value | undefined {
  if (Array.isArray(container)) return container[Number(step)];
  return Object.hasOwn(container, step) ? container[step] : undefined;
}

function put(container: Value[] | ValueMap, step: string | number, value: Value): void {
  if (Array.isArray(container)) container[Number(step)] = value;
  else {
    Object.defineProperty(container, step, { value, enumerable: true, configurable: true, writable: true });
  }
}
