/** A value of the node label `nvidia.com/gpu.product`, taken apart. */
interface GpuLabel {
  /** The value that whole GPUs would have. */
  readonly product: string;
  /** The MIG profile of the instances that the node offers as GPUs; `INVALID` where they are not all of one. */
  readonly profile: string | undefined;
  /** Whether the device plugin lets several pods use each. */
  readonly shared: boolean;
}

/** Reads what GPU feature discovery writes. Source: k8s-device-plugin internal/lm/resource.go, mig-strategy.go. */
export function parseGpuLabel(label: string): GpuLabel {
  const shared = label.endsWith(sharedMark);
  const rest = shared ? label.slice(0, -sharedMark.length) : label;
  const at = rest.indexOf(migMark);
  const profile = at < 0 ? "" : rest.slice(at + migMark.length);
  return profile === ""
    ? { product: rest, profile: undefined, shared }
    : { product: rest.slice(0, at), profile: profileOfLabel(profile), shared };
}

export function formatGpuLabel({ product, profile, shared }: GpuLabel): string {
  const cut = profile === undefined ? "" : `${migMark}${labelOfProfile(profile)}`;
  return `${product}${cut}${shared ? sharedMark : ""}`;
}

/** Labels and resources cannot hold the `+` of `1g.10gb+me`. */
export function labelOfProfile(profile: string): string {
  return profile.replaceAll("+", ".");
}

export function profileOfLabel(written: string): string {
  return written.replace(/\.(me|gfx)/, "+$1");
}

const sharedMark = "-SHARED";
const migMark = "-MIG-";
