/**
 * The candidate that was probably meant: equal but for case and separators, or at most a third of its letters
 * (and at most three) apart. Undefined where none is near.
 */
export function closest(written: string, candidates: Iterable<string>): string | undefined {
  return nearest(written, candidates)?.candidate;
}

/** The same with its distance in edits; 0 where only case and separators differ. */
export function nearest(
  written: string,
  candidates: Iterable<string>,
): { candidate: string; distance: number } | undefined {
  if (written === "" || written.length > 100) return undefined;
  const plain = fold(written);
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const folded = fold(candidate);
    const distance = folded === plain ? 0 : editDistance(plain, folded);
    const limit = Math.min(3, Math.max(1, Math.floor(Math.max(folded.length, plain.length) / 3)));
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best;
}

/** Case, dashes, underscores and blanks do not tell names apart. */
export function fold(text: string): string {
  return text.toLowerCase().replace(/[-_ ]/g, "");
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours count one each. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return 4;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
