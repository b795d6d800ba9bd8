import type { Path } from "../value.ts";
import type { OperatorVersion } from "../version.ts";
import { type NimKind, schemaOf } from "./kinds.ts";
import type { Leaf } from "./kit.ts";
import { type Outline, outlineOf } from "./outline.ts";

/** The single value that a kind expects at a path; undefined where it expects a map or a list, or nothing. */
export function leafAt(kind: NimKind, version: OperatorVersion, path: Path): Leaf | undefined {
  let outline: Outline | undefined = outlineOf(schemaOf(kind, version));
  for (const step of path) {
    if (outline?.is === "map") outline = outline.fields.get(String(step))?.outline;
    else if (outline?.is === "free map") outline = outline.value;
    else if (outline?.is === "list") outline = outline.item;
    else return undefined;
  }
  return outline === undefined || outline.is === "map" || outline.is === "free map" || outline.is === "list"
    ? undefined
    : outline;
}
