import { type Path, type Value, valueAt } from "../value.ts";

/** The text at a path; empty where there is none, as Go has it. */
export function textAt(root: unknown, ...path: Path): string {
  const value = valueAt(root, path);
  return typeof value === "string" ? value : "";
}

export function numberAt(root: unknown, ...path: Path): number | undefined {
  const value = valueAt(root, path);
  return typeof value === "number" ? value : undefined;
}

export function listAt(root: unknown, ...path: Path): readonly Value[] {
  const value = valueAt(root, path);
  return Array.isArray(value) ? value : [];
}

export function textsAt(root: unknown, ...path: Path): readonly string[] {
  return listAt(root, ...path).filter((value) => typeof value === "string");
}
