import type { Inventory, StorageClass } from "../inventory/inventory.ts";
import { storageClassOf } from "../inventory/storage-class-of.ts";
import type { ResourceSet } from "../manifest/resource.ts";

/** The storage classes of a cluster; what the inventory says of one wins over its manifest. */
export class StorageClasses {
  readonly #byName = new Map<string, StorageClass>();
  readonly #default: StorageClass | undefined;
  /** Whether the inventory lists them, so that others do not exist. */
  readonly isComplete: boolean;

  constructor(inventory: Pick<Inventory, "storageClasses"> | undefined, set: ResourceSet) {
    const listed = inventory?.storageClasses ?? [];
    for (const companion of set.companions) {
      if (companion.kind === "StorageClass" && !this.#byName.has(companion.name))
        this.#byName.set(companion.name, storageClassOf(companion.value));
    }
    for (const each of listed) this.#byName.set(each.name, { ...this.#byName.get(each.name), ...each });
    this.#default = [...this.#byName.values()].find((each) => each.default);
    this.isComplete = listed.length > 0;
  }

  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** The class of that name; the default where a claim names none. An empty name is no class at all. */
  called(name: string | undefined): StorageClass | undefined {
    return name === undefined ? this.#default : this.#byName.get(name);
  }
}
