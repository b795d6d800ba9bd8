import type { Inventory } from "../../src/inventory/inventory.ts";
import { inventoryIn } from "../../src/inventory/load.ts";
import { decode, SourceFile } from "../../src/manifest/document.ts";
import type { ClusterScope } from "../../src/manifest/load.ts";
import type { ResourceSet } from "../../src/manifest/resource.ts";
import { bounded } from "../../src/nim/bounded.ts";
import { emptyLock, type ProfilesLock } from "../../src/nim/profile/lock/lock.ts";
import { lockedModelManifest } from "../../src/nim/profile/lock/locked.ts";
import { parseLock } from "../../src/nim/profile/lock/parse.ts";
import { planOf } from "../../src/plan/assemble.ts";
import type { Plan, PoolPlan } from "../../src/plan/plan.ts";
import { isBadAt, policyIn, policyOf } from "../../src/plan/policy.ts";
import { UserError } from "../../src/user-error.ts";
import { keyOf } from "../decide/decision.ts";
import type { RepositoryFile } from "../source/source.ts";
import type { GuardInput } from "./guard-input.ts";
import type { Trouble } from "./trouble.ts";

/** What the plan says of a revision. */
export interface Planned {
  readonly problem: Trouble | undefined;
  /** Bytes that each cache downloads, by `keyOf`; of those whose profiles the lock file knows. */
  readonly downloads: ReadonlyMap<string, number>;
  /** Nodes with the pods that have room there together. */
  readonly fleet: readonly PoolPlan[];
}

/** Against nothing: what an edit does to what runs is decided resource by resource. */
export async function planned(set: ResourceSet, scope: ClusterScope, input: GuardInput): Promise<Planned> {
  if (input.gates.plan === "off" || set.resources.length === 0) return stopped(undefined);
  const inventory = input.inventory && inventoryOf(input.inventory);
  if (typeof inventory === "string") return stopped({ reason: "InventoryInvalid", message: inventory });
  const lock = await lockOf(input.lock?.file);
  if (typeof lock === "string") return stopped({ reason: "LockInvalid", message: lock });
  const plan = planOf({
    version: "0",
    scope,
    set,
    before: undefined,
    inventory,
    lock,
    modelManifest: (image) => lockedModelManifest(lock, image) ?? { kind: "unknown" },
    bandwidth: undefined,
    refusals: [],
    assumptions: [],
    kserveMode: "Standard",
    kubernetesVersion: undefined,
    isStored: ({ problems }) => problems.length === 0,
  });
  return { problem: problemOf(plan, inventory), downloads: downloadsOf(plan), fleet: plan.fleet };
}

function problemOf(plan: Plan, inventory: Inventory | undefined): Trouble | undefined {
  const [blocker] = plan.blockers;
  if (blocker) return { reason: "PlanBlocked", message: bounded(blocker.message, 600) };
  const policy = policyOf(policyIn(inventory?.policy));
  if (!isBadAt(plan, policy)) return undefined;
  const worst = plan.workloads.find((workload) => isBadAt(workload, policy));
  const why = worst?.reasons[0]?.message;
  const who =
    worst === undefined
      ? ""
      : `: ${worst.kind} ${worst.namespace}/${worst.name}${why === undefined ? "" : `, ${why}`}`;
  return { reason: "DoesNotFit", message: bounded(`the GPUs do not suffice (${plan.verdict})${who}`, 600) };
}

function downloadsOf({ caches }: Plan): Map<string, number> {
  return new Map(
    caches.flatMap(({ namespace, name, download }) =>
      download?.from === "lock" ? [[keyOf({ kind: "NIMCache", namespace, name }), download.bytes]] : [],
    ),
  );
}

function stopped(problem: Trouble | undefined): Planned {
  return { problem, downloads: new Map(), fleet: [] };
}

/** A text: what is wrong with it. */
function inventoryOf({ path, bytes }: RepositoryFile): Inventory | string {
  const text = decode(bytes);
  if (text === undefined) return `${path} is not UTF-8 text`;
  try {
    const { inventory, problems } = inventoryIn(new SourceFile(path, text));
    const why = problems[0] ? `: ${problems[0].message}` : "";
    return inventory ?? `${path} holds no GPUInventory that can be used${why}`;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** A text: what is wrong with it. */
async function lockOf(file: RepositoryFile | undefined): Promise<ProfilesLock | string> {
  if (file === undefined) return emptyLock;
  try {
    return await parseLock(decode(file.bytes) ?? "", file.path);
  } catch (error) {
    if (error instanceof UserError) return bounded(error.message, 600);
    throw error;
  }
}
