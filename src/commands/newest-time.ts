import { listAt, textAt } from "../nim/health/fields.ts";
import type { ValueMap } from "../nim/value.ts";

/** The newest time that stands in live objects, in milliseconds since 1970: when they were read it was that late at least. */
export function newestTime(objects: readonly ValueMap[]): number | undefined {
  let newest: number | undefined;
  for (const object of objects) {
    for (const text of timesIn(object)) {
      const time = Date.parse(text);
      if (!Number.isNaN(time) && (newest === undefined || time > newest)) newest = time;
    }
  }
  return newest;
}

function timesIn(object: ValueMap): string[] {
  return [
    textAt(object, "metadata", "creationTimestamp"),
    textAt(object, "lastTimestamp"),
    textAt(object, "eventTime"),
    ...listAt(object, "metadata", "managedFields").map((field) => textAt(field, "time")),
    ...listAt(object, "status", "conditions").flatMap((condition) => [
      textAt(condition, "lastTransitionTime"),
      textAt(condition, "lastUpdateTime"),
    ]),
  ];
}
