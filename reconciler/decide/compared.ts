import { ManifestDocument, SourceFile } from "../../src/manifest/document.ts";
import { type Resource, ResourceSet, resourceFrom } from "../../src/manifest/resource.ts";
import { conditionOf } from "../../src/nim/health/condition.ts";
import { textAt } from "../../src/nim/health/fields.ts";
import { type Live, labelOf } from "../../src/nim/health/live.ts";
import type { Surroundings } from "../../src/nim/health/surroundings.ts";
import { repositoryLabel } from "../../src/nim/managed-by.ts";
import type { NimKind } from "../../src/nim/schema/kinds.ts";
import { isMap } from "../../src/nim/value.ts";
import type { OperatorVersion } from "../../src/nim/version.ts";
import { blockersOfEdit } from "../../src/plan/changes/blocked-edits.ts";
import { type Edit, editOf } from "../../src/plan/changes/edit-of.ts";
import { idOf, type Stall } from "./decision.ts";
import type { Wanted } from "./wanted.ts";

/** How a live object differs from what Git says. */
export interface Compared {
  /** Fields that differ, as messages show them; our label is not among them. */
  readonly fields: readonly string[];
  /** Whether it carries our label. */
  readonly isMarked: boolean;
  /** Whether something of the spec differs. */
  readonly touchesSpec: boolean;
  /** What the edit would do that nobody wants: nothing at all, or a loss of weights. */
  readonly stall: Stall | undefined;
}

/**
 * By what is declared alone: defaults of the server and what the operator writes back are no difference, amounts are equal
 * when they mean the same. Pure, and remembered with the live object, which is another one after each change.
 */
export function compared(
  wanted: Wanted,
  live: Live,
  around: Surroundings,
  set: ResourceSet,
  version: OperatorVersion,
): Compared {
  const known = remembered.get(live.object);
  const job = live.kind === "NIMCache" ? around.find("Job", `${live.name}-job`) : undefined;
  if (known && known.job === job?.object && known.version === version && holds(known, wanted)) {
    return known.compared;
  }
  const found = compare(wanted, live, isRead(live, job, around), set, version);
  remembered.set(live.object, { wanted, job: job?.object, version, compared: found });
  return found;
}

interface Remembered {
  readonly wanted: Wanted;
  readonly job: object | undefined;
  readonly version: OperatorVersion;
  readonly compared: Compared;
}

const remembered = new WeakMap<object, Remembered>();

/** What another commit says in the same words is no difference again; what a difference would do the rest of the commit decides. */
function holds({ wanted: before, compared: { fields } }: Remembered, wanted: Wanted): boolean {
  return before === wanted || (before.digest === wanted.digest && fields.length === 0);
}

function compare(
  wanted: Wanted,
  live: Live,
  isOpen: boolean,
  set: ResourceSet,
  version: OperatorVersion,
): Compared {
  const { resource, manifest } = wanted;
  const before = asResource(resource.kind, live, isOpen, version);
  const edit = editOf(before, resource, { from: "live", operatorVersion: version });
  const label = manifest.metadata.labels;
  const isMarked = isMap(label) && labelOf(live, repositoryLabel) === label[repositoryLabel];
  const fields = edit?.fields.map(({ shown }) => shown) ?? [];
  return {
    fields,
    isMarked,
    touchesSpec: edit?.fields.some(({ path }) => path[0] === "spec") ?? false,
    stall: edit === undefined ? undefined : stallOf(edit, before, set),
  };
}

/** Such edits are not applied: they would do nothing, or harm. Others, that a webhook may refuse, are left to it. */
function stallOf(edit: Edit, before: Resource, set: ResourceSet): Stall | undefined {
  const found = blockersOfEdit(edit, new ResourceSet([before], []), set, false).find(({ code }) =>
    Object.hasOwn(reasons, code),
  );
  if (found === undefined) return undefined;
  const { code, message, help } = found;
  return { ...idOf(before), reason: reasons[code] ?? code, message, ...(help === undefined ? {} : { help }) };
}

const reasons: Readonly<Record<string, string>> = {
  "cache-edit-refused": "EditRefused",
  "cache-edit-ignored": "EditIgnored",
  "cache-weights-lost": "WeightsWouldBeLost",
  "build-immutable": "EditRefused",
  "dra-immutable": "EditRefused",
  "service-weights-lost": "WeightsWouldBeLost",
};

/** A live object as a manifest says it. */
export function asResource(kind: NimKind, live: Live, isOpen: boolean, version: OperatorVersion): Resource {
  const status = live.object.status;
  const object = isOpen
    ? { ...live.object, status: { ...(isMap(status) ? status : {}), state: "NotReady" } }
    : live.object;
  return resourceFrom(kind, object, { ...origin, namespace: live.namespace, operatorVersion: version });
}

const origin = {
  document: new ManifestDocument(new SourceFile("cluster", ""), { start: 0, end: 0 }, false),
  base: [],
};

/**
 * Whether the operator will read the spec of a cache again: it does for its next Job, which it makes when there is none, or
 * when the TTL has removed one that gave up. Without a look at Jobs, its state alone tells. Source: nimcache_controller.go (3.1).
 */
function isRead(live: Live, job: Live | undefined, around: Surroundings): boolean {
  if (live.kind !== "NIMCache" || !around.knows("Job")) return false;
  if (textAt(live.object, "status", "state") === "Ready") return false;
  return job === undefined || job.isDeleting || conditionOf(job.object, "Failed")?.isTrue === true;
}
