import type { Command } from "./command.ts";
import { manifestFlags } from "./manifest-flags.ts";

export const inventoryExportKwokCommand: Command = {
  name: "inventory export kwok",
  usage: "nimops inventory export kwok [FLAGS] [FILE]",
  about:
    "Prints the objects that make a cluster of KWOK look like a GPUInventory: nodes, storage classes, quotas, and pods in the namespace nimops-reserved that hold what others have. FILE holds the inventory (- for standard input; default: the one that nimops.yaml names).",
  flags: {
    config: manifestFlags.config,
    cluster: { type: "string", value: "NAME", about: "the declared cluster whose inventory is meant" },
    at: {
      type: "string",
      value: "SIZE",
      about: "min or max: the nodes of pools that an autoscaler changes (default: max)",
    },
    format: {
      type: "string",
      value: "FORMAT",
      about: "yaml, a stream of documents, or json, one List (default: yaml)",
    },
    out: { type: "string", value: "FILE", about: "write to this file, not to standard output" },
  },
  more: [
    "Amounts that the inventory leaves open, such as cpu, are written so large that no pod misses them, and are named in the annotation nimops.dev/assumed. The nodes' statuses are part of the objects: create them, since an apply of an existing node leaves its status as it is.",
    "Exit codes: 0 exported, 1 something is wrong with the inventory, 2 usage or configuration.",
  ],
  async run(invocation, world) {
    const { runExport } = await import("./inventory-export-kwok-run.ts");
    return runExport(invocation, world);
  },
};
