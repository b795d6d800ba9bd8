import { parseQuantity } from "../nim/quantity.ts";
import type { Amounts } from "./inventory.ts";

/** Both together, each resource in the form in which the first of the two writes it. */
export function addedAmounts(one: Amounts, other: Amounts): Amounts {
  return combined(one, other, (a, b) => a + b);
}

/** Of each resource the larger of two. */
export function largestAmounts(one: Amounts, other: Amounts): Amounts {
  return combined(one, other, (a, b) => (a < b ? b : a));
}

/** As often as `times` says. */
export function timesAmount(amount: string | undefined, times: number): number {
  return Number(nanoOf(amount)) * 1e-9 * times;
}

/** Whether there is as much of everything as is asked for; of what `has` does not name there is none, unless it is open. */
export function holds(has: Amounts, asked: Amounts, isOpen: (resource: string) => boolean): boolean {
  return Object.entries(asked).every(([resource, amount]) => {
    const offered = own(has, resource);
    if (offered === undefined) return isOpen(resource) || nanoOf(amount) <= 0n;
    return nanoOf(amount) <= nanoOf(offered);
  });
}

/** What is left of `has`; less than nothing where more is taken. */
export function lessAmounts(has: Amounts, taken: Amounts): Amounts {
  return Object.fromEntries(
    Object.entries(has).map(([resource, amount]) => {
      const held = own(taken, resource);
      return [resource, held === undefined ? amount : written(nanoOf(amount) - nanoOf(held), amount)];
    }),
  );
}

/** As the API server writes them: `1024Mi` is `1Gi`. */
export function canonicalAmounts(amounts: Amounts): Amounts {
  return Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [name, parseQuantity(amount)?.canonical ?? amount]),
  );
}

export function isNothing(amount: string): boolean {
  return nanoOf(amount) === 0n;
}

function combined(one: Amounts, other: Amounts, join: (a: bigint, b: bigint) => bigint): Amounts {
  const joined = new Map(Object.entries(one));
  for (const [resource, amount] of Object.entries(other)) {
    const first = joined.get(resource);
    joined.set(resource, first === undefined ? amount : written(join(nanoOf(first), nanoOf(amount)), first));
  }
  return Object.fromEntries(joined);
}

/** Sums keep the format of their first part, as Go's do. Source: k8s.io/apimachinery pkg/api/resource, Quantity.Add. */
function written(nano: bigint, like: string): string {
  const kibibytes = nano / 1_024_000_000_000n;
  const isBinary = /i$/.test(like) && nano % 1_024_000_000_000n === 0n;
  return parseQuantity(isBinary ? `${kibibytes}Ki` : `${nano}n`)?.canonical ?? like;
}

function nanoOf(amount: string | undefined): bigint {
  return parseQuantity(amount ?? "0")?.nano ?? 0n;
}

function own(amounts: Amounts, resource: string): string | undefined {
  return Object.hasOwn(amounts, resource) ? amounts[resource] : undefined;
}
