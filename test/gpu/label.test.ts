import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatGpuLabel, parseGpuLabel } from "../../src/gpu/label.ts";
import { migProfilesOf } from "../../src/gpu/mig.ts";
import { gpuProducts } from "../../src/gpu/products.ts";

test.each([
  ["NVIDIA-L40S", "NVIDIA-L40S", undefined, false],
  ["NVIDIA-L40S-SHARED", "NVIDIA-L40S", undefined, true],
  ["NVIDIA-H100-80GB-HBM3-MIG-1g.10gb", "NVIDIA-H100-80GB-HBM3", "1g.10gb", false],
  ["NVIDIA-H100-80GB-HBM3-MIG-1g.10gb.me-SHARED", "NVIDIA-H100-80GB-HBM3", "1g.10gb+me", true],
  ["NVIDIA-B200-MIG-1g.23gb-me", "NVIDIA-B200", "1g.23gb-me", false],
  ["NVIDIA-H200-MIG-INVALID", "NVIDIA-H200", "INVALID", false],
  ["-MIG-", "-MIG-", undefined, false],
  ["", "", undefined, false],
])("%o is %o, cut into %o, shared: %o", (label, product, profile, shared) => {
  expect(parseGpuLabel(label)).toEqual({ product, profile, shared });
});

test("a label that is written and read says the same", () => {
  const product = fc.constantFrom(...gpuProducts);
  const variant = fc.constantFrom("", "+me", "+me.all", "+gfx", "-me");
  fc.assert(
    fc.property(product, fc.nat(), variant, fc.boolean(), ({ labels, ...rest }, nth, suffix, shared) => {
      const profiles = migProfilesOf({ labels, ...rest }) ?? [];
      const name = profiles[nth % Math.max(1, profiles.length)]?.name;
      const profile = name === undefined ? undefined : `${name}${suffix}`;
      for (const label of labels) {
        const written = { product: label, profile, shared };
        expect(parseGpuLabel(formatGpuLabel(written))).toEqual(written);
      }
    }),
  );
});
