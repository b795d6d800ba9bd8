import { productsNamed } from "../../gpu/aliases.ts";
import { hasPeerToPeer, isVgpuProfile, parseVgpuProfile, vgpuProfilesOf } from "../../gpu/vgpu.ts";
import { closest } from "../../nim/closest.ts";
import { quoted } from "../../nim/quoted.ts";
import type { CompletedGpu, PoolGpu } from "../inventory.ts";
import type { Tell } from "../problem.ts";
import type { At } from "./at.ts";

/** vGPUs against the board that they are of, and what only whole GPUs can do. */
export function virtualContradictions(gpu: PoolGpu, completed: CompletedGpu, tell: Tell, at: At): void {
  const { vgpuProfile, virtualization } = gpu;
  if (vgpuProfile !== undefined && virtualization !== undefined && virtualization !== "vgpu") {
    tell(
      at("vgpuProfile"),
      `a vGPU does not go with virtualization: ${virtualization}`,
      "write `virtualization: vgpu`, or remove vgpuProfile",
      { related: at("virtualization") },
    );
    return;
  }
  if (completed.virtualization !== "vgpu") return;
  if (completed.mig.strategy !== "none") {
    tell(
      at("mig", "strategy"),
      "a virtual machine with vGPUs cannot cut them into MIG instances",
      "remove mig; a vGPU that is an instance has a name such as H100XM-1-10C",
      { related: at(virtualization === undefined ? "vgpuProfile" : "virtualization") },
    );
  }
  const name = vgpuProfile ?? completed.vgpuProfile;
  if (name === undefined) return;
  const profile = parseVgpuProfile(name);
  const [named] = productsNamed(gpu.product);
  const known = named ? vgpuProfilesOf(named) : [];
  if (!profile || !isVgpuProfile(profile)) {
    const meant = closest(name, known);
    const instead =
      known.length > 0 ? `${named?.name} has ${known.join(", ")}` : "see the board's vGPU types";
    tell(
      at("vgpuProfile"),
      `there is no vGPU ${quoted(name)}`,
      meant === undefined ? instead : `did you mean ${meant}? ${instead}`,
    );
    return;
  }
  if (named && !productsNamed(gpu.product).some((product) => product === profile.product)) {
    tell(
      at("vgpuProfile"),
      `${profile.name} is a vGPU of ${profile.product?.name ?? "another board"}, not of ${named.name}`,
      known.length > 0 ? `${named.name} has ${known.join(", ")}` : `correct gpu.product`,
      { related: at("product") },
    );
  }
  if (gpu.nvlink !== undefined && gpu.nvlink !== "none" && !hasPeerToPeer(profile)) {
    tell(
      at("nvlink"),
      `${profile.name} cannot use NVLink: vGPUs reach each other only where each is a whole GPU with NVLink`,
      "write `nvlink: none`, or leave it out",
      { related: at(vgpuProfile === undefined ? "product" : "vgpuProfile") },
    );
  }
  const { memoryMiB } = gpu;
  if (memoryMiB !== undefined && Math.abs(memoryMiB / (profile.frameBufferGB * 1024) - 1) > 0.1) {
    tell(
      at("memory"),
      `${profile.name} has a frame buffer of ${profile.frameBufferGB} GB, not ${memoryMiB} MiB`,
      "leave memory out",
      { related: at(vgpuProfile === undefined ? "product" : "vgpuProfile") },
    );
  }
}
