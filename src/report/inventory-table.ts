import { formatComputeCapability } from "../gpu/compute-capability.ts";
import { decimalGB } from "../gpu/memory.ts";
import { parseVgpuProfile } from "../gpu/vgpu.ts";
import type { CompletedGpu, CompletedPool, Inventory, Taint } from "../inventory/inventory.ts";
import { shortList } from "../inventory/short-list.ts";
import type { InventoryUse, PoolUse } from "../inventory/use.ts";
import { columns } from "./columns.ts";
import { counted, printable } from "./printable.ts";
import { type BarStyles, legend, useLines, workloadLines } from "./use-bars.ts";
import { wrapped } from "./wrapped.ts";

/** An inventory as people read it, 80 columns wide: its pools, who uses what of them, and what is only assumed. */
export function inventoryTable(inventory: Inventory, use: InventoryUse, styles: BarStyles): string {
  const { strong } = styles;
  const withGpus = use.pools.filter(({ resources }) => resources.length > 0);
  return [
    ...wrapped(headline(inventory, use), ""),
    "",
    ...poolTable(use.pools),
    "",
    ...(withGpus.length > 0 ? [strong("Use"), ...withGpus.flatMap((pool) => useLines(pool, styles))] : []),
    ...(withGpus.length > 0 ? [legend(withGpus, styles), ""] : []),
    ...workloadLines(use, styles),
    ...assumedLines(use.pools, strong),
  ]
    .map((line) => line.trimEnd())
    .join("\n")
    .concat("\n");
}

function headline(
  { name, kubernetesVersion, operatorVersion, scheduler }: Inventory,
  { pools }: InventoryUse,
) {
  const nodes = rangeText(
    sum(pools, (pool) => pool.nodes.min),
    sum(pools, (pool) => pool.nodes.max),
  );
  const gpus = (end: "min" | "max") => sum(pools, ({ gpu, nodes }) => (gpu?.count ?? 0) * nodes[end]);
  const facts = [
    counted(pools.length, "pool"),
    nounAfter(nodes, "node"),
    nounAfter(rangeText(gpus("min"), gpus("max")), "GPU"),
    kubernetesVersion === undefined ? "" : `Kubernetes ${kubernetesVersion}`,
    operatorVersion === undefined ? "" : `NIM Operator ${operatorVersion}`,
    scheduler.scoring === undefined ? "" : `scoring ${scheduler.scoring}`,
  ];
  return printable(`${name}: ${facts.filter((fact) => fact !== "").join(", ")}`);
}

/** Columns in which no pool has anything are left out; what is long and rare stands below its pool. */
function poolTable(uses: readonly PoolUse[]): string[] {
  const pools = uses.map(({ pool }) => pool);
  const shown = tableColumns.filter(({ of }) => pools.some((pool) => of(pool) !== ""));
  const rows = columns([
    shown.map(({ heading }) => heading),
    ...pools.map((pool) => shown.map(({ of }) => printable(of(pool)))),
  ]);
  return rows.flatMap((row, index) => {
    const pool = pools[index - 1];
    const more = pool ? detailsOf(pool) : "";
    return more === "" ? [row] : [row, ...wrapped(printable(more), "    ")];
  });
}

const tableColumns: readonly { readonly heading: string; of(pool: CompletedPool): string }[] = [
  { heading: "POOL", of: ({ name }) => name },
  { heading: "PRODUCT", of: ({ gpu }) => gpu?.label.replace(/^NVIDIA-/, "") ?? "(no GPU)" },
  {
    heading: "NODES",
    of: ({ nodes, gpu }) => `${rangeText(nodes.min, nodes.max)}${gpu ? ` x ${gpu.count}` : ""}`,
  },
  {
    heading: "GB",
    of: ({ gpu }) => (gpu ? memoryText(gpu) : ""),
  },
  {
    heading: "CC",
    of: ({ gpu }) => (gpu?.computeCapability ? formatComputeCapability(gpu.computeCapability) : ""),
  },
  {
    heading: "NVLINK",
    of: ({ gpu }) => {
      if (!gpu || gpu.nvlink === "none") return gpu ? "none" : "";
      return `${gpu.nvlink} ${gpu.nvlinkDomainSize}`;
    },
  },
  { heading: "ZONE", of: ({ zone }) => zone ?? "" },
];

/** As data sheets and names have it, where that is what the driver reports. */
function memoryText({ memoryMiB, known, vgpuProfile }: CompletedGpu): string {
  if (memoryMiB === undefined) return "?";
  const virtual = vgpuProfile === undefined ? undefined : parseVgpuProfile(vgpuProfile);
  const nominal = virtual?.frameBufferGB ?? known?.memoryGB ?? 0;
  const actual = decimalGB(memoryMiB);
  return (Math.abs(actual / nominal - 1) < 0.1 ? nominal : actual).toFixed(0);
}

function detailsOf({ gpu, taints, unschedulable }: CompletedPool): string {
  const cut = Object.entries(gpu?.mig.devices ?? {}).map(([profile, count]) => `${count} x ${profile}`);
  const shared = gpu && gpu.sharing.strategy !== "none" ? gpu.sharing : undefined;
  return [
    gpu && gpu.mig.strategy !== "none" ? `MIG ${gpu.mig.strategy}: ${cut.join(" + ")} on a GPU` : "",
    shared ? `${shared.strategy}: ${shared.replicas} pods on a GPU` : "",
    gpu?.vgpuProfile === undefined ? "" : `vGPU ${gpu.vgpuProfile}`,
    gpu?.virtualization === "passthrough" ? "passthrough" : "",
    gpu?.allocation === "dra" ? "by resource claims (DRA)" : "",
    unschedulable ? "cordoned" : "",
    ...taints.map((taint) => `taint ${taintText(taint)}`),
  ]
    .filter((detail) => detail !== "")
    .join("; ");
}

function taintText({ key, value, effect }: Taint): string {
  return `${key}${value === undefined ? "" : `=${value}`}:${effect}`;
}

/** Each assumption once, with the pools that it is made for; then what the catalogue knows, by product. */
function assumedLines(uses: readonly PoolUse[], strong: (text: string) => string): string[] {
  const assumed = new Grouped();
  const known = new Grouped();
  for (const { pool } of uses) {
    const facts: string[] = [];
    for (const { path, value, from, source } of pool.origins) {
      const name = path.replace(/^(gpu|allocatable)\./, "");
      // Those of GPUs follow from what is told already.
      if (from === "assumed" && !path.startsWith("allocatable.nvidia.com/"))
        assumed.add(`${name} ${value} (${source})`, pool.name);
      if (from === "catalogue" && name !== "product") facts.push(`${name} ${value}`);
    }
    const open = ["cpu", "memory"].filter((name) => pool.allocatable[name] === undefined);
    if (open.length > 0) assumed.add(`${open.join(" and ")} enough on each node (not given)`, pool.name);
    if (pool.gpu && facts.length > 0) known.add(`${pool.gpu.label}: ${facts.join(", ")}`, pool.name);
  }
  return [
    ...(assumed.size > 0 ? [strong("Assumed")] : []),
    ...assumed.map((assumption, names) => {
      const where = names.length === uses.length && uses.length > 1 ? "all pools" : shortList(names);
      return `${assumption}: ${where}`;
    }),
    ...(known.size > 0 ? [strong("From the catalogue")] : []),
    ...known.map((facts) => facts),
  ];
}

/** Texts that are told once, each for several pools. */
class Grouped {
  readonly #pools = new Map<string, string[]>();

  get size(): number {
    return this.#pools.size;
  }

  add(text: string, pool: string): void {
    this.#pools.set(text, [...(this.#pools.get(text) ?? []), pool]);
  }

  map(told: (text: string, pools: readonly string[]) => string): string[] {
    return [...this.#pools].flatMap(([text, pools]) => {
      const [first = "", ...others] = wrapped(printable(told(text, pools)), "    ");
      return [first.slice(2), ...others];
    });
  }
}

function sum(pools: readonly PoolUse[], of: (pool: CompletedPool) => number): number {
  return pools.reduce((total, { pool }) => total + of(pool), 0);
}

function nounAfter(range: string, noun: string): string {
  return `${range} ${noun}${range === "1" ? "" : "s"}`;
}

function rangeText(min: number, max: number): string {
  return min === max ? String(min) : `${min}..${max}`;
}
