import { lockFileName } from "../nim/profile/lock/lock.ts";
import { imageTools } from "../registry/image-reader.ts";
import { metadataUrl } from "../registry/metadata-url.ts";
import type { Command } from "./command.ts";
import { manifestFlags } from "./manifest-flags.ts";

export const profilesUpdateCommand: Command = {
  name: "profiles update",
  usage: "nimops profiles update [FLAGS] [PATH…]",
  about: `Writes ${lockFileName}: for each image of the NIMCaches and NIMServices, what it downloads and what its profiles need. What judges manifests reads the lock and never asks the network. PATH is as for lint; with --image alone no manifest is read.`,
  flags: {
    config: manifestFlags.config,
    image: {
      type: "string",
      value: "IMAGE",
      multiple: true,
      about: "an image that no manifest names; may be repeated",
    },
    from: {
      type: "string",
      value: "SOURCE",
      about:
        "auto (the metadata endpoint, and the image itself where that knows nothing), metadata, image, given (no network: only the files of the flags below), or a file that one of the sources gave, for a single --image (default: auto)",
    },
    "list-output": {
      type: "string",
      value: "IMAGE=FILE",
      multiple: true,
      about: "what list-model-profiles printed, text or JSON; may be repeated",
    },
    "model-manifest": {
      type: "string",
      value: "IMAGE=FILE",
      multiple: true,
      about: "model_manifest.yaml, copied out of the image; may be repeated",
    },
    lock: manifestFlags.lock,
    prune: { type: "boolean", about: "removes the images that no manifest names any more" },
    check: {
      type: "boolean",
      about:
        "writes nothing, exit 1 when the lock is out of date; without --from it asks no network and only looks whether each image is in the lock",
    },
    tool: {
      type: "string",
      value: "NAME",
      about: `reads images with it: ${imageTools.join(", ")} (default: the first that can)`,
    },
    timeout: { type: "string", value: "MINUTES", about: "for reading one image (default: 60)" },
    "metadata-url": {
      type: "string",
      value: "URL",
      about: `the NIM Metadata API or a copy of it (default: ${metadataUrl})`,
    },
  },
  more: [
    "Images are read with skopeo, podman or docker and their own logins, and never run. The metadata endpoint needs no key; HTTPS_PROXY and NO_PROXY count.",
    "Exit codes: 0 up to date or written, 1 out of date (--check) or an image of which nothing is known, 2 usage, 3 no image found.",
  ],
  async run(invocation, world) {
    const { runUpdate } = await import("./profiles-update-run.ts");
    return runUpdate(invocation, world);
  },
};
