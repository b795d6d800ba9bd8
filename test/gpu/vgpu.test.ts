import { describe, expect, test } from "vitest";
import { productOfLabel } from "../../src/gpu/find-product.ts";
import { hasPeerToPeer, isVgpuProfile, parseVgpuProfile, vgpuProfilesOf } from "../../src/gpu/vgpu.ts";

const parsed = (name: string) => {
  const profile = parseVgpuProfile(name);
  if (!profile) throw new Error(name);
  return profile;
};

describe("the name of a vGPU", () => {
  test.each([
    ["H100XM-80C", "H100 SXM", 80, undefined],
    ["H100XM-1-10C", "H100 SXM", 10, 1],
    ["H100-40C", "H100 PCIe", 40, undefined],
    ["H200X-35C", "H200 SXM", 35, undefined],
    ["L40S-12Q", "L40S", 12, undefined],
    ["NVIDIA-A100D-3-40C", "A100 PCIe 80GB", 40, 3],
    ["GRID T4-16C", "T4", 16, undefined],
    ["DC-1-24C", "RTX PRO 6000 Blackwell Server Edition", 24, 1],
    ["B300X-269C", "B300", 269, undefined],
  ])("%s", (name, product, frameBufferGB, migSlices) => {
    const profile = parsed(name);
    expect(profile).toMatchObject({ frameBufferGB, migSlices });
    expect(profile.product?.name).toBe(product);
    expect(isVgpuProfile(profile)).toBe(true);
  });

  test.each([
    "H100XM",
    "H100-80",
    "h100xm-80c",
    "X9000-80C",
    "NVIDIA-H100-80GB-HBM3",
    "H100XM-9-10C",
    "H100XM-0Q",
    "H100XM-1-0C",
    "H100XM-080C",
    "",
  ])("%o is none", (name) => expect(parseVgpuProfile(name)).toBeUndefined());

  test.each(["H100XM-81C", "L40S-80C", "L40S-96Q", "H100XM-1-40C", "L40S-1-12C", "T4-6C"])(
    "%s is the name of no vGPU",
    (name) => expect(isVgpuProfile(parsed(name))).toBe(false),
  );
});

test("a product's vGPUs end with the whole GPU", () => {
  const l40s = productOfLabel("NVIDIA-L40S");
  expect(l40s && vgpuProfilesOf(l40s).at(-1)).toBe("L40S-48C");
});

test.each([
  ["H100XM-80C", true],
  ["B200X-180C", true],
  ["H100XM-40C", false],
  ["H100XM-7-80C", false],
  ["L40S-48C", false],
])("%s reaches its neighbours by NVLink: %s", (name, reaches) => {
  expect(hasPeerToPeer(parsed(name))).toBe(reaches);
});
