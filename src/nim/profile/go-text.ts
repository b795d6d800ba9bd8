/** Go's strings.ToLower: character by character, where JavaScript looks at neighbours and may give two for one. */
export function lowerCase(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return Array.from(text, (character) => {
    const [lower = character, ...more] = character.toLowerCase();
    return more.length > 0 && character !== "İ" ? character : lower;
  }).join("");
}

/** Go's strings.EqualFold: equal but for simple case folding, by which the Kelvin sign is a K and ß is no SS. */
export function equalFold(one: string, other: string): boolean {
  if (isAscii(one) && isAscii(other)) return one.toLowerCase() === other.toLowerCase();
  // The flags i and u together compare by simple case folding.
  const escaped = Array.from(one, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return new RegExp(`^${escaped.join("")}$`, "iu").test(other);
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them.
  return /^[\x00-\x7f]*$/.test(text);
}
