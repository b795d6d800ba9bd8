import { isLegalMix, migProfileNamed, migProfilesOf } from "../../gpu/mig.ts";
import type { GpuProduct } from "../../gpu/products.ts";
import { closest } from "../../nim/closest.ts";
import { quoted } from "../../nim/quoted.ts";
import type { CompletedGpu, NodePool } from "../inventory.ts";
import type { Tell } from "../problem.ts";
import type { At } from "./at.ts";

/** MIG and sharing: whether GPUs can be divided like that. */
export function cutContradictions(pool: NodePool, gpu: CompletedGpu, tell: Tell, at: At): void {
  sharingContradictions(gpu, tell, at);
  const { strategy, devices } = gpu.mig;
  const profiles = Object.keys(devices);
  if (strategy === "none") {
    if (profiles.length > 0)
      tell(
        at("mig", "devices"),
        "there are MIG devices, but the strategy is none",
        "write `strategy: mixed`, or single where all instances are equal; or remove devices",
        { related: at("mig", "strategy") },
      );
    return;
  }
  const { known } = gpu;
  if (known && migProfilesOf(known)?.length === 0) {
    tell(at("mig"), `${known.name} cannot be cut into MIG instances`, "remove mig", {
      related: at("product"),
    });
    return;
  }
  if (profiles.length === 0 && !offersSlices(pool)) {
    tell(
      at("mig", "strategy"),
      "nothing says into which instances the GPUs are cut",
      `add devices: the instances of one GPU by profile${known ? `, such as \`${exampleOf(known)}\`` : ""}`,
    );
  }
  if (strategy === "single" && profiles.length > 1) {
    tell(
      at("mig", "devices"),
      "the strategy single offers all instances as one resource, so they must have one profile",
      "write `strategy: mixed`, or keep one profile; else the device plugin offers no GPU at all",
      { related: at("mig", "strategy") },
    );
  }
  if (known) mixContradictions(gpu, known, tell, at);
}

function mixContradictions({ mig }: CompletedGpu, product: GpuProduct, tell: Tell, at: At): void {
  const known = migProfilesOf(product);
  if (known === undefined) return;
  const names = known.map(({ name }) => name);
  const unknown = Object.keys(mig.devices).filter((name) => migProfileNamed(product, name) === undefined);
  for (const name of unknown) {
    const meant = closest(name, names);
    tell(
      at("mig", "devices", name),
      `${product.name} has no MIG profile ${quoted(name)}`,
      `${meant === undefined ? "" : `did you mean ${meant}? `}It has ${names.join(", ")}`,
      { related: at("product") },
    );
  }
  if (unknown.length > 0 || isLegalMix(product, mig.devices)) return;
  const shown = Object.entries(mig.devices).map(([name, count]) => `${count} × ${name}`);
  tell(
    at("mig", "devices"),
    `one ${product.name} has no room for ${shown.join(" and ")}`,
    `write the instances of one GPU, not of all; alone, it has room for ${known.map(({ name, most }) => `${most} × ${name}`).join(", ")}`,
    { related: at("product") },
  );
}

function sharingContradictions({ sharing, mig }: CompletedGpu, tell: Tell, at: At): void {
  const { strategy, replicas, renamed } = sharing;
  if (strategy === "none" && (replicas > 1 || renamed)) {
    tell(
      at("sharing", "strategy"),
      replicas > 1
        ? `the strategy none does not go with ${replicas} replicas`
        : "the strategy none renames nothing",
      "write `strategy: time-slicing` or mps, or remove sharing",
    );
  } else if (strategy !== "none" && replicas < 2) {
    tell(
      at("sharing", "replicas"),
      `${strategy} with one replica shares nothing`,
      "write how many pods may use one GPU, 2 or more; or remove sharing",
    );
  }
  // k8s-device-plugin README: MPS is not for MIG devices, time-slicing is.
  if (strategy === "mps" && mig.strategy !== "none") {
    tell(
      at("sharing", "strategy"),
      "MPS does not share MIG instances",
      "write `strategy: time-slicing`, or remove mig",
      {
        related: at("mig"),
      },
    );
  }
}

function exampleOf(product: GpuProduct): string {
  const [first] = migProfilesOf(product) ?? [];
  return first ? `{${first.name}: ${first.most}}` : "{1g.10gb: 7}";
}

function offersSlices({ allocatable }: NodePool): boolean {
  return Object.keys(allocatable).some((name) => /^nvidia\.com\/(gpu|mig-)/.test(name));
}
