import type { LiveObject } from "../../src/kube/object.ts";
import { isMap } from "../../src/nim/value.ts";

export const askAnnotation = "nimops.dev/reconcile";

/** The value of the annotation by which somebody asks to look now. */
export function askedOf({ metadata: { annotations } }: LiveObject): string | undefined {
  const value =
    isMap(annotations) && Object.hasOwn(annotations, askAnnotation) ? annotations[askAnnotation] : undefined;
  return typeof value === "string" ? value : undefined;
}
