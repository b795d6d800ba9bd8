import type { Inventory } from "../../src/inventory/inventory.ts";
import { readInventory } from "../../src/inventory/read.ts";
import { loadManifests } from "../../src/manifest/load.ts";
import { ResourceSet } from "../../src/manifest/resource.ts";
import { defaultOperatorVersion } from "../../src/nim/version.ts";
import { type PlanInput, planOf } from "../../src/plan/assemble.ts";
import type { Demand } from "../../src/plan/demand/demand.ts";
import { demandOf } from "../../src/plan/demand/demand-of.ts";
import { settledOutcomes } from "../../src/plan/demand/settled.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { RandomFleet } from "./random-fleet.ts";

/** What a plan is made from, of manifests of which nothing is unknown and an inventory. */
export interface WholePlan {
  readonly inventory: Inventory;
  readonly demand: Demand;
  plan(): Plan;
}

export function wholePlan({ inventory: document, manifests }: RandomFleet): WholePlan {
  const { inventory, problems } = readInventory(document);
  if (!inventory) throw new Error(JSON.stringify(problems));
  const operatorVersion = defaultOperatorVersion;
  const scope = { name: undefined, namespace: "default", operatorVersion, covers: () => true };
  const found = [{ path: "fleet.yaml", bytes: Buffer.from(yamlOf(manifests)) }];
  const loaded = loadManifests(found, { maxFileSize: 1 << 26, cwd: "/", scopes: [scope] });
  const set = loaded.clusters[0]?.set ?? new ResourceSet([], []);
  const input: PlanInput = {
    version: "0.0.0",
    scope,
    set,
    before: undefined,
    inventory,
    lock: { version: 1, images: new Map() },
    modelManifest: () => ({ kind: "unknown" }),
    bandwidth: undefined,
    refusals: [],
    assumptions: [],
    kserveMode: "Standard",
    kubernetesVersion: undefined,
    isStored: ({ problems: refused }) => refused.length === 0,
  };
  const outcomes = settledOutcomes(scope, set, { ...input, products: undefined });
  return {
    inventory,
    demand: demandOf({ outcomes, set, operatorVersion, inventory }),
    plan: () => planOf(input),
  };
}

/** JSON is YAML. */
export function yamlOf(documents: readonly object[]): string {
  return documents.map((document) => JSON.stringify(document)).join("\n---\n");
}
