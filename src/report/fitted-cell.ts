/** Text that takes exactly so many columns of a terminal: cut with an ellipsis, or filled up with blanks. */
export function fittedCell(text: string, columns: number): string {
  let used = 0;
  let kept = "";
  for (const character of text) {
    const width = widthOf(character);
    if (used + width > columns) return `${cut(kept, used, columns)}`;
    kept += character;
    used += width;
  }
  return kept + " ".repeat(columns - used);
}

function cut(kept: string, used: number, columns: number): string {
  const characters = [...kept];
  let width = used;
  while (width > columns - 1 && characters.length > 0) width -= widthOf(characters.pop() ?? "");
  const rest = columns - 1 - width;
  return columns < 1 ? "" : `${characters.join("")}…${" ".repeat(Math.max(0, rest))}`;
}

/** Two for what terminals draw wide: East Asian letters and pictures (Unicode UAX #11, from Hangul Jamo on). */
function widthOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  const isWide =
    (point >= 0x1100 && point <= 0x115f) ||
    (point >= 0x2e80 && point <= 0xa4cf) ||
    (point >= 0xac00 && point <= 0xd7a3) ||
    (point >= 0xf900 && point <= 0xfaff) ||
    (point >= 0xfe30 && point <= 0xfe6f) ||
    (point >= 0xff00 && point <= 0xff60) ||
    (point >= 0xffe0 && point <= 0xffe6) ||
    point >= 0x1f300;
  return isWide ? 2 : 1;
}
