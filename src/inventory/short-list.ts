/** Names of pools in a sentence: all of a few, the first three of many. */
export function shortList(names: readonly string[]): string {
  return names.length <= 4
    ? names.join(", ")
    : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}
