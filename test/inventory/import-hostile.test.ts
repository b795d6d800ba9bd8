import * as fc from "fast-check";
import { expect, test } from "vitest";
import { inventoryFromCapi } from "../../src/inventory/from-capi.ts";
import { inventoryFromNodes } from "../../src/inventory/from-nodes.ts";
import { useOf } from "../../src/inventory/use.ts";
import { workloadsIn } from "../../src/inventory/workloads.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { anyInventory } from "../support/inventories.ts";

const key = fc.constantFrom(
  "metadata",
  "labels",
  "annotations",
  "name",
  "spec",
  "status",
  "template",
  "topology",
  "workers",
  "machineDeployments",
  "allocatable",
  "taints",
  "containers",
  "resources",
  "limits",
  "requests",
  "nodeName",
  "nodeSelector",
  "affinity",
  "replicas",
  "nvidia.com/gpu",
  "nvidia.com/gpu.product",
  "nvidia.com/gpu.count",
  "capacity.cluster-autoscaler.kubernetes.io/gpu-count",
  "capacity.cluster-autoscaler.kubernetes.io/taints",
  "__proto__",
  "constructor",
);
const scalar = fc.constantFrom<(string | number | boolean | null)[]>(
  "",
  "8",
  "-1",
  "1e999",
  "NVIDIA-H100-80GB-HBM3-MIG-1g.10gb",
  "a=b:NoSchedule,::,=",
  "__proto__",
  3,
  null,
  true,
);

const { tree } = fc.letrec<{ tree: unknown; node: unknown }>((tie) => ({
  tree: fc.oneof({ maxDepth: 6 }, scalar, tie("node"), fc.array(tie("node"), { maxLength: 2 })),
  node: fc.dictionary(key, tie("tree"), { maxKeys: 6 }),
}));

const object = fc
  .record({
    kind: fc.constantFrom(
      "Node",
      "Pod",
      "StorageClass",
      "ResourceQuota",
      "MachineDeployment",
      "Cluster",
      "Deployment",
    ),
    metadata: tree,
    spec: tree,
    status: tree,
  })
  .map(
    (fields): ValueMap => JSON.parse(JSON.stringify({ apiVersion: "cluster.x-k8s.io/v1beta2", ...fields })),
  );

test("whatever objects say, reading them comes to an end and changes no prototype", () => {
  fc.assert(
    fc.property(fc.array(object, { maxLength: 5 }), anyInventory, (objects, inventory) => {
      inventoryFromNodes(objects, { name: "x", allLabels: false });
      inventoryFromCapi(objects, { name: "x", cluster: undefined, products: new Map(), all: true });
      useOf(inventory, workloadsIn(objects));
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
