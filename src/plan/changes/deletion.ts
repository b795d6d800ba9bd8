import { isOfKind, type Resource, type ResourceSet } from "../../manifest/resource.ts";
import { quoted } from "../../nim/quoted.ts";
import type { Blocker, Change, Reason } from "../plan.ts";
import type { Before } from "./before.ts";
import { claimOf, hasOwnClaim } from "./effect-of.ts";
import { isPruned } from "./is-pruned.ts";
import { called, listed, locationOf, nameOf } from "./locate.ts";
import { mountersOf, running, usersOf } from "./users-of.ts";

/**
 * A resource that is no longer among the manifests. Where they could not all be read it may stand in one of those, and
 * of a cluster's resources only those go that somebody delivers who removes what is no longer there.
 */
export function deletionOf(
  old: Resource,
  before: Before,
  after: ResourceSet,
): { readonly change: Change; readonly blockers: readonly Blocker[] } {
  const stays = whyItStays(old, before, after);
  if (stays)
    return { change: { ...nameOf(old), action: "none", fields: [], reasons: [stays] }, blockers: [] };
  const change: Change = { ...nameOf(old), action: "delete", fields: [], reasons: lossesOf(old) };
  const isCache = isOfKind(old, "NIMCache");
  const blockers = [
    ...(isCache ? cacheBlockers(old, before.set, after) : []),
    ...(isCache || isOfKind(old, "NIMService") ? claimBlockers(old, after) : []),
  ];
  return { change, blockers };
}

function whyItStays(old: Resource, { from }: Before, after: ResourceSet): Reason | undefined {
  if (after.incomplete) {
    const message = "it is in no manifest that can be read; it may stand in one that cannot";
    return { code: "maybe-unread", message, help: "correct the manifests that cannot be read" };
  }
  if (from === "live" && !isPruned(old)) {
    const message =
      "the cluster has it and no manifest does; nothing says that somebody delivers it and would remove it";
    return { code: "not-in-manifests", message };
  }
  return undefined;
}

/** Source: nimcache_controller.go and standalone/nimservice.go, SetControllerReference on the claim; seen on a cluster. */
export function lossesOf(old: Resource): Reason[] {
  if (!isOfKind(old, "NIMCache") && !isOfKind(old, "NIMService")) return [];
  const name = claimOf(old);
  if (name === undefined) return [];
  const claim = quoted(name);
  if (hasOwnClaim(old)) {
    const message = `the claim ${claim} was made for it and is deleted with it, and all weights on it`;
    return [{ code: "weights-deleted", message }];
  }
  return [{ code: "claim-kept", message: `the claim ${claim} was there before it, and stays` }];
}

function cacheBlockers(cache: Resource<"NIMCache">, before: ResourceSet, after: ResourceSet): Blocker[] {
  const users = usersOf(cache, after);
  const [user] = users;
  const name = called(cache);
  if (user) {
    return [
      {
        code: "cache-in-use",
        message: `${name} is removed, and ${listed(users.map(called))} still ${users.length === 1 ? "uses" : "use"} it; the operator does not check, and deletes it`,
        help: "keep it until the services use another cache and are Ready; then remove it",
        resource: nameOf(cache),
        location: locationOf(user, user.kind === "NIMBuild" ? ["spec", "nimCache", "name"] : cacheName),
        fixable: false,
      },
    ];
  }
  const switched = usersOf(cache, before).flatMap((old) => {
    const now = running(after).find((each) => each.namespace === old.namespace && each.name === old.name);
    return now && isOfKind(old, "NIMService") ? [now] : [];
  });
  const [first] = switched;
  if (!first) return [];
  return [
    {
      code: "cache-removed-too-early",
      message: `${name} is removed in the change that switches ${listed(switched.map(called))} away from it: its claim goes away under running pods, before what they switch to is ready`,
      help: `switch first, and keep ${cache.name}; remove it in a later change, when the services are Ready`,
      resource: nameOf(cache),
      location: locationOf(first, cacheName),
      fixable: false,
    },
  ];
}

const cacheName = ["spec", "storage", "nimCache", "name"];

function claimBlockers(old: Resource<"NIMCache"> | Resource<"NIMService">, after: ResourceSet): Blocker[] {
  const claim = hasOwnClaim(old) ? claimOf(old) : undefined;
  const users = claim === undefined ? [] : mountersOf(claim, old.namespace, after);
  const [user] = users;
  if (!user) return [];
  return [
    {
      code: "claim-in-use",
      message: `the claim ${quoted(claim)} was made for ${called(old)} and is deleted with it, and ${listed(users.map(called))} still ${users.length === 1 ? "uses" : "use"} it`,
      help: `keep ${old.name}, or give the others a claim that nobody owns (create: false), filled anew`,
      resource: nameOf(old),
      location: locationOf(user, ["spec", "storage", "pvc", "name"]),
      fixable: false,
    },
  ];
}
