import { clusterFlags } from "./cluster-flags.ts";
import type { Command } from "./command.ts";

export const inventoryFromClusterCommand: Command = {
  name: "inventory from-cluster",
  usage: "nimops inventory from-cluster [FLAGS]",
  about:
    "Makes a GPUInventory of a cluster: its nodes with the labels of GPU feature discovery, what pods of others hold on them, storage classes and quotas. It only lists.",
  flags: {
    ...clusterFlags,
    name: {
      type: "string",
      value: "NAME",
      about: "how a new inventory is called (default: after the context)",
    },
    "all-labels": {
      type: "boolean",
      about: "keep every label of node feature discovery; without it only that of NVIDIA's PCI devices",
    },
    out: {
      type: "string",
      value: "FILE",
      about: "write to this file, not to standard output; what was written into it by hand stays",
    },
  },
  more: [
    "What pods of the NIM Operator hold is not reserved: the manifests ask for it. KUBECONFIG, ~/.kube/config and a pod's own account count. The ClusterRole that is enough is in docs/inventory.md.",
    "Exit codes: 0 written, 1 written, but something could not be read or is not in the inventory, 2 usage, or the cluster cannot be read.",
  ],
  async run(invocation, world) {
    const { runFromCluster } = await import("./inventory-from-cluster-run.ts");
    return runFromCluster(invocation, world);
  },
};
