import { sourceRule } from "../rule.ts";

/** Two places of a GPUInventory, or one and the catalogue. */
export const inventoryContradiction = sourceRule({
  id: "inventory-contradiction",
  title: "a GPUInventory contradicts itself, or what its GPUs can be",
  reads: "inventory-contradiction",
  severity: "error",
  enforcedBy: "nimops",
  why: `Two places say what cannot both be true (three names for two nodes, more reserved than a node has), or one
says what the product cannot do (NVLink on an L40S, a MIG profile of another GPU, instances for which one GPU
has no room). A plan would have to believe one of the two.

Correct whichever is wrong. What follows from the product can simply be left out: nimops fills it in, and
shows it as assumed.`,
  source:
    "NVIDIA/mig-parted, config-default.yaml; vGPU user guide; k8s-device-plugin; ai-dynamo/aiconfigurator; pci.ids",
  examples: {
    bad: `
apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata:
  name: prod
spec:
  nodePools:
    - name: l40s
      nodes: 4
      gpu: { product: NVIDIA-L40S, count: 8, nvlink: nvswitch }
    - name: a100
      nodes: 1
      gpu:
        product: NVIDIA-A100-SXM4-80GB
        count: 8
        mig: { strategy: mixed, devices: { 3g.40gb: 2, 1g.10gb: 1 } }
`,
    good: `
apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata:
  name: prod
spec:
  nodePools:
    - name: l40s
      nodes: 4
      gpu: { product: NVIDIA-L40S, count: 8 }
    - name: a100
      nodes: 1
      gpu:
        product: NVIDIA-A100-SXM4-80GB
        count: 8
        mig: { strategy: mixed, devices: { 3g.40gb: 1, 1g.10gb: 4 } }
`,
  },
});
