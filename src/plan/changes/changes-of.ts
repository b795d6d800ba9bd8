import { isOfKind, type Resource, type ResourceSet } from "../../manifest/resource.ts";
import { textAt } from "../../nim/health/fields.ts";
import { nimKinds } from "../../nim/schema/kinds.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import { canonicalJson } from "../canonical-json.ts";
import type { Blocker, Change, Reason } from "../plan.ts";
import type { Before } from "./before.ts";
import { blockersOfEdit } from "./blocked-edits.ts";
import { companionChanges } from "./companion-changes.ts";
import { deletionOf, lossesOf } from "./deletion.ts";
import { editOf } from "./edit-of.ts";
import { called, locationOf, nameOf } from "./locate.ts";
import { canWriteSafePath } from "./safe-path.ts";

export interface Changes {
  readonly changes: readonly Change[];
  readonly blockers: readonly Blocker[];
}

/**
 * What becomes of each resource when the manifests `after` take the place of `before`, and what must not happen so.
 * Resources that stay as they are, however they are written, are not among the changes.
 */
export function changesOf(before: Before, after: ResourceSet, operatorVersion: OperatorVersion): Changes {
  const changes: Change[] = [];
  const blockers: Blocker[] = [];
  for (const resource of named(after)) {
    const old = before.set.find(resource.kind, resource.namespace, resource.name);
    if (!old) {
      changes.push(creation(resource, before.set));
      blockers.push(...takenOver(resource, before.set));
      continue;
    }
    if (before.from === "live" && textAt(old.written, "metadata", "deletionTimestamp") !== "") {
      blockers.push(beingDeleted(resource));
    }
    const edit = editOf(old, resource, { from: before.from, operatorVersion });
    if (!edit) continue;
    changes.push(edit.change);
    const fixable =
      isOfKind(resource, "NIMCache") && canWriteSafePath(resource, before, after, operatorVersion);
    blockers.push(...blockersOfEdit(edit, before.set, after, fixable));
    if (isOfKind(old, "NIMPipeline")) changes.push(...childrenThatGo(old, before.set, after));
    if (isOfKind(resource, "NIMPipeline")) changes.push(...childrenThatCome(resource, before.set));
  }
  for (const old of named(before.set)) {
    if (after.find(old.kind, old.namespace, old.name)) continue;
    const deletion = deletionOf(old, before, after);
    changes.push(deletion.change);
    blockers.push(...deletion.blockers);
    if (isOfKind(old, "NIMPipeline") && deletion.change.action === "delete") {
      changes.push(...childrenThatGo(old, before.set, after));
    }
  }
  changes.push(...companionChanges(before.set, after));
  return { changes: changes.sort(byName), blockers: blockers.sort(byResource) };
}

/** The API server makes the name of others up; the first of two of one name counts. */
function named(set: ResourceSet): Resource[] {
  return set.resources.filter(
    (resource) =>
      resource.metadata.name !== undefined &&
      set.find(resource.kind, resource.namespace, resource.name) === resource,
  );
}

function creation(resource: Resource, before: ResourceSet): Change {
  const reasons: Reason[] = [];
  if (before.incomplete) {
    const message = "not everything could be read of what was there before, so it may have been there";
    reasons.push({ code: "maybe-there-before", message });
  }
  if (isOfKind(resource, "NIMCache")) {
    const elsewhere = before.derive(cachesByContent).get(contentOf(resource));
    if (elsewhere) {
      const message = `it says what ${called(elsewhere)} says, under another name: everything is downloaded once more`;
      reasons.push({ code: "downloads-again", message });
    }
  }
  return { ...nameOf(resource), action: "create", location: locationOf(resource), fields: [], reasons };
}

function cachesByContent(set: ResourceSet): ReadonlyMap<string, Resource<"NIMCache">> {
  return new Map(set.ofKind("NIMCache").map((cache) => [contentOf(cache), cache]));
}

/** What a cache says, whatever its name and in whatever order. */
function contentOf({ namespace, spec }: Resource<"NIMCache">): string {
  return canonicalJson([namespace, spec]);
}

/** Source: k8s-nim-operator nimpipeline_controller.go: services that it owns and no longer wants, it deletes (trap T18). */
function takenOver(resource: Resource, before: ResourceSet): Blocker[] {
  const child = before.derive(children).get(`${resource.namespace}/${resource.name}`);
  if (!isOfKind(resource, "NIMService") || !child?.pipeline) return [];
  const owner = called(child.pipeline.resource);
  return [
    {
      code: "pipeline-child-taken-over",
      message: `${called(resource)} belongs to ${owner}: the operator deletes it when the pipeline no longer names it, whoever applied it meanwhile`,
      help: "take it out of the pipeline first, and add it as a NIMService of its own in a later change; or give it a new name",
      resource: nameOf(resource),
      location: locationOf(resource),
      fixable: false,
    },
  ];
}

function children(set: ResourceSet): ReadonlyMap<string, Resource<"NIMService">> {
  const enabled = set.services.filter(({ pipeline }) => pipeline?.enabled === true);
  return new Map(enabled.map((service) => [`${service.namespace}/${service.name}`, service]));
}

/** Source: trap T34, seen on a cluster. */
function beingDeleted(resource: Resource): Blocker {
  const help = isOfKind(resource, "NIMCache")
    ? "give it a new name; a cache of the same name would take the old claim, which is going away, for its own, and never start"
    : "wait until it is gone, or give it a new name";
  return {
    code: "being-deleted",
    message: `${called(resource)} is being deleted in the cluster`,
    help,
    resource: nameOf(resource),
    location: locationOf(resource),
    fixable: false,
  };
}

function childrenThatGo(
  pipeline: Resource<"NIMPipeline">,
  before: ResourceSet,
  after: ResourceSet,
): Change[] {
  const kept = childrenOf(after, pipeline);
  return (pipeline.spec.services ?? []).flatMap((service) => {
    const name = service?.name ?? "";
    if (service?.enabled !== true || name === "" || kept.has(name)) return [];
    if (after.find("NIMService", pipeline.namespace, name)) return [];
    const message = `${called(pipeline)} no longer has it enabled, and the operator deletes what it owns`;
    const child = before.derive(children).get(`${pipeline.namespace}/${name}`);
    const change: Change = {
      ...{ kind: "NIMService", namespace: pipeline.namespace, name },
      action: "delete",
      fields: [],
      reasons: [{ code: "pipeline-child-removed", message }, ...(child ? lossesOf(child) : [])],
    };
    return [change];
  });
}

function childrenThatCome(pipeline: Resource<"NIMPipeline">, before: ResourceSet): Change[] {
  const known = childrenOf(before, pipeline);
  return [...childrenOf(before, pipeline, pipeline)].flatMap((name) => {
    if (known.has(name) || before.find("NIMService", pipeline.namespace, name)) return [];
    const change: Change = {
      ...{ kind: "NIMService", namespace: pipeline.namespace, name },
      action: "create",
      location: locationOf(pipeline),
      fields: [],
      reasons: [{ code: "pipeline-child-added", message: `${called(pipeline)} has it enabled` }],
    };
    return [change];
  });
}

/** The names of the services that a pipeline has enabled, as a set of manifests says. */
function childrenOf(
  set: ResourceSet,
  { namespace, name }: Resource,
  found = set.find("NIMPipeline", namespace, name),
): Set<string> {
  const services = found?.spec.services ?? [];
  return new Set(services.flatMap((each) => (each?.enabled === true && each.name ? [each.name] : [])));
}

function byName(one: Change, other: Change): number {
  return rank(one.kind) - rank(other.kind) || compare(called(one), called(other));
}

function byResource(one: Blocker, other: Blocker): number {
  const [a, b] = [one, other].map(({ resource }) => resource);
  if (!a || !b) return 0;
  return rank(a.kind) - rank(b.kind) || compare(called(a), called(b)) || compare(one.code, other.code);
}

/** Caches first, what other kinds they lean on last. */
function rank(kind: string): number {
  const index = (nimKinds as readonly string[]).indexOf(kind);
  return index === -1 ? nimKinds.length : index;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
