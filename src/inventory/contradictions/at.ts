import type { Path } from "../../nim/value.ts";

/** A place below `gpu` of the pool that is judged. */
export type At = (...path: string[]) => Path;
