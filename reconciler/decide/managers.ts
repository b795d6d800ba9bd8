import { listAt, textAt } from "../../src/nim/health/fields.ts";
import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";

/** Somebody who wrote a part of a live object. */
export interface Manager {
  readonly name: string;
  /** `Apply` declares and comes back; `Update` wrote once. */
  readonly operation: "Apply" | "Update";
  /** `status`, `scale`; empty for the object itself. */
  readonly subresource: string;
  readonly fields: ValueMap;
}

/** As `metadata.managedFields` tells. Source: Kubernetes, field management. */
export function managersOf(object: unknown): Manager[] {
  return listAt(object, "metadata", "managedFields").map((entry) => {
    const fields = valueAt(entry, ["fieldsV1"]);
    return {
      name: textAt(entry, "manager"),
      operation: textAt(entry, "operation") === "Apply" ? "Apply" : "Update",
      subresource: textAt(entry, "subresource"),
      fields: isMap(fields) ? fields : {},
    };
  });
}

/** How nimops calls itself towards API servers, here and in prewarm. */
export const ourManager = "nimops";

/** The operator writes the whole object back once, to add its finalizer. Source: k8s-nim-operator; seen on a cluster. */
export function isOperator({ name }: Pick<Manager, "name">): boolean {
  return /^(?:manager|k8s-nim-operator|nim-operator)$/.test(name);
}

/**
 * Whether a manager's fields are taken back when they are not as Git says: what was written once, by hand or by the operator
 * as it filled defaults in. Never those of somebody who declares them, nor of who scales.
 */
export function isTakenBack({ operation, subresource, name }: Manager): boolean {
  return operation === "Update" && subresource === "" && name !== ourManager;
}
