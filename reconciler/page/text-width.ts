/**
 * How wide text is at 11 px, in pixels: measured with DejaVu Sans in Chromium, which has the widths of Verdana but for a few.
 * What is not in the table counts as wide as a square. Badges stretch their text to this width, whatever font there is.
 */
export function textWidth(text: string): number {
  let tenths = 0;
  for (const character of text) tenths += widthOf(character.codePointAt(0) ?? 0);
  return tenths / 10;
}

function widthOf(code: number): number {
  if (code >= first && code < first + ascii.length) return ascii[code - first] ?? square;
  return others.get(code) ?? (code < latinEnd ? letter : square);
}

const first = 32;
/** Tenths of a pixel, from the blank to the tilde. */
const ascii = [
  35, 44, 51, 92, 70, 105, 86, 30, 43, 43, 55, 92, 35, 40, 35, 37, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 37,
  37, 92, 92, 92, 58, 110, 75, 75, 77, 85, 70, 63, 85, 83, 32, 32, 72, 61, 95, 82, 87, 66, 87, 76, 70, 67, 81,
  75, 109, 75, 67, 75, 43, 37, 43, 92, 55, 55, 67, 70, 60, 70, 68, 39, 70, 70, 31, 31, 64, 31, 107, 70, 67,
  70, 70, 45, 57, 43, 70, 65, 90, 65, 65, 58, 70, 37, 70, 92,
] as const;
/** Middle dot and ellipsis. */
const others = new Map([
  [0xb7, 35],
  [0x2026, 110],
]);
const latinEnd = 0x250;
const letter = 70;
const square = 110;
