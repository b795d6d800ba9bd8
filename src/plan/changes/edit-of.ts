import { isDeepStrictEqual } from "node:util";
import { isOfKind, type Resource } from "../../manifest/resource.ts";
import { quoted } from "../../nim/quoted.ts";
import { isMap, type Path, type ValueMap, valueAt } from "../../nim/value.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import type { Change, FieldChange, Reason } from "../plan.ts";
import { cacheProgress } from "./cache-progress.ts";
import { declaredFields, tellsDeclared } from "./declared-live.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { type Edited, effectOf } from "./effect-of.ts";
import { listed, locationOf, nameOf } from "./locate.ts";
import { editRules, isBelow, refusalsOf } from "./refusals.ts";
import { serviceEdit } from "./service-edit.ts";
import { isQuantity, settled } from "./settled.ts";
import { shownValue } from "./shown-value.ts";

/** An edit of a resource, with what its blockers are made of. */
export interface Edit extends Edited {
  readonly change: Change;
  readonly fields: readonly EditedField[];
}

export interface EditedField extends Difference {
  readonly effect: FieldChange["effect"];
}

/** Undefined where the two say the same. */
export function editOf(
  before: Resource,
  after: Resource,
  { from, operatorVersion }: { readonly from: "base" | "live"; readonly operatorVersion: OperatorVersion },
): Edit | undefined {
  if (isDeepStrictEqual(before.written, after.written)) return undefined;
  const old = settled(before, operatorVersion);
  const losesPort = isPortLost(before, after, from);
  const now = losesPort ? withoutPort(settled(after, operatorVersion)) : settled(after, operatorVersion);
  const isStrict = isOfKind(after, "NIMBuild");
  const all = differencesOf(old, now, { isQuantity: (path) => !isStrict && isQuantity(path) });
  const isDeclared = from === "live" ? declaredFields(before.written, now) : () => true;
  const differences = all.filter(({ path, after: value }) => value !== undefined || isDeclared(path));
  if (differences.length === 0) return undefined;
  const refusals = refusalsOf(before, after, differences, operatorVersion);
  const edited: Edited = {
    ...{ before, after, refusals },
    ...(isOfKind(before, "NIMCache") && { progress: cacheProgress(before, from, operatorVersion) }),
    ...(isOfKind(before, "NIMService") && {
      service: serviceEdit(before, { old, now, paths: differences.map(({ path }) => path) }, operatorVersion),
    }),
    ...{ operatorVersion, losesPort },
  };
  const fields = differences.map((difference) => ({
    ...difference,
    effect: effectOf(difference, edited),
  }));
  const change: Change = {
    ...nameOf(after),
    action: actionOf(after, fields),
    location: locationOf(after),
    fields: fields.map((field) => fieldChange(field, old, now)),
    reasons: reasonsOf(edited, fields),
  };
  return { ...edited, change, fields };
}

/**
 * Whether the edit takes the port of a service away. The operator's first write brings a default where nobody says
 * `expose.service`; where somebody did, and no longer does, it is gone, and there is no other such write.
 * Source: k8s-nim-operator nimservice_types.go, GetStandardEnv; seen on a cluster.
 */
function isPortLost(before: Resource, after: Resource, from: "base" | "live"): boolean {
  if (!isOfKind(before, "NIMService") || !isOfKind(after, "NIMService")) return false;
  if (after.spec.expose?.service !== undefined) return false;
  const wasThere = before.spec.expose?.service !== undefined;
  if (from === "base") return wasThere;
  // Without it after that first write, the port is gone already.
  if (!wasThere) return valueAt(before.written, ["metadata", "finalizers"]) !== undefined;
  return tellsDeclared(before.written) && declaredFields(before.written, after.written)(exposed);
}

const exposed: Path = ["spec", "expose", "service"];

function withoutPort({ spec, ...rest }: ValueMap): ValueMap {
  const { expose, ...others } = isMap(spec) ? spec : {};
  const { service: _, ...kept } = isMap(expose) ? expose : {};
  return { ...rest, spec: { ...others, expose: kept } };
}

function actionOf(after: Resource, fields: readonly EditedField[]): Change["action"] {
  const wantsOther = fields.some(
    ({ effect, path }) =>
      effect === "refused" ||
      effect === "loses-weights" ||
      (effect === "ignored" && after.kind === "NIMCache" && isBelow(path, ["spec", "source"])),
  );
  if (wantsOther) return "replace-needed";
  return fields.every(({ effect }) => effect === "ignored") ? "none" : "update";
}

function fieldChange(
  field: EditedField,
  old: ReturnType<typeof settled>,
  now: ReturnType<typeof settled>,
): FieldChange {
  const { path, oldPath, shown, effect } = field;
  const before = shownValue(field.before, oldPath, old);
  const after = shownValue(field.after, path, now);
  return {
    path: quotedPath(shown),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    effect,
  };
}

/** Keys come from manifests, and may be as long as those. */
function quotedPath(shown: string): string {
  return quoted(shown).length - 2 === shown.length ? shown : quoted(shown).slice(1, -1);
}

function reasonsOf({ refusals, service }: Edited, fields: readonly EditedField[]): Reason[] {
  const reasons = refusals.map(({ by, rule }): Reason => {
    const who =
      by === "apiserver" ? "the API server refuses it" : "the admission webhook, where it is on, refuses it";
    return {
      code: by === "apiserver" ? "edit-refused" : "edit-refused-by-webhook",
      message: `${who}: ${editRules[rule]}`,
    };
  });
  if (fields.some(({ effect }) => effect === "restarts-pods")) {
    reasons.push({
      code: "restarts-pods",
      message: "its pods are replaced, a quarter of them at a time; a single replica is down meanwhile",
    });
  }
  const left = service?.left ?? [];
  if (left.length > 0) {
    const objects = listed(left.map(({ kind, metadata }) => `${kind} ${quoted(metadata.name)}`));
    const message = `the operator no longer makes ${objects}, but does not remove ${left.length === 1 ? "it" : "them"}`;
    reasons.push({ code: "left-behind", message, help: "delete what is left after the merge" });
  }
  return reasons;
}
