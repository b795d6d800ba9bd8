import { isOfKind, type Resource, type ResourceSet } from "../../manifest/resource.ts";
import { bounded } from "../../nim/bounded.ts";
import { quoted } from "../../nim/quoted.ts";
import type { Blocker, Reason } from "../plan.ts";
import type { Edit, EditedField } from "./edit-of.ts";
import { hasOwnClaim } from "./effect-of.ts";
import { called, listed, locationOf, nameOf } from "./locate.ts";
import { newCacheName } from "./new-cache-name.ts";
import { childOf } from "./pipeline-child.ts";
import { isBelow } from "./refusals.ts";
import { usersOf } from "./users-of.ts";

/** What in an edit must not be merged so: what is refused, does nothing, or costs the weights. */
export function blockersOfEdit(
  edit: Edit,
  before: ResourceSet,
  after: ResourceSet,
  fixable: boolean,
): Blocker[] {
  const { after: resource } = edit;
  const told = isOfKind(resource, "NIMCache")
    ? cacheEdit(edit, resource, before, after)
    : isOfKind(resource, "NIMBuild")
      ? buildEdit(edit, resource)
      : isOfKind(resource, "NIMPipeline")
        ? pipelineEdit(edit, resource)
        : serviceEdits(edit, resource);
  return told.map(({ at, ...reason }) => ({
    ...reason,
    resource: nameOf(resource),
    location: locationOf(resource, at.path),
    fixable,
  }));
}

interface Told extends Reason {
  /** The first field that it is about. */
  readonly at: EditedField;
}

const inSpec = ({ path }: EditedField) => path[0] === "spec";
const names = (fields: readonly EditedField[]) => listed(fields.map(({ shown }) => bounded(shown, 200)));

/** Source: CRD rule C3, webhook rule W10, nimcache_controller.go (3.1), traps T33 and T34; seen on a cluster. */
function cacheEdit(
  { fields, refusals }: Edit,
  cache: Resource<"NIMCache">,
  before: ResourceSet,
  after: ResourceSet,
): Told[] {
  const wrong = fields.filter((field) => inSpec(field) && field.effect !== "applied");
  const [first] = wrong;
  if (!first) return [];
  const name = called(cache);
  const webhook = refusals.some(({ by }) => by === "webhook")
    ? "; the admission webhook, where it is on, refuses the edit"
    : "";
  const help = safePath(cache, before, after);
  const refused = wrong.filter(({ effect }) => effect === "refused");
  const lost = wrong.filter(({ effect }) => effect === "loses-weights");
  if (refused[0]) {
    const message = `the API server refuses to change ${names(refused)} of ${name}, and takes nothing of the edit`;
    return [{ code: "cache-edit-refused", message, help, at: refused[0] }];
  }
  if (lost[0]) {
    const message = `${name} stays Ready with ${names(lost)} changed, without a download: its services go over to a volume that lacks the weights, some of them only when they are edited themselves${webhook}`;
    return [{ code: "cache-weights-lost", message, help, at: lost[0] }];
  }
  const message = `${name} is filled already, and the operator does not look at ${names(wrong)} again${webhook}`;
  return [{ code: "cache-edit-ignored", message, help, at: first }];
}

function safePath(cache: Resource<"NIMCache">, before: ResourceSet, after: ResourceSet): string {
  const users = usersOf(cache, after).filter(({ kind }) => kind === "NIMService");
  const whom = users.length === 0 ? "" : `; then switch ${listed(users.map(called))} to it`;
  return `leave ${cache.name} as it was, and give what is new a NIMCache of a new name, such as ${newCacheName(cache, [before, after])}${whom}; remove ${cache.name} in a later change, when nobody uses it any more`;
}

/** Source: CRD rule B1. */
function buildEdit({ fields }: Edit, build: Resource<"NIMBuild">): Told[] {
  const refused = fields.filter(({ effect }) => effect === "refused");
  if (!refused[0]) return [];
  const message = `the API server refuses every edit of a NIMBuild's spec, and so that of ${names(refused)} of ${called(build)}`;
  const help = "write it as a NIMBuild of a new name, and remove this one when the new one is Ready";
  return [{ code: "build-immutable", message, help, at: refused[0] }];
}

/** Source: nimpipeline_controller.go syncResource since 3.1.0 (3.3); seen on a cluster. */
function pipelineEdit({ fields, before }: Edit, pipeline: Resource<"NIMPipeline">): Told[] {
  if (!isOfKind(before, "NIMPipeline")) return [];
  const ignored = fields.filter(
    (field) => field.effect === "ignored" && childOf(field, before, pipeline) === "kept",
  );
  if (!ignored[0]) return [];
  const message = `this operator does not carry ${names(ignored)} of ${called(pipeline)} to the services that run, and the pipeline stays Ready`;
  const help =
    "delete the NIMService after the merge, so that it is made anew; or write it as a NIMService of its own name instead of in the pipeline";
  return [{ code: "pipeline-edit-ignored", message, help, at: ignored[0] }];
}

/** Source: CRD rule S1, webhook rules W31 to W33, standalone/nimservice.go reconcilePVC. */
function serviceEdits(edit: Edit, service: Resource): Told[] {
  const { fields, refusals } = edit;
  const name = called(service);
  const help =
    "write it as a NIMService of a new name, and remove this one when the new one is Ready; or delete it and create it again, which interrupts it";
  const told: Told[] = [...stuckEdits(edit, service)];
  for (const { rule, path } of refusals) {
    // Such an edit is right where the webhook is off: a reason of the change tells.
    if (rule === "W34") continue;
    const below = fields.filter((field) => isBelow(field.path, path));
    const at = below[0] ?? fields[0];
    if (!at) continue;
    if (rule === "S1") {
      const message = `the API server refuses to change spec.draResources of ${name}, and takes nothing of the edit`;
      told.push({ code: "dra-immutable", message, help, at });
    } else if (rule === "W33") {
      const message = `the admission webhook, where it is on, refuses to take spec.draResources from ${name}`;
      told.push({ code: "dra-immutable", message, help, at });
    } else if (rule === "W31") {
      const message = `the admission webhook, where it is on, refuses to change spec.multiNode of ${name}; where it is off, what was made for the old layout stays beside the new`;
      told.push({ code: "multi-node-immutable", message, help, at });
    } else if (isOfKind(edit.before, "NIMService") && !hasOwnClaim(edit.before)) {
      const message = `${name} uses a cache, and not the claim that it describes; the admission webhook, where it is on, refuses to change ${names(below)} all the same`;
      told.push({ code: "service-claim-ignored", message, help, at });
    } else if (isOfKind(service, "NIMService") && service.spec.storage?.nimCache?.name) {
      const message = `${name} no longer uses the claim that was made for it, which stays with its weights as long as the service does; the admission webhook, where it is on, refuses the edit`;
      told.push({ code: "service-claim-left", message, help, at });
    } else if (below.some(({ effect }) => effect === "loses-weights")) {
      const message = `with ${names(below)} changed, ${name} restarts on a volume that lacks its weights; the admission webhook, where it is on, refuses the edit`;
      told.push({ code: "service-weights-lost", message, help, at });
    } else {
      const message = `the claim of ${name} was made once, and ${names(below)} is not looked at again; the admission webhook, where it is on, refuses the edit`;
      told.push({ code: "service-claim-ignored", message, help, at });
    }
  }
  return told;
}

/** Edits at which the operator panics, at every turn. Source: nimservice_types.go GetStandardEnv, utils.go UpdateObject; seen on a cluster. */
function stuckEdits({ fields, losesPort, service: edit }: Edit, service: Resource): Told[] {
  const told: Told[] = [];
  const [first] = fields;
  if (!first) return [];
  const name = called(service);
  const after = "and neither this edit nor a later one reaches its pods";
  if (losesPort) {
    const at = fields.find(({ path }) => isBelow(path, ["spec", "expose"])) ?? first;
    const message = `without spec.expose.service ${name} has no port any more: the operator panics at it, ${after}`;
    const help =
      "keep `service: {port: 8000}` below spec.expose, which is the default, or the port that it had";
    told.push({ code: "service-port-lost", message, help, at });
  }
  const [fixed] = edit?.fixed ?? [];
  if (edit && fixed) {
    const causes = fields.filter(({ path }) => path[0] === "spec" && edit.reachesFixed(path));
    const made = `${fixed.kind} ${quoted(fixed.metadata.name)}`;
    const message = `the operator has made ${made} of ${name}, and cannot change it: with ${names(causes)} changed it panics at it, ${after}`;
    const help = `leave that as it is; or delete ${made} after the merge, and the operator makes it anew`;
    told.push({ code: "service-stuck", message, help, at: causes[0] ?? first });
  }
  return told;
}
