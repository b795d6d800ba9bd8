/** Bytes as people compare them with the quantities of volumes: `131 GiB`, `1.5 TiB`, `12 KiB`. */
export function dataSize(bytes: number): string {
  const unit = units.find(({ size }) => bytes >= size) ?? { name: "B", size: 1 };
  const amount = bytes / unit.size;
  return `${amount >= 100 || unit.size === 1 ? Math.round(amount) : Number(amount.toFixed(1))} ${unit.name}`;
}

const units = ["TiB", "GiB", "MiB", "KiB"].map((name, index, all) => ({
  name,
  size: 1024 ** (all.length - index),
}));
