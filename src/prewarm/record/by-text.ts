/** A comparison for `sort` by code unit, the same on every machine and in every language. */
export function byText<T>(textOf: (item: T) => string): (one: T, other: T) => number {
  return (one, other) => {
    const [left, right] = [textOf(one), textOf(other)];
    return left < right ? -1 : left > right ? 1 : 0;
  };
}
