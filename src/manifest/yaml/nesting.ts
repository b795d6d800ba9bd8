import { maxDepth } from "./scanner.ts";

/**
 * Whether a text may nest too deep for a parser that recurses. For texts with errors, which have no reliable nesting: counts
 * what could open a collection, also in quotes and block scalars, where it does no harm to be wrong.
 */
export function mayNestTooDeep(text: string): boolean {
  return deepestBrackets(text) > maxDepth || deepestBlocks(text) > maxDepth;
}

/** A line with very many brackets is suspect by itself; over the lines, what is closed again does not count. */
function deepestBrackets(text: string): number {
  let open = 0;
  for (const line of text.split("\n")) {
    const opened = line.split(/[[{]/).length - 1;
    const closed = line.split(/[\]}]/).length - 1;
    if (opened > maxDepth) return opened;
    open = Math.max(0, open + opened - closed);
    if (open > maxDepth) return open;
  }
  return open;
}

/** Follows the columns where block collections may stand open; each indicator and colon of a line may open one more. */
function deepestBlocks(text: string): number {
  const columns: number[] = [];
  let deepest = 0;
  for (const line of text.split("\n")) {
    const content = line.trimStart();
    if (content === "" || content.startsWith("#")) continue;
    const indent = line.length - content.length;
    while ((columns.at(-1) ?? -1) >= indent) columns.pop();
    columns.push(indent);
    const indicators = content.split(/[-?:](?=[ \t]|$)/).length - 1;
    deepest = Math.max(deepest, columns.length + indicators);
  }
  return deepest;
}
