/**
 * Who wants how much of the room gets it, as far as there is enough for all; else the small ones get all that they want,
 * and the large ones equal parts of the rest.
 */
export function shareRoom(wanted: readonly number[], room: number): number[] {
  const shares = wanted.map(() => 0);
  const smallestFirst = wanted.map((size, index) => ({ size, index })).sort((a, b) => a.size - b.size);
  let left = Math.max(0, room);
  for (const [done, { size, index }] of smallestFirst.entries()) {
    const share = Math.min(size, Math.floor(left / (wanted.length - done)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}
