import { labelOfProfile } from "./label.ts";
import type { GpuProduct } from "./products.ts";

/** A way to cut an instance out of a GPU. */
export interface MigProfile {
  /** Such as `1g.10gb`; the number of compute slices comes first. */
  readonly name: string;
  readonly compute: number;
  /** How many memory slices it takes, and at which of them it may begin. */
  readonly memory: number;
  readonly starts: readonly number[];
  /** How many a GPU has room for. */
  readonly most: number;
  /** What its name says. */
  readonly memoryGB: number;
}

/** The profiles of a product: none where it cannot be cut, undefined where it can and nobody wrote down how. */
export function migProfilesOf({ name }: GpuProduct): readonly MigProfile[] | undefined {
  if (unlisted.has(name)) return undefined;
  return byProduct.get(name) ?? [];
}

/** Finds a profile also by a variant's name: `+me` has the media engines, `-me` none, `+gfx` graphics. */
export function migProfileNamed(product: GpuProduct, name: string): MigProfile | undefined {
  const base = name.replace(variant, "");
  return migProfilesOf(product)?.find((profile) => profile.name === base);
}

/**
 * Whether one GPU can be cut into all of these instances at once.
 *
 * @param devices instances by profile, all of which the product has.
 */
export function isLegalMix(product: GpuProduct, devices: Readonly<Record<string, number>>): boolean {
  const wanted: MigProfile[] = [];
  let media = 0;
  for (const [name, count] of Object.entries(devices)) {
    const profile = migProfileNamed(product, name);
    if (profile === undefined || count > profile.most) return false;
    if (/[+.]me(\.all)?$/.test(name)) media += count;
    for (let index = 0; index < count; index++) wanted.push(profile);
  }
  const slices = computeSlices(product);
  const compute = wanted.reduce((sum, profile) => sum + profile.compute, 0);
  return (
    media <= 1 &&
    compute <= slices &&
    hasRoom(
      wanted.sort((a, b) => b.memory - a.memory),
      0,
    )
  );
}

/**
 * Memory of an instance in MiB, for estimates: drivers report a little more or less, by the product. Never more than its
 * part of the GPU.
 */
export function migMemoryMiB(profile: MigProfile, product: GpuProduct, gpuMiB: number): number {
  const named = Math.floor((profile.memoryGB * 1000) / 1.048576);
  const slices = computeSlices(product) === 7 ? 8 : computeSlices(product);
  return Math.min(named, Math.floor((gpuMiB * profile.memory) / slices));
}

/** The device plugin's name for instances of a profile. Source: k8s-device-plugin internal/lm/mig-strategy.go. */
export function migResource(profile: string): string {
  return `nvidia.com/mig-${labelOfProfile(profile)}`;
}

const variant = /[+.](?:me(?:\.all)?|gfx)$|-me$/;

/** Tries every place for each instance, the largest first: never more than seven of them. */
function hasRoom(wanted: readonly MigProfile[], taken: number, next = 0): boolean {
  const profile = wanted[next];
  if (profile === undefined) return true;
  const mask = (1 << profile.memory) - 1;
  return profile.starts.some(
    (start) => (taken & (mask << start)) === 0 && hasRoom(wanted, taken | (mask << start), next + 1),
  );
}

function computeSlices(product: GpuProduct): number {
  return Math.max(0, ...(migProfilesOf(product) ?? []).map(({ compute }) => compute));
}

type Shape = Pick<MigProfile, "compute" | "memory" | "starts">;

/** GPUs of seven compute and eight memory slices. Source: NVIDIA/go-nvml, placements of its A100. */
const ofSeven = {
  "1g": { compute: 1, memory: 1, starts: [0, 1, 2, 3, 4, 5, 6] },
  "1g, double memory": { compute: 1, memory: 2, starts: [0, 2, 4, 6] },
  "2g": { compute: 2, memory: 2, starts: [0, 2, 4] },
  "3g": { compute: 3, memory: 4, starts: [0, 4] },
  "4g": { compute: 4, memory: 4, starts: [0] },
  "7g": { compute: 7, memory: 8, starts: [0] },
} as const;

/** GPUs of four slices. Source: NVIDIA/go-nvml, placements of its A30. */
const ofFour = {
  "1g": { compute: 1, memory: 1, starts: [0, 1, 2, 3] },
  "2g": { compute: 2, memory: 2, starts: [0, 2] },
  "4g": { compute: 4, memory: 4, starts: [0] },
} as const;

/** The largest of a kind of instance is one with as many slices as the GPU has. */
function seven(small: number, double: number, half: number, whole: number): MigProfile[] {
  return [
    profile(1, small, ofSeven["1g"]),
    profile(1, double, ofSeven["1g, double memory"]),
    profile(2, double, ofSeven["2g"]),
    profile(3, half, ofSeven["3g"]),
    profile(4, half, ofSeven["4g"]),
    profile(7, whole, ofSeven["7g"]),
  ];
}

function four(small: number): MigProfile[] {
  return [
    profile(1, small, ofFour["1g"]),
    profile(2, 2 * small, ofFour["2g"]),
    profile(4, 4 * small, ofFour["4g"]),
  ];
}

function profile(compute: number, memoryGB: number, shape: Shape): MigProfile {
  return { ...shape, name: `${compute}g.${memoryGB}gb`, most: shape.starts.length, memoryGB };
}

/**
 * Which products have which profiles. Source: NVIDIA/mig-parted, deployments/systemd/config-default.yaml; the MIG user
 * guide's list of supported GPUs says which have none.
 */
const tables: readonly (readonly [profiles: readonly MigProfile[], products: readonly string[]])[] = [
  [four(6), ["A30"]],
  [seven(5, 10, 20, 40), ["A100 SXM4 40GB", "A100 PCIe 40GB", "A800 SXM4 40GB", "A800 PCIe 40GB"]],
  [
    seven(10, 20, 40, 80),
    ["A100 SXM4 80GB", "A100 PCIe 80GB", "A800 SXM4 80GB", "A800 PCIe 80GB", "H100 PCIe", "H100 SXM"],
  ],
  [seven(12, 24, 47, 94), ["H100 NVL"]],
  [seven(12, 24, 48, 96), ["H20", "GH200 96GB"]],
  [seven(18, 35, 71, 141), ["H200 SXM", "H200 NVL", "H20-3e"]],
  [seven(18, 36, 72, 144), ["GH200 144GB"]],
  [seven(23, 45, 90, 180), ["B200"]],
  // Drivers have changed the names of the three largest; both are in use.
  [
    [
      ...seven(23, 47, 93, 186),
      profile(3, 95, ofSeven["3g"]),
      profile(4, 95, ofSeven["4g"]),
      profile(7, 189, ofSeven["7g"]),
    ],
    ["GB200"],
  ],
  [seven(34, 67, 135, 269), ["B300"]],
  [seven(35, 70, 139, 278), ["GB300"]],
  [four(24), ["RTX PRO 6000 Blackwell Server Edition"]],
];

/** The MIG user guide says that it can be cut in two, and names no profile. */
const unlisted = new Set(["RTX PRO 4500 Blackwell Server Edition"]);

const byProduct = new Map(
  tables.flatMap(([profiles, names]) => names.map((name) => [name, profiles] as const)),
);
