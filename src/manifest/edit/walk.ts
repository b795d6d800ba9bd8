import type { Path } from "../../nim/value.ts";
import { plainKeyText, resolveScalar } from "../../nim/yaml-scalar.ts";
import type { ListNode, MapNode, Node } from "../yaml/node.ts";

/** One step of a path: the container, and the number of the pair or item in it. */
export interface Step {
  readonly container: MapNode | ListNode;
  readonly index: number;
}

export interface Walk {
  readonly steps: readonly Step[];
  /** What stands at the path, or the nearest parent of it that is written. */
  readonly node: Node;
  /** What is not written of the path. */
  readonly rest: Path;
}

/**
 * Follows a path through a document as it is written. Undefined where it leads through, or to, an anchor, an alias, a tag, or
 * a key that stands twice: a change there would change something else as well, or mean something else.
 */
export function walk(root: Node, path: Path): Walk | undefined {
  const steps: Step[] = [];
  let node = root;
  for (const [depth, step] of path.entries()) {
    if (!isPlainNode(node)) return undefined;
    if (node.kind === "alias" || node.kind === "scalar") return { steps, node, rest: path.slice(depth) };
    const container = node;
    const index = container.kind === "map" ? indexOfKey(container, step) : Number(step);
    if (index === undefined) return undefined;
    const next = container.kind === "map" ? container.pairs[index]?.value : container.items[index];
    if (next === undefined) return { steps, node, rest: path.slice(depth) };
    steps.push({ container, index });
    node = next;
  }
  return isPlainNode(node) ? { steps, node, rest: [] } : undefined;
}

/** -1 where there is no such key, undefined where that cannot be told for sure. */
export function indexOfKey(map: MapNode, key: string | number): number | undefined {
  const texts = map.pairs.map((pair) => keyTextOf(pair.key));
  const found = texts.indexOf(String(key));
  if (found === -1) return texts.includes(undefined) ? undefined : -1;
  return texts.lastIndexOf(String(key)) === found ? found : undefined;
}

/** Whether anything in it has an anchor: an alias elsewhere may need it. Aliases and tags count as well. */
export function isEntangled(node: Node): boolean {
  if (!isPlainNode(node)) return true;
  if (node.kind === "map") return node.pairs.some(({ key, value }) => isEntangled(key) || isEntangled(value));
  return node.kind === "list" && node.items.some(isEntangled);
}

function isPlainNode(node: Node): boolean {
  return node.kind !== "alias" && node.anchor === undefined && node.tag === undefined;
}

/** Undefined for merge keys, which stand for keys that are written elsewhere, and for all that is no ordinary key. */
function keyTextOf(key: Node): string | undefined {
  if (key.kind !== "scalar" || !isPlainNode(key)) return undefined;
  if (key.style !== "plain") return key.text;
  return key.text === "<<" ? undefined : plainKeyText(key.text, resolveScalar(key.text));
}
