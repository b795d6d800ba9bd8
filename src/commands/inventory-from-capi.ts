import type { Command } from "./command.ts";

export const inventoryFromCapiCommand: Command = {
  name: "inventory from-capi",
  usage: "nimops inventory from-capi [FLAGS] PATH…",
  about:
    "Writes the GPUInventory of a fleet that Cluster API keeps: MachineDeployments, MachinePools, MachineSets and topologies with the annotations of the cluster autoscaler, and the templates that they name. PATH is a file, a folder, or - for standard input.",
  flags: {
    out: {
      type: "string",
      value: "FILE",
      about: "write into this file; what was written in it by hand stays (default: standard output)",
    },
    product: {
      type: "string",
      value: "POOL=PRODUCT",
      multiple: true,
      about: "the GPU of a pool, as its label or a short name such as h100-sxm; may be repeated",
    },
    cluster: { type: "string", value: "NAME", about: "only machines of this cluster" },
    name: { type: "string", value: "NAME", about: "how the inventory is called (default: as the cluster)" },
    "skip-unknown": {
      type: "boolean",
      about: "leave out pools of which nothing tells the product, without exit code 1",
    },
    all: { type: "boolean", about: "pools without GPUs too" },
  },
  more: [
    "Annotations win over templates, as with the cluster autoscaler. The product comes from --product, else from the label nvidia.com/gpu.product, of the annotation capacity.cluster-autoscaler.kubernetes.io/labels or of the nodes; gpu-type is the name of a resource, and tells none. Capacity stands for allocatable.",
    "Exit codes: 0 written, 1 a pool is left out, or the outcome is not right, 2 usage, 3 no pool with GPUs found.",
  ],
  async run(invocation, world) {
    const { runFromCapi } = await import("./inventory-from-capi-run.ts");
    return runFromCapi(invocation, world);
  },
};
