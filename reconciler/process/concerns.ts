import type { LiveObject } from "../../src/kube/object.ts";
import { repositoryLabel } from "../../src/nim/managed-by.ts";
import { valueAt } from "../../src/nim/value.ts";
import { ownerLabel } from "../decide/owner-label.ts";
import { cachesOf } from "../decide/uses.ts";
import type { PassMemory } from "../pass/memory.ts";

/** Whether a change of an object of its namespaces may matter to a NIMRepository: what belongs to another one seldom does. */
export function concerns(
  object: LiveObject,
  repository: LiveObject,
  { judged, good }: Pick<PassMemory, "judged" | "good">,
): boolean {
  const { kind, metadata } = object;
  const { namespace = "", name } = metadata;
  const owner = valueAt(object, ["metadata", "labels", repositoryLabel]);
  const { namespace: home = "", name: own } = repository.metadata;
  if (owner === undefined || owner === ownerLabel({ namespace: home, name: own })) return true;
  return [judged, good].some((revision) =>
    revision?.set.resources.some(
      (each) =>
        each.namespace === namespace &&
        ((each.kind === kind && each.name === name) ||
          (kind === "NIMCache" && [...cachesOf(each).values()].includes(name))),
    ),
  );
}
