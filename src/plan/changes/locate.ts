import type { Located } from "../../manifest/resource.ts";
import { bounded } from "../../nim/bounded.ts";
import type { Path } from "../../nim/value.ts";
import type { Location, ResourceName } from "../plan.ts";

/** Where a field of a resource is written; without a path, where the resource says what it is. */
export function locationOf(resource: Located, path: Path = ["kind"]): Location {
  const { document } = resource;
  const placed = resource.place(path);
  const { file } = document;
  const isKind = placed.length === 1 && placed[0] === "kind" && file.origin === undefined;
  const start = isKind ? kindNearStart(document) : undefined;
  if (start !== undefined) return { file: file.path, line: file.position(start).line };
  const { file: source, range } = document.sourceOf(placed, true);
  return { file: source.path, line: source.position(range.start).line };
}

/** Finding places means reading a document again; nearly all begin with these two lines, perhaps below comments. */
function kindNearStart({ file, range }: Located["document"]): number | undefined {
  const beginning =
    /(?:[ \t]*(?:#[^\n]*|---[ \t]*)?\r?\n|\uFEFF)*(?:apiVersion:[ \t]+[\w./-]+[ \t]*\r?\n)?(?=kind:[ \t])/y;
  beginning.lastIndex = range.start;
  return beginning.test(file.text) && beginning.lastIndex < range.end ? beginning.lastIndex : undefined;
}

export function nameOf({ kind, namespace, name }: ResourceName): ResourceName {
  return { kind, namespace, name };
}

/** Such as `NIMCache models/llama-8b`. */
export function called({ kind, namespace, name }: ResourceName): string {
  return `${kind} ${bounded(namespace === "" ? name : `${namespace}/${name}`, mostShown)}`;
}

/** No name that a server takes is longer, with its namespace. */
const mostShown = 320;

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(words: readonly string[], most = 4): string {
  const shown =
    words.length > most ? [...words.slice(0, most - 1), `${words.length - most + 1} more`] : words;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}
