import type { NewObject, Store, StoredObject } from "../../store/store.ts";
import { StepError } from "../step.ts";

/**
 * A store that says yes may still have kept something else: old appliances store the framing of chunks as content.
 *
 * @throws StepError `store/missing`, `store/corrupt`
 */
export async function assertArrived(store: Store, object: NewObject): Promise<void> {
  assertSame(store, object, await store.head(object.key), store.keepsHashes);
}

/** The same of many, with as few questions as the store lets us: their sizes, and the hash of one in place of all. */
export async function assertAllArrived(store: Store, objects: readonly NewObject[]): Promise<void> {
  const [first] = objects;
  if (first === undefined) return;
  await assertArrived(store, first);
  const stored = new Map<string, StoredObject>();
  const keys = new Set(objects.map(({ key }) => key));
  for await (const object of store.list?.("") ?? []) if (keys.has(object.key)) stored.set(object.key, object);
  for (const object of objects) assertSame(store, object, stored.get(object.key), false);
}

function assertSame(
  store: Store,
  { key, size, sha256 }: NewObject,
  stored: StoredObject | undefined,
  hashNeeded: boolean,
): void {
  if (stored === undefined) {
    throw new StepError("store/missing", `${store.url}${key} is not there though the store took it`, {
      retryable: true,
    });
  }
  const isSame =
    stored.size === size && (stored.sha256 === undefined ? !hashNeeded : stored.sha256 === sha256);
  if (isSame) return;
  const why =
    stored.size !== size
      ? `it has ${stored.size} bytes, not ${size}`
      : stored.sha256 === undefined
        ? "the SHA-256 that was sent along was not kept"
        : "its SHA-256 is another";
  throw new StepError("store/corrupt", `${store.url}${key} is not what was uploaded: ${why}`, {
    help: "look whether somebody else writes to the same place; an old appliance may garble what it is sent",
  });
}
