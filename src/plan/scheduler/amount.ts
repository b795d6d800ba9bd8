import { parseQuantity, wholeUnits } from "../../nim/quantity.ts";

/**
 * A quantity as kube-scheduler counts it: thousandths of a processor, bytes, pieces; what is finer is rounded up.
 * Source: Kubernetes pkg/scheduler/framework/types.go, Resource.Add.
 */
export function scheduledAmount(resource: string, amount: string): number {
  const quantity = parseQuantity(amount);
  if (!quantity) return 0;
  return resource === "cpu" ? thousandths(quantity.nano) : Number(wholeUnits(quantity));
}

/** As a quantity again, for people. */
export function writtenAmount(resource: string, amount: number): string {
  if (!Number.isFinite(amount)) return "unlimited";
  if (resource === "cpu") return parseQuantity(`${amount}m`)?.canonical ?? `${amount}m`;
  const isBytes =
    resource === "memory" || resource === "ephemeral-storage" || resource.startsWith("hugepages-");
  if (isBytes && amount % 1024 === 0) return parseQuantity(`${amount / 1024}Ki`)?.canonical ?? `${amount}`;
  return `${amount}`;
}

function thousandths(nano: bigint): number {
  const whole = nano / 1_000_000n;
  return Number(nano % 1_000_000n > 0n ? whole + 1n : whole);
}
