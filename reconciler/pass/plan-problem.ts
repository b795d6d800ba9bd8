import type { Inventory } from "../../src/inventory/inventory.ts";
import { inventoryIn } from "../../src/inventory/load.ts";
import { decode, SourceFile } from "../../src/manifest/document.ts";
import type { ClusterScope } from "../../src/manifest/load.ts";
import type { ResourceSet } from "../../src/manifest/resource.ts";
import { bounded } from "../../src/nim/bounded.ts";
import { planOf } from "../../src/plan/assemble.ts";
import { isBadAt, policyIn, policyOf } from "../../src/plan/policy.ts";
import { UserError } from "../../src/user-error.ts";
import type { RepositoryFile } from "../source/source.ts";
import type { GuardInput } from "./guard-input.ts";
import type { Trouble } from "./trouble.ts";

/** Against nothing: what an edit does to what runs is decided resource by resource. */
export function planProblem(set: ResourceSet, scope: ClusterScope, input: GuardInput): Trouble | undefined {
  if (input.gates.plan === "off" || set.resources.length === 0) return undefined;
  const inventory = input.inventory && inventoryOf(input.inventory);
  if (typeof inventory === "string") return { reason: "InventoryInvalid", message: inventory };
  const plan = planOf({
    version: "0",
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
    isStored: ({ problems }) => problems.length === 0,
  });
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
