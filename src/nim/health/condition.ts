import { listAt, textAt } from "./fields.ts";

export interface Condition {
  readonly isTrue: boolean;
  readonly isFalse: boolean;
  readonly reason: string;
  readonly message: string;
  /** As written; empty where there is none. */
  readonly since: string;
}

/** A condition of `status.conditions`; undefined where the object has none of that type. */
export function conditionOf(object: unknown, type: string): Condition | undefined {
  const found = listAt(object, "status", "conditions").find((each) => textAt(each, "type") === type);
  if (found === undefined) return undefined;
  const status = textAt(found, "status");
  return {
    isTrue: status === "True",
    isFalse: status === "False",
    reason: textAt(found, "reason"),
    message: textAt(found, "message"),
    since: textAt(found, "lastTransitionTime"),
  };
}
