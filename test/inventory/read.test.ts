import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readInventory } from "../../src/inventory/read.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { goldenDirectory, haveGolden, noGolden } from "../support/golden.ts";
import { inventoryDocument, pool } from "../support/inventories.ts";

const told = (document: ValueMap) =>
  readInventory(document).problems.map(
    ({ path, message, help }) => `${path.join(".")}: ${message} | ${help}`,
  );

const scheduling = join(goldenDirectory, "scheduling");

describe("the inventories of recorded fleets", () => {
  test.runIf(haveGolden || process.env.CI).each(haveGolden ? readdirSync(scheduling) : [noGolden])(
    "%s is read without a problem",
    (name) => {
      const { inventory, problems } = readInventory(
        parse(readFileSync(join(scheduling, name, "inventory.yaml"), "utf8")),
      );
      expect(problems).toEqual([]);
      expect(inventory?.kubernetesVersion).toBe("1.35.4");
    },
  );
});

describe("what fits the schema becomes one form", () => {
  test("four lines a pool are enough", () => {
    expect(readInventory(inventoryDocument())).toEqual({
      problems: [],
      inventory: {
        name: "prod",
        scheduler: {},
        nodePools: [
          {
            name: "h100",
            nodes: { min: 2, max: 2 },
            nodeNames: [],
            labels: {},
            taints: [],
            allocatable: {},
            reserved: {},
            unschedulable: false,
            gpu: { product: "NVIDIA-H100-80GB-HBM3", count: 8 },
          },
        ],
        storageClasses: [],
        quotas: [],
        components: {},
      },
    });
  });

  test.each([
    ["a number of MiB", 81559, 81559],
    ["the same, quoted", "81559", 81559],
    ["an amount", "80Gi", 81920],
    ["a decimal amount", "80G", 76293],
  ])("memory: %s", (_, memory, expected) => {
    const { inventory } = readInventory(inventoryDocument([pool({ memory })]));
    expect(inventory?.nodePools[0]?.gpu?.memoryMiB).toBe(expected);
  });

  test.each([
    ["9.0", [9, 0]],
    [9, [9, 0]],
    [8.9, [8, 9]],
    [10, [10, 0]],
    ["10.3", [10, 3]],
  ])("compute capability: %o", (computeCapability, expected) => {
    const { inventory } = readInventory(inventoryDocument([pool({ computeCapability })]));
    expect(inventory?.nodePools[0]?.gpu?.computeCapability).toEqual(expected);
  });

  test.each([
    ["v1.35.4", "1.35.4"],
    ["1.34", "1.34"],
    ["v1.33.5-gke.1080000", "1.33.5-gke.1080000"],
  ])("versions with or without v: %s", (kubernetesVersion, expected) => {
    const { inventory } = readInventory(inventoryDocument([pool()], { kubernetesVersion }));
    expect(inventory?.kubernetesVersion).toBe(expected);
  });

  test("nodes are counted by their names where nothing else says how many there are", () => {
    const { nodes: _, ...unsaid } = pool({}, { nodeNames: ["a", "b", "c"] });
    expect(readInventory(inventoryDocument([unsaid])).inventory?.nodePools[0]?.nodes).toEqual({
      min: 3,
      max: 3,
    });
  });

  test("a null is nothing", () => {
    const document = inventoryDocument([pool({ count: 8, memory: null }, { labels: null, taints: null })]);
    expect(readInventory(document).problems).toEqual([]);
  });

  test("components are there, or have a version", () => {
    const components = { nfd: true, gfd: false, gpuOperator: "v25.3.0" };
    const { inventory } = readInventory(inventoryDocument([pool()], { components }));
    expect(inventory?.components).toEqual(components);
  });
});

describe("what does not fit is told with what would", () => {
  test.each<[string, ValueMap, string]>([
    [
      "a misspelt field",
      pool({ counts: 8 }),
      'spec.nodePools.0.gpu.counts: unknown field "counts" in spec.nodePools[0].gpu | did you mean `count`?',
    ],
    [
      "no name",
      { nodes: 1 },
      "spec.nodePools.0.name: spec.nodePools[0].name is required | add `name`: Unique name of the pool",
    ],
    [
      "nodes as text",
      pool({}, { nodes: "2" }),
      "spec.nodePools.0.nodes: nodes must be a whole number from 0 to 10000, or a map with min and max | write `nodes: 2`, or `nodes: {min: 0, max: 4}` for a pool that an autoscaler changes",
    ],
    [
      "nodes as a part",
      pool({}, { nodes: 1.5 }),
      "spec.nodePools.0.nodes: nodes must be a whole number from 0 to 10000, or a map with min and max | write `nodes: 2`, or `nodes: {min: 0, max: 4}` for a pool that an autoscaler changes",
    ],
    [
      "too many nodes",
      pool({}, { nodes: 1e6 }),
      "spec.nodePools.0.nodes: nodes must be a whole number from 0 to 10000, or a map with min and max | write `nodes: 2`, or `nodes: {min: 0, max: 4}` for a pool that an autoscaler changes",
    ],
    [
      "less than no nodes",
      pool({}, { nodes: -1 }),
      "spec.nodePools.0.nodes: nodes must be a whole number from 0 to 10000, or a map with min and max | write `nodes: 2`, or `nodes: {min: 0, max: 4}` for a pool that an autoscaler changes",
    ],
    [
      "too many nodes of an autoscaler",
      pool({}, { nodes: { min: 0, max: 1e6 } }),
      "spec.nodePools.0.nodes.max: spec.nodePools[0].nodes.max must be a whole number from 0 to 10000, but is the number 1000000 | write a number from 0 to 10000",
    ],
    [
      "another NVLink",
      pool({ nvlink: "nvlink" }),
      'spec.nodePools.0.gpu.nvlink: spec.nodePools[0].gpu.nvlink must be one of `none`, `bridge`, `nvswitch`, `mnnvl`, but is "nvlink" | write `none` or `bridge` or `nvswitch` or `mnnvl`',
    ],
    [
      "an id that YAML takes for a number",
      pool({ deviceID: 2330 }),
      'spec.nodePools.0.gpu.deviceID: spec.nodePools[0].gpu.deviceID must be a string, but is the number 2330 | put the value in quotes: deviceID: "2330"',
    ],
    [
      "a label that YAML takes for a boolean",
      pool({}, { labels: { a: true } }),
      'spec.nodePools.0.labels.a: spec.nodePools[0].labels.a must be a string, but is true | put the value in quotes: a: "true"',
    ],
    [
      "an effect",
      pool({}, { taints: [{ key: "a", effect: "NoSchedul" }] }),
      'spec.nodePools.0.taints.0.effect: spec.nodePools[0].taints[0].effect must be one of `NoSchedule`, `PreferNoSchedule`, `NoExecute`, but is "NoSchedul" | did you mean `NoSchedule`?',
    ],
    [
      "an amount",
      pool({}, { allocatable: { memory: "80 GB" } }),
      'spec.nodePools.0.allocatable.memory: spec.nodePools[0].allocatable.memory must be an amount such as 80Gi, 500m or 4, but is "80 GB" | did you mean `80G`?',
    ],
  ])("%s", (_, written, expected) => {
    expect(told(inventoryDocument([written]))).toEqual([expected]);
    expect(readInventory(inventoryDocument([written])).inventory).toBeUndefined();
  });

  test("an access mode in kubectl's short form", () => {
    const storageClasses = [{ name: "a", accessModes: ["RWX"] }];
    expect(told(inventoryDocument([pool()], { storageClasses }))[0]).toContain("`ReadWriteMany`");
  });

  test("a kind, an API version, a spec", () => {
    expect(told({ apiVersion: "nimops.dev/v1", kind: "GPUInventory", metadata: { name: "a" } })).toEqual([
      'apiVersion: apiVersion must be `nimops.dev/v1alpha1`, but is "nimops.dev/v1" | did you mean `nimops.dev/v1alpha1`?',
      "spec: spec is required | add `spec` with `nodePools`: What the cluster has",
    ]);
  });

  test.each([
    ["labels", pool({}, JSON.parse('{"labels": {"__proto__": "x"}}'))],
    ["the pool", JSON.parse('{"name": "a", "nodes": 1, "__proto__": {"gpu": {}}}')],
    ["amounts", pool({}, JSON.parse('{"allocatable": {"__proto__": "1"}}'))],
  ])("__proto__ in %s is a wrong key like others", (_, written) => {
    const { problems, inventory } = readInventory(inventoryDocument([written]));
    expect(problems).toHaveLength(1);
    expect(inventory).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});
