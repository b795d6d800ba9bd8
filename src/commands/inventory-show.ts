import type { Command } from "./command.ts";
import { manifestFlags } from "./manifest-flags.ts";

export const inventoryShowCommand: Command = {
  name: "inventory show",
  usage: "nimops inventory show [FLAGS] [FILE] [PATH…]",
  about:
    "Shows a GPUInventory: its pools, who uses what of them, what is free, and what is only assumed. FILE holds the inventory (- for standard input); without it, those that nimops.yaml names are shown, with the manifests of their clusters. PATH is as for lint: manifests whose GPUs are counted.",
  flags: {
    config: manifestFlags.config,
    cluster: manifestFlags.cluster,
    "operator-version": {
      ...manifestFlags["operator-version"],
      about: "version of the NIM Operator (default: as the inventory or nimops.yaml says)",
    },
    namespace: manifestFlags.namespace,
    lock: manifestFlags.lock,
    format: { type: "string", value: "FORMAT", about: "text or json (default: text)" },
  },
  more: [
    "A workload counts for a pool only where no other one is possible by node selector, affinity, taints and size; where it goes else is not guessed. What others hold comes from `reserved`.",
    "Exit codes: 0 shown, 1 something is wrong with the inventory, 2 usage or configuration.",
  ],
  async run(invocation, world) {
    const { runShow } = await import("./inventory-show-run.ts");
    return runShow(invocation, world);
  },
};
