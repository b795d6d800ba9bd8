import type { Health } from "../nim/health/health.ts";
import { healthOf } from "../nim/health/health-of.ts";
import type { LiveWorld } from "../nim/health/surroundings.ts";
import { type NimKind, nimKinds } from "../nim/schema/kinds.ts";

export interface StatusEntry extends Health {
  readonly kind: NimKind;
  readonly namespace: string;
  readonly name: string;
}

/** How the NIM resources of a cluster are, by namespace, kind and name; of one namespace only where it is given. */
export function statusOf(world: LiveWorld, namespace: string | undefined): StatusEntry[] {
  const entries = world.objects.flatMap((live): StatusEntry[] => {
    const kind = nimKinds.find((each) => each === live.kind);
    if (kind === undefined || (namespace !== undefined && live.namespace !== namespace)) return [];
    const health = healthOf(live.object, world.around(live.namespace));
    return health === undefined ? [] : [{ kind, namespace: live.namespace, name: live.name, ...health }];
  });
  return entries.sort(
    (a, b) => order(a.namespace, b.namespace) || order(a.kind, b.kind) || order(a.name, b.name),
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
