import { isExtendedResource } from "../../nim/gpu-resource.ts";
import { quoted } from "../../nim/quoted.ts";
import type { Path } from "../../nim/value.ts";
import type { Inventory, Quota, StorageClass } from "../inventory.ts";
import type { Tell } from "../problem.ts";
import { oneNodeProvisioners } from "../provisioners.ts";
import { amountContradictions } from "./amounts.ts";

export function storageAndQuotaContradictions({ storageClasses, quotas }: Inventory, tell: Tell): void {
  classContradictions(storageClasses, tell);
  quotas.forEach((quota, index) => {
    quotaContradictions(quota, ["quotas", index], tell);
  });
}

function classContradictions(classes: readonly StorageClass[], tell: Tell): void {
  const names = new Map<string, number>();
  let standard: number | undefined;
  classes.forEach(({ name, default: isDefault, provisioner = "", accessModes = [], capacity }, index) => {
    const at = (...path: string[]): Path => ["storageClasses", index, ...path];
    const first = names.get(name);
    if (first === undefined) names.set(name, index);
    else
      tell(at("name"), `two storage classes are called ${quoted(name)}`, "remove one of them", {
        related: ["storageClasses", first, "name"],
      });
    if (isDefault && standard !== undefined)
      tell(
        at("default"),
        "two storage classes are the default",
        "keep one: the API server takes the newest",
        {
          related: ["storageClasses", standard, "default"],
        },
      );
    if (isDefault) standard ??= index;
    if (accessModes.includes("ReadWriteMany") && oneNodeProvisioners.has(provisioner))
      tell(
        at("accessModes"),
        `volumes of ${provisioner} cannot be written by several nodes`,
        "remove ReadWriteMany, or correct the provisioner",
        { related: at("provisioner") },
      );
    if (capacity !== undefined) amountContradictions({ capacity }, at(), tell);
  });
}

/** What the API server refuses in a ResourceQuota. Source: Kubernetes pkg/apis/core/validation, ValidateResourceQuotaResourceName. */
function quotaContradictions({ hard }: Quota, path: Path, tell: Tell): void {
  amountContradictions(hard, [...path, "hard"], tell);
  for (const name of Object.keys(hard)) {
    const resource = name.replace(/^(requests|limits)\./, "");
    if (!isExtendedResource(resource) || name.startsWith("requests.") || name.startsWith("count/")) continue;
    // `CLASS.storageclass.storage.k8s.io/requests.storage` has a prefix too.
    if (name.includes(".storageclass.storage.k8s.io/")) continue;
    tell(
      [...path, "hard", name],
      `Kubernetes refuses the quota ${quoted(name)}: of ${resource} only requests are limited`,
      `write requests.${resource}`,
    );
  }
}
