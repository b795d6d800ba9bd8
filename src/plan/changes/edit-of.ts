import { isDeepStrictEqual } from "node:util";
import { isOfKind, type Resource } from "../../manifest/resource.ts";
import { quoted } from "../../nim/quoted.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import type { Change, FieldChange, Reason } from "../plan.ts";
import { declaredFields } from "./declared-live.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { type Edited, effectOf } from "./effect-of.ts";
import { locationOf, nameOf } from "./locate.ts";
import { editRules, isBelow, refusalsOf } from "./refusals.ts";
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
  const [old, now] = [settled(before, operatorVersion), settled(after, operatorVersion)];
  const isStrict = isOfKind(after, "NIMBuild");
  const all = differencesOf(old, now, { isQuantity: (path) => !isStrict && isQuantity(path) });
  const isDeclared = from === "live" ? declaredFields(before.written, now) : () => true;
  const differences = all.filter(({ path, after: value }) => value !== undefined || isDeclared(path));
  if (differences.length === 0) return undefined;
  const refusals = refusalsOf(before, after, differences);
  const edited: Edited = { before, after, refusals, operatorVersion, isFilled: isFilled(before, from) };
  const fields = differences.map((difference) => ({
    ...difference,
    effect: effectOf(difference.path, edited),
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

/** Without a Job, and so with a spec that still counts. Source: nimcache_controller.go reconcileJob; 3.1. */
const unfilledStates: readonly string[] = ["", "NotReady", "PVC-Created", "Failed"];

/** What a revision says was applied long ago, and is taken for filled. */
function isFilled(before: Resource, from: "base" | "live"): boolean {
  if (from === "base" || !isOfKind(before, "NIMCache")) return true;
  return !unfilledStates.includes(before.status?.state ?? "");
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

function reasonsOf({ refusals }: Edited, fields: readonly EditedField[]): Reason[] {
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
  return reasons;
}
