import { productsNamed, shortNames } from "../../gpu/aliases.ts";
import { formatComputeCapability } from "../../gpu/compute-capability.ts";
import { fabricOf } from "../../gpu/fabric.ts";
import { knownLabels } from "../../gpu/find-product.ts";
import { parseGpuLabel } from "../../gpu/label.ts";
import { decimalGB, memoryMiBOf } from "../../gpu/memory.ts";
import type { GpuProduct } from "../../gpu/products.ts";
import { parseVgpuProfile } from "../../gpu/vgpu.ts";
import { closest } from "../../nim/closest.ts";
import { draKubernetesMinor, isTooOldForDra } from "../../nim/dra-kubernetes.ts";
import { parseKubernetesVersion } from "../../nim/kubernetes-version.ts";
import { quoted } from "../../nim/quoted.ts";
import type { Path } from "../../nim/value.ts";
import { defaultOperatorVersion, parseOperatorVersion } from "../../nim/version.ts";
import { completePool } from "../complete.ts";
import type { CompletedGpu, Inventory, NodePool, PoolGpu } from "../inventory.ts";
import type { Tell } from "../problem.ts";
import type { At } from "./at.ts";
import { cutContradictions } from "./cut.ts";
import { linkContradictions } from "./link.ts";
import { virtualContradictions } from "./virtual.ts";

/** What a pool says of its GPUs, against itself and the catalogue. */
export function gpuContradictions(inventory: Inventory, tell: Tell): void {
  inventory.nodePools.forEach((pool, index) => {
    const { gpu } = pool;
    const completed = completePool(pool).gpu;
    if (!gpu || !completed) return;
    const at = (...path: string[]): Path => ["nodePools", index, "gpu", ...path];
    if (gpu.memoryMiB !== undefined && gpu.memoryMiB <= 0)
      tell(at("memory"), "a GPU has some memory", "write a number of MiB, or an amount such as 80Gi");
    productContradictions(gpu, tell, at);
    countContradictions(pool, gpu, completed, tell, at);
    if (completed.known) factContradictions(gpu, completed.known, tell, at);
    linkContradictions(gpu, completed, tell, at);
    cutContradictions(pool, completed, tell, at);
    virtualContradictions(gpu, completed, tell, at);
    allocationContradictions(inventory, gpu, tell, at);
  });
}

function productContradictions(gpu: PoolGpu, tell: Tell, at: At): void {
  const { product } = gpu;
  const named = productsNamed(product);
  const whole = parseGpuLabel(product).product;
  if (whole !== product) {
    tell(
      at("product"),
      `${quoted(product)} is the label of a part of a GPU, not that of its product`,
      `write ${whole}, and gpu.mig or gpu.sharing for how it is divided`,
    );
  }
  const vgpu = parseVgpuProfile(gpu.vgpuProfile ?? product)?.product;
  if (named.length === 1 || vgpu) return;
  const unknown = { code: "inventory-unknown-product" } as const;
  if (named.length > 1) {
    const labels = named.flatMap(({ labels: [label] }) => (label === undefined ? [] : [label]));
    tell(
      at("product"),
      `${quoted(product)} may be several products`,
      `write one of ${labels.join(", ")}`,
      unknown,
    );
  } else if (gpu.memoryMiB === undefined || gpu.computeCapability === undefined) {
    const missing = [
      gpu.memoryMiB === undefined ? "memory" : "",
      gpu.computeCapability === undefined ? "computeCapability" : "",
    ].filter((name) => name !== "");
    const meant = closest(product, [...shortNames, ...knownLabels]);
    tell(
      at("product"),
      `nimops does not know the GPU ${quoted(product)}, and nothing says its ${missing.join(" and ")}`,
      `${meant === undefined ? "" : `did you mean ${meant}? Else `}add ${missing.map((name) => `gpu.${name}`).join(" and ")}, as \`nvidia-smi --query-gpu=memory.total,compute_cap --format=csv\` prints them`,
      unknown,
    );
  }
}

function countContradictions(
  pool: NodePool,
  gpu: PoolGpu,
  completed: CompletedGpu,
  tell: Tell,
  at: At,
): void {
  if (gpu.count !== undefined || Object.keys(pool.allocatable).some((name) => name.startsWith("nvidia.com/")))
    return;
  // Which of several products is meant is asked already, and may answer this too.
  const possible = completed.known ? [completed.known] : productsNamed(gpu.product);
  const isUsual = possible.some((product) => fabricOf(product).perNode !== undefined);
  if (completed.virtualization === "bare-metal" && isUsual) return;
  tell(at("count"), "nothing says how many GPUs a node has", "add `count`, the GPUs of one node", {
    code: "inventory-schema",
  });
}

/** Drivers, clouds and data sheets round differently, so memory may be a tenth off. */
function factContradictions(gpu: PoolGpu, product: GpuProduct, tell: Tell, at: At): void {
  const { name, computeCapability, pciIds } = product;
  const memory = memoryMiBOf(product);
  const isVirtual = gpu.vgpuProfile !== undefined || parseVgpuProfile(gpu.product) !== undefined;
  if (
    gpu.memoryMiB !== undefined &&
    gpu.memoryMiB > 0 &&
    !isVirtual &&
    Math.abs(gpu.memoryMiB / memory - 1) > 0.1
  ) {
    tell(
      at("memory"),
      `${gpu.memoryMiB} MiB is ${decimalGB(gpu.memoryMiB).toPrecision(3)} GB, but ${name} has ${decimalGB(memory).toPrecision(3)} GB (${memory} MiB)`,
      "write the memory of one whole GPU: a number counts MiB; or correct the product, or leave memory out",
      { related: at("product") },
    );
  }
  const [major, minor] = computeCapability;
  const given = gpu.computeCapability;
  if (given && (given[0] !== major || given[1] !== minor)) {
    tell(
      at("computeCapability"),
      `${name} has compute capability ${formatComputeCapability(computeCapability)}, not ${formatComputeCapability(given)}`,
      `write "${formatComputeCapability(computeCapability)}", or leave it out`,
      { related: at("product") },
    );
  }
  if (gpu.deviceID !== undefined && pciIds.length > 0 && !pciIds.includes(gpu.deviceID)) {
    tell(
      at("deviceID"),
      `${name} has the PCI device id ${pciIds.join(" or ")}, not ${gpu.deviceID}`,
      `write "${pciIds[0]}", or leave it out`,
      { related: at("product") },
    );
  }
}

function allocationContradictions(
  { kubernetesVersion, operatorVersion = "" }: Inventory,
  gpu: PoolGpu,
  tell: Tell,
  at: At,
): void {
  if (gpu.allocation !== "dra") return;
  const kubernetes = parseKubernetesVersion(kubernetesVersion ?? "");
  const version = parseOperatorVersion(operatorVersion) ?? defaultOperatorVersion;
  if (kubernetes && isTooOldForDra(kubernetes, version)) {
    tell(
      at("allocation"),
      `allocation dra needs Kubernetes 1.${draKubernetesMinor(version)}, but the cluster has ${kubernetesVersion}`,
      "write `allocation: device-plugin`, or correct kubernetesVersion",
      { related: ["kubernetesVersion"] },
    );
  }
  if (gpu.sharing !== undefined && gpu.sharing.strategy !== "none") {
    tell(
      at("sharing", "strategy"),
      `${gpu.sharing.strategy} is the device plugin's, and these GPUs are given out by DRA`,
      "remove sharing, or write `allocation: device-plugin`",
      { related: at("allocation") },
    );
  }
}
