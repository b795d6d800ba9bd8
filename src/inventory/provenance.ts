import type { Origin } from "./inventory.ts";

interface Filled<T> {
  readonly value: T;
  readonly from: "catalogue" | "assumed";
  readonly source: string;
}

/** Writes down where each value of a pool is from, while it is filled in. */
export class Provenance {
  readonly origins: Origin[] = [];

  /** The value that was given, or else what `fill` gives. */
  of<T extends Value>(path: string, given: T | undefined, fill: () => Filled<T>): T {
    if (given !== undefined) return this.#keep(path, { value: given, from: "given" });
    return this.#keep(path, fill());
  }

  given<T extends Value>(path: string, value: T): T {
    return this.#keep(path, { value, from: "given" });
  }

  /** The value that was given, or else what `fill` gives, if it knows one. */
  maybe<T extends Value>(
    path: string,
    given: T | undefined,
    fill: () => Filled<T> | undefined,
    unit = "",
  ): T | undefined {
    const filled = given === undefined ? fill() : { value: given, from: "given" as const };
    return filled && this.#keep(path, filled, unit);
  }

  #keep<T extends Value>(
    path: string,
    { value, ...origin }: { value: T; from: Origin["from"]; source?: string },
    unit = "",
  ): T {
    const shown = typeof value === "object" ? value.join(".") : String(value);
    this.origins.push({ path, value: `${shown}${unit}`, ...origin });
    return value;
  }
}

type Value = string | number | readonly [number, number];
