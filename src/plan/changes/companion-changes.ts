import type { Companion, ResourceSet } from "../../manifest/resource.ts";
import { isMap, type ValueMap } from "../../nim/value.ts";
import type { Change } from "../plan.ts";
import { differencesOf } from "./differences.ts";
import { locationOf, nameOf } from "./locate.ts";
import { hidden, shownValue } from "./shown-value.ts";

/**
 * Edits of what NIM resources lean on. Only what both sides know is told: a set holds those that its own resources
 * name, so that one which it lacks may be there all the same.
 */
export function companionChanges(before: ResourceSet, after: ResourceSet): Change[] {
  const seen = new Set<Companion>();
  return after.companions.flatMap((companion) => {
    const { kind, namespace, name } = companion;
    const isSecret = kind === "Secret";
    const old = before.companion(kind, namespace, name);
    if (!old || after.companion(kind, namespace, name) !== companion || seen.has(companion)) return [];
    seen.add(companion);
    const [one, other] = [declared(old.value), declared(companion.value)];
    const differences = differencesOf(one, other, { isQuantity: () => false });
    if (differences.length === 0) return [];
    const change: Change = {
      ...nameOf(companion),
      action: "update",
      location: locationOf(companion),
      fields: differences.map(({ path, oldPath, shown, before: was, after: is }) => {
        return {
          path: shown,
          ...(was !== undefined && { before: isSecret ? hidden : (shownValue(was, oldPath, one) ?? hidden) }),
          ...(is !== undefined && { after: isSecret ? hidden : (shownValue(is, path, other) ?? hidden) }),
          effect: "applied",
        };
      }),
      reasons: [],
    };
    return [change];
  });
}

/** Without what a server adds. */
function declared({ status, metadata, ...rest }: ValueMap): ValueMap {
  const { labels, annotations } = isMap(metadata) ? metadata : {};
  return {
    ...rest,
    metadata: { ...(labels !== undefined && { labels }), ...(annotations !== undefined && { annotations }) },
  };
}
