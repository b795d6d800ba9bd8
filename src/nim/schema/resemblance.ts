import { fold, nearest } from "../closest.ts";

/**
 * The field that was probably meant: the same but for case, a slip or two away, or the only one that contains the name or
 * is contained in it.
 */
export function closestField(wanted: string, names: readonly string[]): string | undefined {
  const near = nearest(wanted, names);
  if (near !== undefined && near.distance <= 1) return near.candidate;
  return soleName(names, (name) => contains(fold(wanted), fold(name))) ?? near?.candidate;
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
