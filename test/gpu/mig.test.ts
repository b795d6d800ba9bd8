import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { productOfLabel } from "../../src/gpu/find-product.ts";
import {
  isLegalMix,
  type MigProfile,
  migMemoryMiB,
  migProfileNamed,
  migProfilesOf,
} from "../../src/gpu/mig.ts";
import { type GpuProduct, gpuProducts } from "../../src/gpu/products.ts";

/** Instances of one profile that a GPU is cut into, as NVIDIA/mig-parted's config-default.yaml (bd7160f) has them. */
const published: Readonly<Record<string, string>> = {
  "NVIDIA-A30": "1g.6gb 4, 2g.12gb 2, 4g.24gb 1",
  "NVIDIA-A100-SXM4-40GB": "1g.5gb 7, 1g.10gb 4, 2g.10gb 3, 3g.20gb 2, 4g.20gb 1, 7g.40gb 1",
  "NVIDIA-A100-SXM4-80GB": "1g.10gb 7, 1g.20gb 4, 2g.20gb 3, 3g.40gb 2, 4g.40gb 1, 7g.80gb 1",
  "NVIDIA-H100-80GB-HBM3": "1g.10gb 7, 1g.20gb 4, 2g.20gb 3, 3g.40gb 2, 4g.40gb 1, 7g.80gb 1",
  "NVIDIA-H100-NVL": "1g.12gb 7, 1g.24gb 4, 2g.24gb 3, 3g.47gb 2, 4g.47gb 1, 7g.94gb 1",
  "NVIDIA-H20": "1g.12gb 7, 1g.24gb 4, 2g.24gb 3, 3g.48gb 2, 4g.48gb 1, 7g.96gb 1",
  "NVIDIA-GH200-480GB": "1g.12gb 7, 1g.24gb 4, 2g.24gb 3, 3g.48gb 2, 4g.48gb 1, 7g.96gb 1",
  "NVIDIA-H200": "1g.18gb 7, 1g.35gb 4, 2g.35gb 3, 3g.71gb 2, 4g.71gb 1, 7g.141gb 1",
  "NVIDIA-GH200-144G-HBM3e": "1g.18gb 7, 1g.36gb 4, 2g.36gb 3, 3g.72gb 2, 4g.72gb 1, 7g.144gb 1",
  "NVIDIA-B200": "1g.23gb 7, 1g.45gb 4, 2g.45gb 3, 3g.90gb 2, 4g.90gb 1, 7g.180gb 1",
  "NVIDIA-GB200":
    "1g.23gb 7, 1g.47gb 4, 2g.47gb 3, 3g.93gb 2, 4g.93gb 1, 7g.186gb 1, 3g.95gb 2, 4g.95gb 1, 7g.189gb 1",
  "NVIDIA-B300-SXM6-AC": "1g.34gb 7, 1g.67gb 4, 2g.67gb 3, 3g.135gb 2, 4g.135gb 1, 7g.269gb 1",
  "NVIDIA-GB300": "1g.35gb 7, 1g.70gb 4, 2g.70gb 3, 3g.139gb 2, 4g.139gb 1, 7g.278gb 1",
  "NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition": "1g.24gb 4, 2g.48gb 2, 4g.96gb 1",
};

const named = (label: string): GpuProduct => {
  const product = productOfLabel(label);
  if (!product) throw new Error(label);
  return product;
};

describe("MIG profiles", () => {
  test.each(Object.entries(published))("of %s", (label, expected) => {
    const profiles = migProfilesOf(named(label)) ?? [];
    expect(profiles.map(({ name, most }) => `${name} ${most}`).join(", ")).toBe(expected);
  });

  test("are there for no GPU without MIG, and unknown for one that nobody wrote down", () => {
    for (const label of ["NVIDIA-L40S", "NVIDIA-L4", "NVIDIA-A10G", "NVIDIA-A40", "Tesla-T4"])
      expect(migProfilesOf(named(label)), label).toEqual([]);
    expect(migProfilesOf(named("NVIDIA-RTX-PRO-4500-Blackwell-Server-Edition"))).toBeUndefined();
  });

  test("are found by the names of their variants", () => {
    const h100 = named("NVIDIA-H100-80GB-HBM3");
    for (const name of ["1g.10gb", "1g.10gb+me", "1g.10gb.me"])
      expect(migProfileNamed(h100, name)?.name, name).toBe("1g.10gb");
    expect(migProfileNamed(named("NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition"), "1g.24gb-me")?.most).toBe(
      4,
    );
    expect(migProfileNamed(h100, "1g.5gb")).toBeUndefined();
  });
});

describe("the instances of one GPU", () => {
  const a100 = named("NVIDIA-A100-SXM4-80GB");

  test.each([
    [{ "1g.10gb": 7 }, true],
    [{ "1g.10gb": 8 }, false],
    [{ "1g.10gb": 2, "2g.20gb": 1, "3g.40gb": 1 }, true],
    [{ "3g.40gb": 1, "4g.40gb": 1 }, true],
    [{ "3g.40gb": 2 }, true],
    [{ "3g.40gb": 2, "1g.10gb": 1 }, false],
    [{ "4g.40gb": 1, "1g.10gb": 3 }, true],
    [{ "4g.40gb": 1, "1g.10gb": 4 }, false],
    [{ "4g.40gb": 1, "2g.20gb": 1, "1g.10gb": 1 }, true],
    [{ "3g.40gb": 1, "1g.10gb": 4 }, true],
    [{ "1g.20gb": 4 }, true],
    [{ "1g.20gb": 4, "1g.10gb": 1 }, false],
    [{ "7g.80gb": 1, "1g.10gb": 1 }, false],
    [{ "1g.10gb+me": 1, "1g.10gb": 6 }, true],
    [{ "1g.10gb+me": 2 }, false],
    [{ "1g.5gb": 1 }, false],
  ])("%o: %s", (devices, legal) => {
    expect(isLegalMix(a100, devices)).toBe(legal);
  });

  test("are legal exactly where some order of placing them finds room for all", () => {
    const cut = gpuProducts.filter((product) => (migProfilesOf(product) ?? []).length > 0);
    fc.assert(
      fc.property(fc.constantFrom(...cut), fc.array(fc.nat(8), { maxLength: 6 }), (product, picks) => {
        const profiles = migProfilesOf(product) ?? [];
        const chosen = picks.flatMap((pick) => profiles[pick % profiles.length] ?? []);
        const devices: Record<string, number> = {};
        for (const { name } of chosen) devices[name] = (devices[name] ?? 0) + 1;
        const slices = Math.max(...profiles.map(({ compute }) => compute));
        const compute = chosen.reduce((sum, profile) => sum + profile.compute, 0);
        expect(isLegalMix(product, devices)).toBe(compute <= slices && someOrderFits(chosen, new Set()));
      }),
      { numRuns: 300 },
    );
  });

  test("have no more memory than their part of the GPU, nor than their name says", () => {
    for (const product of gpuProducts) {
      for (const profile of migProfilesOf(product) ?? []) {
        const memory = migMemoryMiB(profile, product, 80_000);
        expect(memory).toBeLessThanOrEqual((profile.memoryGB * 1000) / 1.048576);
        expect(memory).toBeLessThanOrEqual(80_000);
      }
    }
  });
});

/** Slow on purpose, and slice by slice: every instance first, at every place. */
function someOrderFits(left: readonly MigProfile[], taken: ReadonlySet<number>): boolean {
  if (left.length === 0) return true;
  return left.some((profile, index) =>
    profile.starts.some((start) => {
      const slices = Array.from({ length: profile.memory }, (_, offset) => start + offset);
      if (slices.some((slice) => taken.has(slice))) return false;
      return someOrderFits(left.toSpliced(index, 1), new Set([...taken, ...slices]));
    }),
  );
}
