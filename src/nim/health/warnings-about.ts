import { textAt } from "./fields.ts";
import type { Live } from "./live.ts";
import type { Surroundings } from "./surroundings.ts";

export interface Warning {
  readonly reason: string;
  readonly message: string;
}

/** Events of type Warning about an object, the newest first. */
export function warningsAbout(about: Live, around: Surroundings): Warning[] {
  return around
    .all("Event")
    .flatMap(({ object }) => {
      const regarding = ["involvedObject", "regarding"].find((field) => textAt(object, field, "kind") !== "");
      if (regarding === undefined || textAt(object, "type") !== "Warning") return [];
      if (
        textAt(object, regarding, "kind") !== about.kind ||
        textAt(object, regarding, "name") !== about.name
      ) {
        return [];
      }
      // Of an object of the same name that was there before.
      const uid = textAt(object, regarding, "uid");
      if (uid !== "" && about.uid !== "" && uid !== about.uid) return [];
      const at =
        textAt(object, "series", "lastObservedTime") ||
        textAt(object, "lastTimestamp") ||
        textAt(object, "eventTime");
      const message = textAt(object, "message") || textAt(object, "note");
      return [{ reason: textAt(object, "reason"), message, at }];
    })
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}
