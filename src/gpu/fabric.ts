import type { GpuProduct } from "./products.ts";

/** How the GPUs of a product reach each other. */
interface Fabric {
  /** NVLink of one GPU, both directions together, in decimal GB/s; 0 without NVLink. */
  readonly totalGBps: number;
  /** GPUs that reach each other by NVLink, at most: those of a node, of a bridge, of a rack. */
  readonly domain: number;
  /** GPUs of a node, for products that come in nodes of one size. */
  readonly perNode?: number;
  /** The architecture of the nodes' CPUs, as the label `kubernetes.io/arch` has it. */
  readonly cpu: "amd64" | "arm64";
  /** Keys of `productSources`. */
  readonly sources: string;
}

/** The fabric of a product; GPUs without an entry have PCIe alone. */
export function fabricOf({ name }: GpuProduct): Fabric {
  return Object.hasOwn(fabrics, name) ? (fabrics[name] ?? pcie) : pcie;
}

const pcie: Fabric = { totalGBps: 0, domain: 1, cpu: "amd64", sources: "R" };

function board(totalGBps: number, sources: string): Fabric {
  return { totalGBps, domain: 8, perNode: 8, cpu: "amd64", sources };
}

function bridge(totalGBps: number, domain: number, sources: string): Fabric {
  return { totalGBps, domain, cpu: "amd64", sources };
}

/** aiconfigurator gives bandwidths for one direction; they are doubled here. */
const fabrics: Readonly<Record<string, Fabric>> = {
  "V100 SXM2 16GB": board(300, "R"),
  "V100 SXM2 32GB": board(300, "R"),
  A30: bridge(200, 2, "R"),
  A40: bridge(112.5, 2, "R"),
  "A100 SXM4 40GB": board(600, "A"),
  "A100 SXM4 80GB": board(600, "A"),
  "A100 PCIe 40GB": bridge(600, 2, "R"),
  "A100 PCIe 80GB": bridge(600, 2, "R"),
  "A800 SXM4 80GB": board(400, "R"),
  "A800 SXM4 40GB": board(400, "R"),
  "A800 PCIe 80GB": bridge(400, 2, "R"),
  "A800 PCIe 40GB": bridge(400, 2, "R"),
  "H100 PCIe": bridge(600, 2, "R"),
  "H100 SXM": board(900, "A"),
  "H100 NVL": bridge(600, 2, "R"),
  "H200 SXM": board(900, "A"),
  "H200 NVL": bridge(900, 4, "R"),
  H20: board(900, "R"),
  "H20-3e": board(900, "R"),
  "GH200 96GB": { totalGBps: 900, domain: 1, perNode: 1, cpu: "arm64", sources: "R" },
  "GH200 144GB": { totalGBps: 900, domain: 1, perNode: 1, cpu: "arm64", sources: "R" },
  B200: board(1800, "A"),
  B300: board(1800, "A"),
  GB200: { totalGBps: 1800, domain: 72, perNode: 4, cpu: "arm64", sources: "A" },
  GB300: { totalGBps: 1800, domain: 72, perNode: 4, cpu: "arm64", sources: "A" },
};
