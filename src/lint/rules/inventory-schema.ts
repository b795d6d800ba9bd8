import { sourceRule } from "../rule.ts";

/** What the schema says of a GPUInventory. */
export const inventorySchema = sourceRule({
  id: "inventory-schema",
  title: "a GPUInventory is not in the form that nimops reads",
  reads: "inventory-schema",
  severity: "error",
  enforcedBy: "nimops",
  why: `A \`GPUInventory\` is read strictly: a field that nimops does not know is one that it would not heed, and a
plan made without it would be wrong without a word. So unknown and missing fields, values of a wrong type and
names that Kubernetes would not take are errors, at their line, with what was probably meant.

docs/inventory.md tells every field; \`nimops schema inventory\` prints the JSON Schema for editors.`,
  source: "nimops, docs/inventory.md",
  examples: {
    bad: `
apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata:
  name: prod
spec:
  nodePools:
    - name: h100
      nodes: 2
      gpu: { product: NVIDIA-H100-80GB-HBM3, counts: 8 }
`,
    good: `
apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata:
  name: prod
spec:
  nodePools:
    - name: h100
      nodes: 2
      gpu: { product: NVIDIA-H100-80GB-HBM3, count: 8 }
`,
  },
});
