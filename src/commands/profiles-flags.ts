import {
  parseSelectorVersion,
  type SelectorVersion,
  selectorVersions,
} from "../nim/profile/selector-version.ts";
import { quoted } from "../nim/quoted.ts";
import { defaultOperatorVersion } from "../nim/version.ts";
import { UserError } from "../user-error.ts";
import type { Flag, Invocation } from "./command.ts";
import { choice, flagSettings } from "./lint-request.ts";
import { manifestFlags } from "./manifest-flags.ts";

/** Flags that `nimops profiles select` and `list` have in common. */
export const profilesFlags = {
  manifest: {
    type: "string",
    value: "FILE",
    about:
      "model_manifest.yaml of the image, or - for standard input; native or none for an image that downloads by itself or has no manifest (default: what the lock file says)",
  },
  product: {
    type: "string",
    value: "NAME",
    multiple: true,
    about: "nvidia.com/gpu.product of a node; may be repeated",
  },
  "gpus-per-node": {
    type: "string",
    value: "COUNT",
    about: "GPUs of each node, for where a profile can run",
  },
  lock: manifestFlags.lock,
  format: { type: "string", value: "FORMAT", about: "text or json (default: text)" },
} as const satisfies Record<string, Flag>;

export const selectorVersionFlag: Flag = {
  type: "string",
  value: "VERSION",
  about: `version of the NIM Operator: ${selectorVersions.join(", ")} (default: ${defaultOperatorVersion})`,
};

/** @throws UserError for a version whose profile selection is not known. */
export function selectorVersionOf(invocation: Invocation): SelectorVersion {
  const text = invocation.text("operator-version");
  if (text === undefined) return defaultOperatorVersion;
  const version = parseSelectorVersion(text);
  if (version) return version;
  throw new UserError(`nimops does not know the NIM Operator ${quoted(text)}`, {
    help: `known versions: ${selectorVersions.join(", ")}`,
  });
}

/** @throws UserError where --gpus-per-node is no number of GPUs. */
export function gpusPerNodeOf(invocation: Invocation): number | undefined {
  const text = invocation.text("gpus-per-node");
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UserError(`--gpus-per-node ${text} is no number of GPUs`, { help: "a whole number, such as 8" });
}

/** @throws UserError for a format that there is not. */
export function formatOf(invocation: Invocation): "text" | "json" {
  return choice(flagSettings(invocation), "format", ["text", "json"]) ?? "text";
}
