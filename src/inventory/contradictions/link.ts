import type { NvLink } from "../../gpu/products.ts";
import { type CompletedGpu, nvlinkNames, type nvlinks, type PoolGpu } from "../inventory.ts";
import type { Tell } from "../problem.ts";
import type { At } from "./at.ts";

/** What nodes with a product can have: every product can also go without. */
const possible: Readonly<Record<NvLink, readonly (typeof nvlinks)[number][]>> = {
  none: ["none"],
  bridge: ["none", "bridge"],
  // Boards of four are joined without a switch, which is as good.
  switch: ["none", "nvswitch"],
  rack: ["none", "nvswitch", "mnnvl"],
  // There are nodes of two GH200, and racks of 32.
  cpu: ["none", "bridge", "nvswitch", "mnnvl"],
};

/** NVLink against the product, and the size of its domain against both. */
export function linkContradictions(gpu: PoolGpu, completed: CompletedGpu, tell: Tell, at: At): void {
  const { known, nvlink, nvlinkDomainSize: size, count } = completed;
  if (gpu.nvlink !== undefined && known && !possible[known.nvlink].includes(gpu.nvlink)) {
    const has = nvlinkNames[known.nvlink];
    tell(
      at("nvlink"),
      has === "none"
        ? `${known.name} has no NVLink: its GPUs reach each other by PCIe alone`
        : `${known.name} is joined by ${has}, not by ${gpu.nvlink}`,
      `write \`nvlink: ${has}\`, or leave it out`,
      { related: at("product") },
    );
    return;
  }
  const given = gpu.nvlinkDomainSize;
  if (given === undefined) return;
  const limit = { none: 1, bridge: 4, nvswitch: count, mnnvl: Number.POSITIVE_INFINITY }[nvlink];
  if (given > limit) {
    tell(
      at("nvlinkDomainSize"),
      `with nvlink: ${nvlink}, no more than ${limit} GPUs of a node with ${count} reach each other, not ${size}`,
      `write ${limit} or less, or leave it out`,
      { related: at(gpu.nvlink === undefined ? "product" : "nvlink") },
    );
  }
}
