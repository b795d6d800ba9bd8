import type { Inventory } from "../../src/inventory/inventory.ts";
import { readInventory } from "../../src/inventory/read.ts";
import { loadManifests } from "../../src/manifest/load.ts";
import { ResourceSet } from "../../src/manifest/resource.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { defaultOperatorVersion } from "../../src/nim/version.ts";
import type { Demand, PodDemand } from "../../src/plan/demand/demand.ts";
import { demandOf } from "../../src/plan/demand/demand-of.ts";
import { settledOutcomes } from "../../src/plan/demand/settled.ts";
import type { OperatorSettings } from "../../src/plan/outcomes.ts";
import { inventoryDocument } from "./inventories.ts";

/** An inventory of pools as people write them. */
export function inventoryOf(nodePools?: ValueMap[], spec: ValueMap = {}): Inventory {
  const { inventory, problems } = readInventory(inventoryDocument(nodePools, spec));
  if (!inventory) throw new Error(JSON.stringify(problems));
  return inventory;
}

/** What manifests of one file ask for. No image is known unless a test says so. */
export function demandOfText(
  text: string,
  inventory: Inventory | undefined = undefined,
  settings: Partial<OperatorSettings> = {},
): Demand {
  const scope = {
    name: undefined,
    namespace: "default",
    operatorVersion: defaultOperatorVersion,
    covers: () => true,
  };
  const found = [{ path: "models.yaml", bytes: Buffer.from(text) }];
  const loaded = loadManifests(found, { maxFileSize: 16 * 1024 * 1024, cwd: "/", scopes: [scope] });
  const set = loaded.clusters[0]?.set ?? new ResourceSet([], []);
  const outcomes = settledOutcomes(scope, set, {
    products: undefined,
    kserveMode: "Standard",
    kubernetesVersion: undefined,
    modelManifest: () => ({ kind: "unknown" }),
    isStored: (resource) => resource.problems.length === 0,
    ...settings,
  });
  return demandOf({ outcomes, set, operatorVersion: defaultOperatorVersion, inventory });
}

/** A pod of one GPU; a test states only what differs. */
export function podDemand(differs: Partial<PodDemand> = {}): PodDemand {
  return {
    of: "Deployment llama",
    namespace: "models",
    count: { minimum: 1, maximum: 1, nodeLost: 1, rollout: 1 },
    labels: { app: "llama" },
    spec: {},
    requests: { "nvidia.com/gpu": "1" },
    limits: {},
    priority: 0,
    evicts: true,
    devices: [],
    volumes: [],
    ...differs,
  };
}

/** Demand of workloads, one for each list of pods. */
export function demandFor(...workloads: readonly (readonly PodDemand[])[]): Demand {
  return {
    workloads: workloads.map((pods, index) => ({
      kind: "NIMService",
      namespace: pods[0]?.namespace ?? "models",
      name: `service-${index + 1}`,
      ends: false,
      pods,
    })),
    quotas: [],
    assumptions: [],
  };
}
