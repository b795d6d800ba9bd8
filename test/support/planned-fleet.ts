import { completePool } from "../../src/inventory/complete.ts";
import type { CompletedPool, Inventory } from "../../src/inventory/inventory.ts";
import { poolNodes } from "../../src/inventory/nodes.ts";
import { loadManifests } from "../../src/manifest/load.ts";
import { ResourceSet } from "../../src/manifest/resource.ts";
import type { LockedProfile, ProfileFacts, ProfilesLock } from "../../src/nim/profile/lock/lock.ts";
import { lockedModelManifest } from "../../src/nim/profile/lock/locked.ts";
import type { ModelManifest } from "../../src/nim/profile/model-of-image.ts";
import { defaultOperatorVersion } from "../../src/nim/version.ts";
import { aloneOn } from "../../src/plan/alone-on.ts";
import { type CachePlans, cachePlans } from "../../src/plan/caches/cache-plans.ts";
import type { Demand, WorkloadDemand } from "../../src/plan/demand/demand.ts";
import { demandOf } from "../../src/plan/demand/demand-of.ts";
import { settledOutcomes } from "../../src/plan/demand/settled.ts";
import type { Hardware } from "../../src/plan/hardware/hardware.ts";
import { hardwareOf } from "../../src/plan/hardware/hardware-of.ts";
import { Models } from "../../src/plan/models.ts";
import { placedLevel } from "../../src/plan/placed-level.ts";
import type { Verdict } from "../../src/plan/placement/answer.ts";
import { problemOf } from "../../src/plan/problem-of.ts";

export interface PlannedFleet {
  readonly set: ResourceSet;
  readonly demand: Demand;
  readonly models: Models;
  readonly pools: readonly CompletedPool[];
  takes(workload: WorkloadDemand): readonly string[];
  workload(name: string): WorkloadDemand;
  hardware(name: string): Hardware;
  verdict(name: string): Verdict | undefined;
  caches(bandwidth?: number): CachePlans;
}

interface Known {
  readonly lock?: ProfilesLock;
  readonly modelManifest?: (image: string) => ModelManifest;
}

/** What the parts of a plan that this floor has say of manifests and an inventory. */
export function plannedFleet(
  text: string,
  inventory: Inventory,
  { lock = noLock, modelManifest }: Known = {},
): PlannedFleet {
  const operatorVersion = defaultOperatorVersion;
  const scope = { name: undefined, namespace: "default", operatorVersion, covers: () => true };
  const found = [{ path: "models.yaml", bytes: Buffer.from(text) }];
  const loaded = loadManifests(found, { maxFileSize: 16 * 1024 * 1024, cwd: "/", scopes: [scope] });
  const set = loaded.clusters[0]?.set ?? new ResourceSet([], []);
  const pools = inventory.nodePools.map(completePool);
  const { components } = inventory;
  const labels = pools.map((pool) => poolNodes(pool, components).at(0).labels["nvidia.com/gpu.product"]);
  const settings = {
    products: [...new Set(labels)].filter((label) => label !== undefined),
    modelManifest:
      modelManifest ??
      ((image: string) => lockedModelManifest(lock, image) ?? ({ kind: "unknown" } as const)),
  };
  const outcomes = settledOutcomes(scope, set, {
    ...settings,
    kserveMode: "Standard",
    kubernetesVersion: undefined,
    isStored: (resource) => resource.problems.length === 0,
  });
  const demand = demandOf({ outcomes, set, operatorVersion, inventory });
  const models = new Models({ set, lock, operatorVersion, ...settings });
  const placement = problemOf(demand, inventory, "rollout");
  const takes = (workload: WorkloadDemand): string[] => {
    const owner = placement.owners.indexOf(workload);
    const groups = placement.problem.groups.flatMap((group, index) => (group.owner === owner ? [index] : []));
    const alone = groups.map((group) => aloneOn(placement, group).filter((pool) => pool.takes));
    return (alone[0] ?? []).map(({ pool }) => pool);
  };
  const workload = (name: string): WorkloadDemand => {
    const one = demand.workloads.find((each) => each.name === name && each.kind !== "NIMCache");
    if (!one) throw new Error(`there is no ${name}`);
    return one;
  };
  const hardware = (one: WorkloadDemand) =>
    hardwareOf(one, takes(one), { set, models, operatorVersion, pools, components });
  return {
    set,
    demand,
    models,
    pools,
    takes,
    workload,
    hardware: (name) => hardware(workload(name)),
    verdict: (name) => {
      const all = new Map(demand.workloads.map((each) => [each, hardware(each)]));
      return placedLevel(problemOf(demand, inventory, "minimum"), all).verdicts.get(workload(name));
    },
    caches: (bandwidth) =>
      cachePlans({ set, models, operatorVersion, inventory, pools, demand, takes, bandwidth }),
  };
}

const noLock: ProfilesLock = { version: 1, images: new Map() };

/** A lock of one image whose profiles are known by these facts. */
export function lockOf(image: string, profiles: Readonly<Record<string, ProfileFacts>>): ProfilesLock {
  const locked = Object.entries(profiles).map(
    ([id, facts]): LockedProfile => ({ id, sources: {}, ...facts }),
  );
  return { version: 1, images: new Map([[image, { profiles: locked, sources: {} }]]) };
}

/** A service that asks for GPUs; a test states what differs, as lines of its spec. */
export function serviceText({
  name = "llama",
  image = "nvcr.io/nim/meta/llama-3.1-8b-instruct",
  gpus = 1,
  resource = "nvidia.com/gpu",
  storage = "emptyDir: {}",
  more = "",
}: {
  name?: string;
  image?: string;
  gpus?: number;
  resource?: string;
  storage?: string;
  more?: string;
} = {}): string {
  return `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: ${name}, namespace: models}
spec:
  image: {repository: ${image}, tag: 1.12.0, pullSecrets: [ngc]}
  authSecret: ngc
  storage: {${storage}}
  expose: {service: {type: ClusterIP, port: 8000}}
${gpus > 0 ? `  resources: {limits: {${resource}: ${gpus}}}\n` : ""}${more}
`;
}

/** A cache of NGC profiles on a claim that the operator makes. */
export function cacheText({
  name = "llama",
  image = "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0",
  pvc = "create: true, size: 50Gi, volumeAccessMode: ReadWriteMany, storageClass: nfs",
  model = "",
  more = "",
} = {}): string {
  return `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: ${name}, namespace: models}
spec:
  source: {ngc: {modelPuller: "${image}", pullSecret: ngc, authSecret: ngc, model: {${model}}}}
  storage: {pvc: {${pvc}}}
${more}
`;
}
