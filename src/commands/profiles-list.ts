import type { Command } from "./command.ts";
import { profilesFlags } from "./profiles-flags.ts";

export const profilesListCommand: Command = {
  name: "profiles list",
  usage: "nimops profiles list [FLAGS] [IMAGE…]",
  about:
    "Lists the profiles of images: their tags, sizes and needs, and on which GPUs they can run. IMAGE is one of the lock file; without any, all of them.",
  flags: {
    ...profilesFlags,
    manifest: {
      type: "string",
      value: "FILE",
      about: "model_manifest.yaml of one image, or - for standard input, instead of the lock file",
    },
  },
  more: [
    "A profile can run where what is known of it says so: what it was made for and tested on, memory, precision, number of GPUs. What is not known is said, never guessed. A PRODUCT may be a node label or a short name, such as h100.",
    "Exit codes: 0 listed, 2 usage, 3 no profile is known.",
  ],
  async run(invocation, world) {
    const { runList } = await import("./profiles-list-run.ts");
    return runList(invocation, world);
  },
};
