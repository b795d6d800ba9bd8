import type { LiveObject } from "../../kube/object.ts";
import { ManifestDocument, SourceFile } from "../../manifest/document.ts";
import { type Resource, ResourceSet, resourceFrom } from "../../manifest/resource.ts";
import { conditionOf } from "../../nim/health/condition.ts";
import { textAt } from "../../nim/health/fields.ts";
import type { Live } from "../../nim/health/live.ts";
import { repositoryLabel } from "../../nim/managed-by.ts";
import { isMap, type ValueMap } from "../../nim/value.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import { blockersOfEdit } from "../../plan/changes/blocked-edits.ts";
import { editOf } from "../../plan/changes/edit-of.ts";
import type { Reason } from "../../plan/plan.ts";

/** What is to be done about one cache before it can be waited for. */
export type Decision =
  | { readonly do: "create" }
  /** `fields` as messages show them. */
  | { readonly do: "update"; readonly fields: readonly string[] }
  | { readonly do: "nothing" }
  /** It is the reconciler's, which applies it by itself. */
  | { readonly do: "wait-for-owner"; readonly repository: string }
  /** One of the same name is on its way out, and has to be gone first. */
  | { readonly do: "wait-for-deletion" }
  /** To apply it would do nothing, or harm. */
  | { readonly do: "skip"; readonly reason: Reason };

export interface DecisionContext {
  /** The Job that fills it; undefined where there is none, or where nobody may look. */
  readonly job: Live | undefined;
  readonly knowsJobs: boolean;
  /** All manifests of the plan: who uses the cache decides what the safe path is. */
  readonly set: ResourceSet;
  readonly operatorVersion: OperatorVersion;
}

/** Compares a manifest with the live object, by what is declared alone: defaults and the operator's own writes are no change. */
export function decide(
  wanted: Resource<"NIMCache">,
  live: LiveObject | undefined,
  { set, operatorVersion, job, knowsJobs }: DecisionContext,
): Decision {
  if (live === undefined) return { do: "create" };
  const repository = textAt(live, "metadata", "labels", repositoryLabel);
  if (repository !== "") return { do: "wait-for-owner", repository };
  if (textAt(live, "metadata", "deletionTimestamp") !== "") return { do: "wait-for-deletion" };
  const isOpen = knowsJobs && isRead(live, job);
  const stored = isOpen ? withState(live, "NotReady") : live;
  const before = resourceFrom("NIMCache", stored, {
    ...origin,
    namespace: wanted.namespace,
    operatorVersion,
  });
  const edit = editOf(before, wanted, { from: "live", operatorVersion });
  if (edit === undefined) return { do: "nothing" };
  const [blocker] = blockersOfEdit(edit, new ResourceSet([before], []), set, false);
  if (blocker !== undefined) {
    const { code, message, help } = blocker;
    const running = job !== undefined && textAt(live, "status", "state") !== "Ready";
    return {
      do: "skip",
      reason: {
        code,
        message: running ? `a Job fills it as it was before this edit; when that ends, ${message}` : message,
        ...(help === undefined ? {} : { help }),
      },
    };
  }
  return { do: "update", fields: edit.fields.map(({ shown }) => shown) };
}

/**
 * Whether the operator will read the spec again: it does for its next Job, which it makes when there is none, or when the TTL
 * has removed one that gave up. `Pending` is where a cache rests whose Job gave up. Source: nimcache_controller.go (3.1).
 */
function isRead(live: LiveObject, job: Live | undefined): boolean {
  if (textAt(live, "status", "state") === "Ready") return false;
  return job === undefined || job.isDeleting || conditionOf(job.object, "Failed")?.isTrue === true;
}

/** For the comparison, which takes states other than these for those of a cache that is filled. */
function withState(live: LiveObject, state: string): ValueMap {
  return { ...live, status: { ...(isMap(live.status) ? live.status : {}), state } };
}

const origin = {
  document: new ManifestDocument(new SourceFile("cluster", ""), { start: 0, end: 0 }, false),
  base: [],
};
