import { sourceRule } from "../rule.ts";

/** A product that the catalogue lacks, or cannot tell from others. */
export const inventoryUnknownProduct = sourceRule({
  id: "inventory-unknown-product",
  title: "a GPUInventory names a GPU that nimops does not know",
  reads: "inventory-unknown-product",
  severity: "error",
  enforcedBy: "nimops",
  why: `Whether a model fits depends on the memory and the compute capability of the GPU. nimops knows both for the
products of its catalogue, by the value of the node label \`nvidia.com/gpu.product\` or by a short name such as
\`h100-sxm\`. For any other product the pool must say them: \`memory\` and \`computeCapability\`. A short name
that stands for several products (\`a100\` has 40 or 80 GB) is not enough either.`,
  source: "nimops, src/gpu/products.ts; k8s-device-plugin, GPU feature discovery",
  examples: {
    bad: `
apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata:
  name: prod
spec:
  nodePools:
    - name: desks
      nodes: 3
      gpu: { product: NVIDIA-GeForce-RTX-4090, count: 1 }
    - name: a100
      nodes: 2
      gpu: { product: a100, count: 8 }
`,
    good: `
apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata:
  name: prod
spec:
  nodePools:
    - name: desks
      nodes: 3
      gpu:
        product: NVIDIA-GeForce-RTX-4090
        count: 1
        memory: 24564
        computeCapability: "8.9"
    - name: a100
      nodes: 2
      gpu: { product: a100-80gb, count: 8 }
`,
  },
});
