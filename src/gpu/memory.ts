import type { GpuProduct } from "./products.ts";

/** Data sheets and profiles count in decimal GB, drivers and node labels in MiB. */
export function decimalGB(mebibytes: number): number {
  return (mebibytes * 1.048576) / 1000;
}

/**
 * Whether memory of so many MiB is as much as is asked for in GB. One percent may be missing: the EC2 API rounds the A10G
 * to 22888 MiB, which is 23.9999 GB. In GiB nearly every GPU would be too small for its own name: an L40S has 44.99 of 48.
 */
export function holdsGB(mebibytes: number, neededGB: number): boolean {
  return decimalGB(mebibytes) >= neededGB * 0.99;
}

/** What the driver reports of a product, in MiB; where that was never seen, what its data sheet says. */
export function memoryMiBOf({ reportedMiB, memoryGB }: GpuProduct): number {
  return reportedMiB ?? Math.floor((memoryGB * 1000) / 1.048576);
}
