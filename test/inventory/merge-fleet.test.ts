import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Inventory } from "../../src/inventory/inventory.ts";
import { mergedFleet } from "../../src/inventory/merge-fleet.ts";
import { readInventory } from "../../src/inventory/read.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { inventoryDocument, pool } from "../support/inventories.ts";

const inventoryOf = (document: ValueMap): Inventory => {
  const { inventory } = readInventory(document);
  if (!inventory) throw new Error("no inventory");
  return inventory;
};
/** What a look at the cluster gives. */
const seen = (nodePools = [pool()], spec: ValueMap = {}) =>
  inventoryOf(inventoryDocument(nodePools, { kubernetesVersion: "1.35.4", ...spec }));
const file = (text: string) => ({ inventory: inventoryOf(parse(text)), text });
const none = new Set<string>();

const byHand = `apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata: { name: prod } # the big one
spec:
  nodePools:
    - name: big # ours since May
      nodeNames: [h100-1, h100-2]
      gpu: { product: NVIDIA-H100-80GB-HBM3, count: 8, nvlink: none }
    - name: planned
      nodes: 4
      gpu: { product: l40s, count: 4 }
  storageClasses:
    - name: nfs # slow
      provisioner: nfs.csi.k8s.io
      accessModes: [ReadWriteMany]
      default: true
    - { name: gone, provisioner: x }
  quotas:
    - { namespace: models, hard: { requests.memory: 1024Mi } }
    - { namespace: other, hard: { pods: 1 } }
`;

test("the first look at a cluster is written out, and reads back the same", () => {
  const fleet = seen([pool()], {
    storageClasses: [{ name: "nfs", provisioner: "nfs.csi.k8s.io", reclaimPolicy: "Delete" }],
    quotas: [{ namespace: "models", hard: { pods: "3" } }],
  });
  const { text, told } = mergedFleet(undefined, fleet, none);
  expect(told).toEqual([]);
  const { inventory } = readInventory(parse(text));
  expect(inventory).toEqual({ ...fleet, generatedFrom: { source: "nimops inventory from-cluster" } });
});

test("a second look at the same cluster changes no byte", () => {
  const fleet = seen([pool(), pool({ product: "l40s" }, { name: "l40s", labels: { a: "0o17" } })], {
    storageClasses: [{ name: "nfs", default: true }],
    quotas: [{ namespace: "models", hard: { memory: "1024Mi" } }],
  });
  const { text } = mergedFleet(undefined, fleet, none);
  expect(mergedFleet(file(text), fleet, none)).toEqual({ text, told: [] });
});

test("what is written by hand stays, and what only the file has is told", () => {
  const fleet = seen([pool()], {
    storageClasses: [
      { name: "nfs", provisioner: "files.example.com", reclaimPolicy: "Delete" },
      { name: "fast" },
    ],
    quotas: [{ namespace: "models", hard: { "requests.memory": "1Gi" } }],
  });
  const { text, told } = mergedFleet(file(byHand), fleet, none);
  const { inventory } = readInventory(parse(text));
  expect(inventory?.nodePools.map(({ name }) => name)).toEqual(["big", "planned"]);
  expect(inventory?.nodePools[0]?.gpu?.nvlink).toBe("none");
  expect(inventory?.storageClasses).toEqual([
    {
      name: "nfs",
      provisioner: "files.example.com",
      accessModes: ["ReadWriteMany"],
      reclaimPolicy: "Delete",
      default: false,
    },
    { name: "gone", provisioner: "x", default: false },
    { name: "fast", default: false },
  ]);
  expect(inventory?.quotas[0]?.hard).toEqual({ "requests.memory": "1024Mi" });
  for (const comment of ["# the big one", "# ours since May", "# slow"]) expect(text).toContain(comment);
  expect(told).toEqual([
    "the storage class gone stays in the file: the cluster does not have it",
    "the quota of the namespace other stays in the file: the cluster does not have it",
  ]);
});

test("what could not be seen stays as it is", () => {
  const before = mergedFleet(
    undefined,
    seen([pool({}, { reserved: { "nvidia.com/gpu": "3", pods: "1" } })], {
      storageClasses: [{ name: "nfs" }],
      quotas: [{ namespace: "models", hard: { pods: "3" } }],
    }),
    none,
  );
  const unseen = new Set(["Pod", "StorageClass", "ResourceQuota"]);
  expect(mergedFleet(file(before.text), seen(), unseen)).toEqual(before);
});

test("pools keep the names that their nodes have in the file, and a new one takes none of them", () => {
  const renamed = file(mergedFleet(undefined, seen([pool({}, { name: "team-a" })]), none).text);
  const nodeNames = ["team-a-1", "team-a-2", "team-a-3"];
  const more = [
    pool({ product: "l40s", count: 4 }, { name: "team-a", nodes: 1, nodeNames: ["x"] }),
    pool({}, { name: "h100-sxm", nodes: 3, nodeNames }),
  ];
  const { text, told } = mergedFleet(renamed, seen(more), none);
  const { inventory } = readInventory(parse(text));
  expect(inventory?.nodePools.map(({ name, nodes, gpu }) => [name, nodes.max, gpu?.product])).toEqual([
    ["team-a", 3, "NVIDIA-H100-80GB-HBM3"],
    ["team-a-2", 1, "l40s"],
  ]);
  expect(told).toEqual([]);
});

test("a pool that is gone leaves the file, and a new version of Kubernetes comes into it", () => {
  const both = seen([pool(), pool({}, { name: "old", nodes: 1 })]);
  const before = file(mergedFleet(undefined, both, none).text);
  const { text, told } = mergedFleet(before, { ...seen(), kubernetesVersion: "1.36.0" }, none);
  expect(parse(text).spec.nodePools).toHaveLength(1);
  expect(parse(text).spec.kubernetesVersion).toBe("1.36.0");
  expect(told).toEqual(["the pool old is gone from the cluster, and now from the file"]);
});

test("pools of another generator stay as they are, and so does the span of an autoscaler", () => {
  const text = `apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata: { name: prod }
spec:
  nodePools:
    - name: spare # generated from MachineDeployment fleet/spare: nodes, gpu.product
      nodes: 0
      gpu: { product: l40s, count: 4 }
    - name: h100
      nodes: { min: 0, max: 4 }
      gpu: { product: NVIDIA-H100-80GB-HBM3, count: 8 }
`;
  const { text: after, told } = mergedFleet(file(text), seen(), none);
  expect(told).toEqual([]);
  expect(parse(after).spec.nodePools).toEqual(parse(text).spec.nodePools);
});
