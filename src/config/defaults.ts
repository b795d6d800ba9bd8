import type { Severity } from "../lint/finding.ts";

/** What holds where no configuration says otherwise. */
export const defaults = {
  namespace: "default",
  clusters: [],
  exclude: [],
  presets: [],
  rules: {} as Record<string, Severity | "off">,
  images: {},
  airGapped: false,
  kserve: { installed: true, deploymentMode: "Standard" as const },
  // Bytes; the largest manifests that people write have a few hundred KiB.
  limits: { fileSize: 1024 * 1024 },
};
