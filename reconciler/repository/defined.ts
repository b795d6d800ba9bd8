/** What a schema gives, without fields that are there and have no value, and not to be written to. */
export type Defined<T> = T extends readonly (infer Item)[]
  ? readonly Defined<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Defined<Exclude<T[Key], undefined>> }
    : T;

/** The value without fields that have none, at any depth. */
export function defined<T>(value: T): Defined<T> {
  // The type says just what the walk does, which TypeScript cannot follow.
  return pruned(value) as Defined<T>;
}

function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, pruned(inner)]),
  );
}
