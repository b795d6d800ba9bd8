import { completePool } from "../inventory/complete.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { ResourceSet } from "../manifest/resource.ts";
import type { Demand } from "./demand/demand.ts";
import type { Assumption } from "./plan.ts";

interface Assumed {
  readonly set: ResourceSet;
  readonly inventory: Inventory | undefined;
  readonly before: object | undefined;
}

/** What nobody declared, and was taken for the usual. */
export function assumedOf({ set, inventory, before }: Assumed, { workloads }: Demand): Assumption[] {
  const unknown = workloads.filter(({ settled }) => settled?.verdict === "unknown");
  return [
    ...(before
      ? []
      : [
          {
            about: "changes",
            message: "nothing is given to compare with, so everything counts as new; give --base or --live",
          },
        ]),
    ...(set.incomplete
      ? [{ about: "manifests", message: "some document could not be read: what it holds takes no part" }]
      : []),
    ...unknown.map(({ kind, namespace, name }) => ({
      about: `${kind} ${namespace}/${name}`,
      message: "its pods are not known: the verdicts of the others hold as far as it takes nothing from them",
    })),
    ...(inventory ? ofInventory(inventory) : []),
  ];
}

function ofInventory({ nodePools, scheduler, name }: Inventory): Assumption[] {
  const found: Assumption[] = [];
  const called =
    scheduler.name ??
    (scheduler.scoring === "kai" || scheduler.scoring === "volcano" ? scheduler.scoring : undefined);
  if (called !== undefined && called !== "default-scheduler") {
    found.push({
      about: `inventory ${name}`,
      message: `the scheduler ${called} is taken to need what kube-scheduler needs`,
    });
  }
  for (const pool of nodePools.map(completePool)) {
    const about = `pool ${pool.name}`;
    for (const { path, value, from, source } of pool.origins) {
      // What a product has follows from it.
      if (from !== "assumed" || source === "follows from gpu") continue;
      found.push({
        about,
        message: `${path} is taken to be ${value}${source === undefined ? "" : ` (${source})`}`,
      });
    }
    const open = ["cpu", "memory"].filter((resource) => !Object.hasOwn(pool.allocatable, resource));
    if (open.length > 0)
      found.push({ about, message: `no limit of ${open.join(" and ")} is given: taken for enough` });
  }
  return found;
}
