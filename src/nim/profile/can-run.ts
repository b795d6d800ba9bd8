import { fabricOf } from "../../gpu/fabric.ts";
import { productsOfId, productsOfTag } from "../../gpu/find-product.ts";
import { decimalGB, holdsGB } from "../../gpu/memory.ts";
import { fp4Support, fp8Support, type GpuProduct, supportsBf16 } from "../../gpu/products.ts";
import type { GpuPlace } from "./gpu-place.ts";
import type { ProfileFacts } from "./lock/lock.ts";
import { shown } from "./match-reason.ts";
import { foundByGo, isGoExpression } from "./regular-expression.ts";

/** Whether a profile runs on a GPU. What is absent from its facts is unknown, never guessed. */
export interface CanRun {
  readonly verdict: "yes" | "no" | "unknown";
  /** Why not, or what is not known; empty for yes. */
  readonly reasons: readonly string[];
  /** It may run, but slowly; or what an estimate says. */
  readonly warnings: readonly string[];
}

/**
 * Compares what is known of a profile with a GPU of the catalogue: what it was made for and tested on, memory, precision,
 * number of GPUs. What the profile's metadata say wins over the table of what GPUs compute with. It has nothing to do with
 * what the operator selects.
 */
export function canRun(profile: ProfileFacts, place: GpuPlace): CanRun {
  const { product } = place;
  if (product === undefined) {
    const reason = `nimops does not know the GPU ${shown(place.name)}`;
    return { verdict: "unknown", reasons: [reason], warnings: [] };
  }
  const madeFor = isMadeFor(profile, product);
  const isVouchedFor = madeFor === "this" || testedOn(profile, product);
  const said = [
    madeFor === "this" || madeFor === "any" || isVouchedFor ? {} : madeFor,
    memory(profile, place, isVouchedFor && place.part === undefined),
    isVouchedFor ? {} : precision(profile, product),
    parallelism(profile, product, place),
  ];
  const all = (level: keyof Said) => said.flatMap((one) => one[level] ?? []);
  const [no, unknown, warnings] = [all("no"), all("unknown"), all("warning")];
  if (no.length > 0) return { verdict: "no", reasons: no, warnings: [] };
  return { verdict: unknown.length > 0 ? "unknown" : "yes", reasons: unknown, warnings };
}

interface Said {
  readonly no?: string;
  readonly unknown?: string;
  readonly warning?: readonly string[];
}

/** What a profile says of its GPU: the most exact of PCI ids, an expression over names, and a name. */
function isMadeFor(profile: ProfileFacts, product: GpuProduct): "this" | "any" | Said {
  const ids = (profile.gpuDevices ?? []).map(withoutVendor);
  if (ids.length > 0) {
    if (ids.some((id) => product.pciIds.includes(id))) return "this";
    const names = ids.map(
      (id) =>
        productsOfId(id)
          .map(({ name }) => name)
          .join(" or ") || `device ${id}`,
    );
    return madeForOthers(profile, names.join(", "));
  }
  const regex = profile.tags?.product_name_regex ?? "";
  if (regex !== "") {
    if (product.labels.some((label) => foundByGo(regex, label))) return "this";
    // NIM reads expressions with another library than the operator, which has lookarounds.
    if (!isGoExpression(regex))
      return { unknown: `it is made for GPUs like ${shown(regex)}, which nimops cannot read` };
    return madeForOthers(profile, `GPUs like ${shown(regex)}`);
  }
  const tags = (profile.gpus ?? []).map((name) => name.toLowerCase());
  if (tags.length === 0) return "any";
  if (tags.some((tag) => tag === product.tag)) return "this";
  const names = (profile.gpus ?? []).join(", ");
  const known = tags.flatMap(productsOfTag);
  return known.length === 0 || isLike(product, known)
    ? { unknown: `it is made for ${names}; whether that means the ${product.name} too is not known` }
    : madeForOthers(profile, names);
}

/** A variant of a GPU that no tag was seen for, such as the A800 of the A100. */
function isLike({ tag, computeCapability }: GpuProduct, others: readonly GpuProduct[]): boolean {
  return (
    tag === undefined && others.some((one) => String(one.computeCapability) === String(computeCapability))
  );
}

/** Compiled engines run on the GPU that they were compiled for; other backends are tuned for it. */
function madeForOthers(profile: ProfileFacts, names: string): "any" | Said {
  if (profile.buildable === true) return "any";
  if (isCompiled(profile)) return { no: `it is made for ${names}` };
  return {
    unknown: `it is made for ${names}; whether ${profile.backend} runs it on other GPUs is not known`,
  };
}

function isCompiled({ backend, buildable }: ProfileFacts): boolean {
  return buildable !== true && (backend === undefined || /tensorrt|triton/i.test(backend));
}

function testedOn({ testedGpuDevices }: ProfileFacts, { pciIds }: GpuProduct): boolean {
  return (testedGpuDevices ?? []).some((id) => pciIds.includes(withoutVendor(id)));
}

function withoutVendor(id: string): string {
  return id.toLowerCase().replace(/:10de$/, "");
}

/** In decimal GB, as data sheets and metadata have it. */
function memory(profile: ProfileFacts, { memoryMiB, part }: GpuPlace, isVouchedFor: boolean): Said {
  const owner = part === "MIG" ? "the instance" : part === "vGPU" ? "the vGPU" : "it";
  const has = `${owner} has ${inGB(decimalGB(memoryMiB))}`;
  const warning = part === "shared" ? ["others share the GPU's memory"] : [];
  const { minimumGpuMemoryGB: needs, size, tensorParallelism = 1, pipelineParallelism = 1 } = profile;
  if (needs !== undefined) {
    return holdsGB(memoryMiB, needs)
      ? { warning }
      : { no: `it needs ${inGB(needs)} of memory on each GPU, and ${has}`, warning };
  }
  if (isVouchedFor) return { warning };
  const unknown = "how much GPU memory it needs is not known";
  const each = (size ?? 0) / 1e9 / (tensorParallelism * pipelineParallelism);
  if (holdsGB(memoryMiB, each)) return { unknown, warning };
  return {
    unknown,
    warning: [...warning, `estimate: its files alone come to ${inGB(each)} on each GPU, and ${has}`],
  };
}

function inGB(amount: number): string {
  return `${Number(amount.toFixed(1))} GB`;
}

/** By compute capability; the sources stand at the functions of the catalogue. */
function precision(profile: ProfileFacts, product: GpuProduct): Said {
  const name = profile.precision?.toLowerCase();
  if (name === undefined) return { unknown: "its precision is not known" };
  const lacks = `compute capability ${product.computeCapability.join(".")} has no units for ${name}`;
  if (name === "bf16") return supportsBf16(product) ? {} : { no: lacks };
  const isFp4 = /fp4$/.test(name);
  const support = isFp4 ? fp4Support(product) : /^fp8/.test(name) ? fp8Support(product) : "native";
  if (support === "native") return {};
  if (support === "weights-only" && !isCompiled(profile)) {
    return { warning: [`${lacks}: only its weights are kept in it, if the engine can`] };
  }
  // Engines learn to unpack small floats in software; which one does for which GPU is not on record.
  const mayDo = support === "weights-only" || (isFp4 && supportsBf16(product));
  return mayDo ? { unknown: `${lacks}; whether its engine does without is not known` } : { no: lacks };
}

function parallelism(profile: ProfileFacts, product: GpuProduct, { gpusPerNode, part }: GpuPlace): Said {
  const { tensorParallelism: tensor, pipelineParallelism: pipeline = 1 } = profile;
  if (tensor === undefined) return { unknown: "how many GPUs it takes is not known" };
  const all = tensor * pipeline;
  // Peer-to-peer traffic ends at the borders of MIG instances. Source: MIG user guide, application considerations.
  if (part === "MIG" && all > 1)
    return { no: `it takes ${all} GPUs, and MIG instances cannot work together` };
  const { perNode, domain } = fabricOf(product);
  const most = gpusPerNode ?? perNode;
  if (most !== undefined && tensor > most) {
    return { no: `it spreads each layer over ${tensor} GPUs of one node, which has ${most}` };
  }
  const severalNodes = most !== undefined && all > most;
  return {
    warning: [
      ...(severalNodes ? [`it takes ${all} GPUs, of ${most} in a node: spec.multiNode is needed`] : []),
      ...(tensor > domain ? [`its ${tensor} GPUs reach each other over PCIe, not NVLink`] : []),
    ],
  };
}
