import type { recover } from "./recover.ts";

let loaded: typeof recover | undefined;

/**
 * Loads the parser that reads on after an error, which would cost every start some 6 ms. Until then a broken document has
 * its first error only, and its reading says that it is `recoverable`.
 */
export async function loadRecovery(): Promise<void> {
  loaded ??= (await import("./recover.ts")).recover;
}

export function loadedRecovery(): typeof recover | undefined {
  return loaded;
}
