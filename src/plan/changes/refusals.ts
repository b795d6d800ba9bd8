import { isDeepStrictEqual } from "node:util";
import { isOfKind, type Resource } from "../../manifest/resource.ts";
import { undecodable } from "../../nim/schema/undecodable.ts";
import { isMap, type Path } from "../../nim/value.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import type { Difference } from "./differences.ts";

/** A rule about edits that somebody would enforce against this one. */
export interface Refusal {
  /** The webhook is off in the charts up to 3.1.2 unless somebody turns it on. */
  readonly by: "apiserver" | "webhook";
  readonly rule: keyof typeof editRules;
  /** The part that may not change. */
  readonly path: Path;
}

/** Source: the CRDs of k8s-nim-operator v3.1.2 (x-kubernetes-validations) and internal/webhook/apps/v1alpha1; seen on a cluster. */
export const editRules = {
  B1: "the spec of a NIMBuild may not change",
  C3: "spec.source.ngc.modelPuller may not change",
  S1: "spec.draResources may not change",
  W10: "the spec of a NIMCache may not change",
  W31: "spec.multiNode may not change",
  W32: "spec.storage.pvc may not change where it was made with create: true",
  W33: "spec.draResources may not be taken away",
  W34: "what is stored has a value that it cannot read",
} as const;

/**
 * Who refuses an edit because of what was there before. What a manifest may never say is no part of it: linting tells
 * that. The services of a pipeline are judged by nobody.
 */
export function refusalsOf(
  before: Resource,
  after: Resource,
  differences: readonly Difference[],
  version: OperatorVersion,
): Refusal[] {
  const found: Refusal[] = [];
  const touches = (...path: Path) => differences.some((difference) => isBelow(difference.path, path));
  if (isOfKind(before, "NIMBuild") && isOfKind(after, "NIMBuild")) {
    if (areCompared(before, after) && !isDeepStrictEqual(before.spec, after.spec)) {
      found.push({ by: "apiserver", rule: "B1", path: ["spec"] });
    }
  }
  if (isOfKind(before, "NIMCache") && isOfKind(after, "NIMCache")) {
    const [old, now] = [before.spec.source?.ngc, after.spec.source?.ngc];
    const path = ["spec", "source", "ngc", "modelPuller"];
    if (old && now && old.modelPuller !== now.modelPuller) found.push({ by: "apiserver", rule: "C3", path });
    if (touches("spec")) found.push({ by: "webhook", rule: "W10", path: ["spec"] });
  }
  if (isOfKind(before, "NIMService") && isOfKind(after, "NIMService")) {
    const [old, now] = [before.spec.draResources, after.spec.draResources];
    const path = ["spec", "draResources"];
    if (areCompared(before, after)) {
      if (!isSameDra(old, now)) found.push({ by: "apiserver", rule: "S1", path });
    } else if (old !== undefined && old.length > 0) {
      found.push({ by: "webhook", rule: "W33", path });
    }
    if (touches("spec", "multiNode")) found.push({ by: "webhook", rule: "W31", path: ["spec", "multiNode"] });
    const hadClaim = before.spec.storage?.pvc?.create === true;
    if (hadClaim && touches("spec", "storage", "pvc")) {
      found.push({ by: "webhook", rule: "W32", path: ["spec", "storage", "pvc"] });
    }
  }
  if (isOfKind(before, "NIMCache") || isOfKind(before, "NIMService")) {
    // It reads both, and so refuses the very edit that corrects the value. Source: controller-runtime validator_custom.go.
    const [unread] = undecodable(before.kind, version, before.written);
    if (unread) found.push({ by: "webhook", rule: "W34", path: unread.path });
  }
  return found;
}

/** The API server compares no spec that comes or is dropped altogether with what was there; the webhook does. */
function areCompared(before: Resource, after: Resource): boolean {
  return isMap(before.written.spec) && isMap(after.written.spec);
}

/** Whether a path is another one or leads on from it. */
export function isBelow(path: Path, root: Path): boolean {
  return root.every((step, depth) => path[depth] === step);
}

/** Absent is not the same as empty, and the order counts. */
function isSameDra(before: readonly unknown[] | undefined, after: readonly unknown[] | undefined): boolean {
  return isDeepStrictEqual(before, after);
}
