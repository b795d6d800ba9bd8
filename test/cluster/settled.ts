import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "./api.ts";

/** Waits until a count has stayed as it is for so many seconds. @returns the count */
export function settled(count: () => number, seconds = 1): Promise<number> {
  return eventually(
    "it comes to rest",
    async () => {
      const before = count();
      for (let look = 0; look < 10 * seconds; look += 1) {
        await sleep(100);
        if (count() !== before) return undefined;
      }
      return before;
    },
    60 + 10 * seconds,
  );
}
