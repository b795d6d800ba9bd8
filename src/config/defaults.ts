import type { Severity } from "../lint/finding.ts";

/** What holds where no configuration says otherwise. */
export const defaults = {
  namespace: "default",
  clusters: [],
  exclude: [],
  render: [],
  presets: [],
  rules: {} as Record<string, Severity | "off">,
  overrides: [],
  images: {},
  airGapped: false,
  kserve: { installed: true, deploymentMode: "Standard" as const },
  plan: {},
  // Bytes; the largest manifests that people write have a few hundred KiB.
  limits: { fileSize: 1024 * 1024, rendered: 10 * 1024 * 1024 },
};
