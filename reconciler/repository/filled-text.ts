import type { ResourceStatus } from "./types.ts";

/** Bytes in one unit: `34/120 GiB`; without the whole where that is not known. */
export function filledText({ cached, total }: NonNullable<ResourceStatus["bytes"]>): string {
  const whole = total ?? cached;
  const unit = units.find(({ size }) => whole >= size) ?? smallest;
  const amount = (bytes: number) => {
    const count = bytes / unit.size;
    // Never up: what is not all there does not look so.
    return `${whole / unit.size < 10 ? Math.floor(count * 10) / 10 : Math.floor(count)}`;
  };
  const done = amount(Math.min(cached, whole));
  return total === undefined ? `${done} ${unit.name}` : `${done}/${amount(total)} ${unit.name}`;
}

const smallest = { name: "MiB", size: 1024 ** 2 };
const units = [{ name: "TiB", size: 1024 ** 4 }, { name: "GiB", size: 1024 ** 3 }, smallest];
