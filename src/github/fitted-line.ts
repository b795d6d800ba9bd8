/** Characters of the description of a status. GitHub says "characters" and counts code points. */
const mostOfDescription = 140;

/** Text in one line of at most so many code points; what is cut ends with an ellipsis. */
export function fittedLine(text: string, limit: number = mostOfDescription): string {
  const line = text.replace(/\s+/g, " ").trim();
  // No line of so many units has more code points; and nobody spreads a megabyte.
  const points = [...line.slice(0, 2 * limit + 2)];
  if (points.length <= limit && line.length <= 2 * limit + 2) return line;
  return `${points
    .slice(0, limit - 1)
    .join("")
    .trimEnd()}…`;
}
