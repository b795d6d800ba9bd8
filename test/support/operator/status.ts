import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";

/** A status that the operator is about to write. */
export class Status {
  readonly value: ValueMap;

  constructor(object: ValueMap) {
    const status = valueAt(object, ["status"]);
    this.value = isMap(status) ? structuredClone(status) : {};
  }

  get state(): string {
    return String(this.value.state ?? "");
  }

  set state(state: string) {
    this.value.state = state;
  }

  /**
   * `renew`: with a new time though nothing changed, as the operator does it for caches and builds.
   * Source: k8s-nim-operator internal/conditions/conditions.go, UpdateCondition.
   */
  condition(type: string, status: "True" | "False", reason: string, message: string, renew = true): void {
    const conditions = this.#conditions();
    const before = conditions.find((is) => is.type === type);
    const lastTransitionTime =
      before && !renew && before.status === status
        ? String(before.lastTransitionTime)
        : new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const condition = { type, status, reason, message, lastTransitionTime };
    if (before) Object.assign(before, condition);
    else conditions.push(condition);
    this.value.conditions = conditions;
  }

  has(type: string, status?: "True"): boolean {
    return this.#conditions().some(
      (is) => is.type === type && (status === undefined || is.status === status),
    );
  }

  #conditions(): ValueMap[] {
    const { conditions } = this.value;
    return Array.isArray(conditions) ? conditions.filter(isMap) : [];
  }
}
