import type { Command } from "./command.ts";
import { profilesFlags, selectorVersionFlag } from "./profiles-flags.ts";

export const profilesSelectCommand: Command = {
  name: "profiles select",
  usage: "nimops profiles select --cache FILE [--manifest FILE] [FLAGS]",
  about:
    "Tells which profiles of an image the NIM Operator downloads for a NIMCache, and why not the others: exactly by its rules, also where they surprise.",
  flags: {
    cache: { type: "string", value: "FILE", about: "file with the NIMCache, or - for standard input" },
    name: { type: "string", value: "NAME", about: "which NIMCache, where the file has several" },
    ...profilesFlags,
    "operator-version": selectorVersionFlag,
    "can-run": {
      type: "boolean",
      about: "tells as well which profiles can run on each product; text does so wherever a product is given",
    },
  },
  more: [
    "Where the NIMCache names no GPUs, the operator looks at the products of all nodes of the cluster: give each with --product. Without any, it is asked as on a cluster without GPU labels.",
    'JSON: {"selected": [ids], "rejected": [{"id", "reason"}], "message"}. selected is [] where no Job is made, or one without profiles, and ["all"] for every profile; message is what the operator writes into its condition, or null. --can-run adds canRun.',
    "Exit codes: 0 whatever is selected, 2 usage.",
  ],
  async run(invocation, world) {
    const { runSelect } = await import("./profiles-select-run.ts");
    return runSelect(invocation, world);
  },
};
