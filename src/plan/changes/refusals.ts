import { isDeepStrictEqual } from "node:util";
import { isOfKind, type Resource } from "../../manifest/resource.ts";
import { isMap, type Path } from "../../nim/value.ts";
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
} as const;

/**
 * Who refuses an edit because of what was there before. What a manifest may never say is no part of it: linting tells
 * that. The services of a pipeline are judged by nobody.
 */
export function refusalsOf(before: Resource, after: Resource, differences: readonly Difference[]): Refusal[] {
  const found: Refusal[] = [];
  const touches = (...path: Path) => differences.some((difference) => isBelow(difference.path, path));
  if (isOfKind(before, "NIMBuild") && isOfKind(after, "NIMBuild")) {
    // A spec that is dropped altogether is not compared.
    const isJudged = isMap(before.written.spec) && isMap(after.written.spec);
    if (isJudged && !isDeepStrictEqual(before.spec, after.spec)) {
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
    if (!isSameDra(before.spec.draResources, after.spec.draResources)) {
      found.push({ by: "apiserver", rule: "S1", path: ["spec", "draResources"] });
    }
    if (touches("spec", "multiNode")) found.push({ by: "webhook", rule: "W31", path: ["spec", "multiNode"] });
    const hadClaim = before.spec.storage?.pvc?.create === true;
    if (hadClaim && touches("spec", "storage", "pvc")) {
      found.push({ by: "webhook", rule: "W32", path: ["spec", "storage", "pvc"] });
    }
  }
  return found;
}

/** Whether a path is another one or leads on from it. */
export function isBelow(path: Path, root: Path): boolean {
  return root.every((step, depth) => path[depth] === step);
}

/** Absent is not the same as empty, and the order counts. */
function isSameDra(before: readonly unknown[] | undefined, after: readonly unknown[] | undefined): boolean {
  return isDeepStrictEqual(before, after);
}
