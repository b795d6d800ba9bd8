import type { LiveObject } from "../../src/kube/object.ts";
import type { Watch } from "../../src/kube/watch.ts";

/** All pods that are watched; undefined where none are, or where they are not known yet. */
export function podsIn(
  watches: readonly { readonly kind: string; readonly watch: Pick<Watch, "synced" | "objects"> }[],
): readonly LiveObject[] | undefined {
  const ofPods = watches.filter(({ kind }) => kind === "Pod");
  if (ofPods.length === 0 || !ofPods.every(({ watch }) => watch.synced)) return undefined;
  return ofPods.flatMap(({ watch }) => [...watch.objects()]);
}
