import type { Path } from "./value.ts";

/**
 * Where a value has a key `__proto__`. Schemas skip it unread, so that a file that has one would be taken for one without it.
 * Undefined where there is none.
 */
export function prototypeKeyIn(value: unknown): Path | undefined {
  const seen = new Set<object>();
  // Not by recursion, since JSON may be nested deeper than the stack.
  const left: { readonly node: unknown; readonly at: Trail | undefined }[] = [{ node: value, at: undefined }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node, at } = next;
    // What an alias repeats is looked at once.
    if (typeof node !== "object" || node === null || seen.has(node)) continue;
    seen.add(node);
    if (Array.isArray(node)) {
      for (const [index, item] of node.entries()) left.push({ node: item, at: { step: index, above: at } });
      continue;
    }
    if (Object.hasOwn(node, "__proto__")) return pathOf({ step: "__proto__", above: at });
    for (const [key, item] of Object.entries(node)) left.push({ node: item, at: { step: key, above: at } });
  }
  return undefined;
}

interface Trail {
  readonly step: string | number;
  readonly above: Trail | undefined;
}

function pathOf(last: Trail): Path {
  const steps: (string | number)[] = [];
  for (let at: Trail | undefined = last; at !== undefined; at = at.above) steps.push(at.step);
  return steps.reverse();
}
