/**
 * The name that was probably meant: the same but for case, contained in it or around it, or a few slips
 * away.
 */
export function closest(wanted: string, names: readonly string[]): string | undefined {
  if (wanted.length === 0 || wanted.length > 64) return undefined;
  const plain = fold(wanted);
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const other = fold(name);
    const distance = other === plain ? 0 : slips(plain, other);
    if (distance <= Math.floor(Math.max(plain.length, other.length) / 3) && distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  if (best !== undefined && bestDistance <= 1) return best;
  return soleName(names, (name) => contains(plain, fold(name))) ?? best;
}

/** Case, dashes and underscores do not tell names apart. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, "");
}

function contains(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return (
    short.length >= 5 &&
    (long.startsWith(short) || long.endsWith(short) || long.endsWith(short.replace(/s$/, "")))
  );
}

function soleName(names: readonly string[], test: (name: string) => boolean): string | undefined {
  const found = names.filter(test);
  return found.length === 1 ? found[0] : undefined;
}

/** Edit distance in which two neighbours that changed places count once (optimal string alignment). */
function slips(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[other.length] ?? 0;
}
