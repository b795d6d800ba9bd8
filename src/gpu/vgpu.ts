import { migProfilesOf } from "./mig.ts";
import { type GpuProduct, gpuProducts } from "./products.ts";

/** What the name of a vGPU says, such as `H100XM-80C`, or `H100XM-1-10C` for one that is backed by MIG. */
export interface VgpuProfile {
  readonly name: string;
  /** The name's beginning, which stands for a board. */
  readonly board: string;
  /** Undefined where the catalogue has not that board's product. */
  readonly product: GpuProduct | undefined;
  readonly frameBufferGB: number;
  /** Compute slices of the MIG instance behind it. */
  readonly migSlices: number | undefined;
  /** C is for computing, Q for workstations, which compute too. */
  readonly series: "C" | "Q";
}

/** Reads a vGPU's name, also as node labels have it; undefined where it is none. */
export function parseVgpuProfile(text: string): VgpuProfile | undefined {
  const match = /^(?:(?:NVIDIA|GRID)[- ])?([A-Z][A-Z0-9]*)-(?:([1-7])-)?([1-9]\d{0,2})([CQ])$/.exec(text);
  const board = match?.[1] ?? "";
  const facts = Object.hasOwn(boards, board) ? boards[board] : undefined;
  if (!match || !facts) return undefined;
  const [, , slices, frameBuffer, series] = match;
  return {
    name: text.replace(/^(NVIDIA|GRID)[- ]/, ""),
    board,
    product: gpuProducts.find(({ name }) => name === facts.product),
    frameBufferGB: Number(frameBuffer),
    migSlices: slices === undefined ? undefined : Number(slices),
    series: series === "Q" ? "Q" : "C",
  };
}

/** The names of a product's vGPUs for computing, the whole GPU last; without those that MIG backs. */
export function vgpuProfilesOf(product: GpuProduct): readonly string[] {
  return Object.entries(boards).flatMap(([board, facts]) =>
    facts.product === product.name ? facts.sizes.map((size) => `${board}-${size}C`) : [],
  );
}

/** Whether the board has a vGPU of that size. The sizes of the workstation series are not written down here. */
export function isVgpuProfile({ board, product, frameBufferGB, migSlices, series }: VgpuProfile): boolean {
  const sizes = sizesOf(board);
  if (migSlices === undefined)
    return series === "Q" ? frameBufferGB <= (sizes.at(-1) ?? 0) : sizes.includes(frameBufferGB);
  const profiles = product && migProfilesOf(product);
  if (profiles === undefined || series === "Q") return true;
  // Names of vGPUs round 23 up on the GB200, and there are vGPUs that take a part of an instance's memory.
  return profiles.some((profile) => profile.compute === migSlices && frameBufferGB <= profile.memoryGB + 1);
}

/**
 * Whether vGPUs of one machine reach each other: only by NVLink, and only those that are a whole GPU and not backed by
 * MIG. Source: NVIDIA AI Enterprise, vGPU user guide, peer-to-peer CUDA transfers over NVLink.
 */
export function hasPeerToPeer({ board, product, migSlices, frameBufferGB }: VgpuProfile): boolean {
  const hasLinks = product !== undefined && product.nvlink !== "none";
  return hasLinks && migSlices === undefined && frameBufferGB === sizesOf(board).at(-1);
}

function sizesOf(board: string): readonly number[] {
  return Object.hasOwn(boards, board) ? (boards[board]?.sizes ?? []) : [];
}

interface Board {
  readonly product?: string;
  /** Frame buffers of the C series in GB, the whole one last. */
  readonly sizes: readonly number[];
}

/**
 * Boards by the beginning of their vGPUs' names.
 * Source: NVIDIA/gpu-operator, assets/state-vgpu-device-manager/0500_configmap.yaml; the products: vGPU documentation.
 */
const boards: Readonly<Record<string, Board>> = {
  T4: { product: "T4", sizes: [4, 8, 16] },
  V100: { product: "V100 PCIe 16GB", sizes: [4, 8, 16] },
  V100D: { product: "V100 PCIe 32GB", sizes: [4, 8, 16, 32] },
  V100X: { product: "V100 SXM2 16GB", sizes: [4, 8, 16] },
  V100DX: { product: "V100 SXM2 32GB", sizes: [4, 8, 16, 32] },
  V100L: { sizes: [4, 8, 16] },
  V100S: { product: "V100S PCIe", sizes: [4, 8, 16, 32] },
  A2: { product: "A2", sizes: [4, 8, 16] },
  A10: { product: "A10", sizes: [4, 6, 8, 12, 24] },
  A16: { product: "A16", sizes: [4, 8, 16] },
  A30: { product: "A30", sizes: [4, 6, 8, 12, 24] },
  A40: { product: "A40", sizes: [4, 6, 8, 12, 16, 24, 48] },
  A100: { product: "A100 PCIe 40GB", sizes: [4, 5, 8, 10, 20, 40] },
  A100X: { product: "A100 SXM4 40GB", sizes: [4, 5, 8, 10, 20, 40] },
  A100D: { product: "A100 PCIe 80GB", sizes: [4, 8, 10, 16, 20, 40, 80] },
  A100DX: { product: "A100 SXM4 80GB", sizes: [4, 8, 10, 16, 20, 40, 80] },
  A800: { product: "A800 PCIe 40GB", sizes: [4, 5, 8, 10, 20, 40] },
  A800D: { product: "A800 PCIe 80GB", sizes: [4, 8, 10, 16, 20, 40, 80] },
  A800DX: { product: "A800 SXM4 80GB", sizes: [4, 8, 10, 16, 20, 40, 80] },
  L4: { product: "L4", sizes: [4, 6, 8, 12, 24] },
  L40: { product: "L40", sizes: [4, 6, 8, 12, 16, 24, 48] },
  L40S: { product: "L40S", sizes: [4, 6, 8, 12, 16, 24, 48] },
  H100: { product: "H100 PCIe", sizes: [4, 5, 8, 10, 16, 20, 40, 80] },
  H100XM: { product: "H100 SXM", sizes: [4, 5, 8, 10, 16, 20, 40, 80] },
  H100XS: { sizes: [4, 8, 16, 32, 64] },
  H100L: { product: "H100 NVL", sizes: [4, 6, 11, 15, 23, 47, 94] },
  H100XL: { sizes: [4, 6, 11, 15, 23, 47, 94] },
  H200: { product: "H200 NVL", sizes: [4, 7, 8, 14, 17, 28, 35, 70, 141] },
  H200X: { product: "H200 SXM", sizes: [4, 7, 8, 14, 17, 28, 35, 70, 141] },
  H20: { product: "H20", sizes: [4, 6, 8, 12, 16, 24, 32, 48, 96] },
  H20X: { product: "H20-3e", sizes: [4, 7, 8, 14, 17, 28, 35, 70, 141] },
  GH200: { product: "GH200 96GB", sizes: [96] },
  GH200L: { product: "GH200 144GB", sizes: [144] },
  B200X: { product: "B200", sizes: [180] },
  B300X: { product: "B300", sizes: [269] },
  GB200: { product: "GB200", sizes: [189] },
  DC: { product: "RTX PRO 6000 Blackwell Server Edition", sizes: [8, 12, 16, 24, 32, 48, 96] },
};
