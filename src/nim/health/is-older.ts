import type { Live } from "./live.ts";
import type { Surroundings } from "./surroundings.ts";

/** Whether an object is known to be older than that. */
export function isOlder(resource: Live, milliseconds: number, { now }: Surroundings): boolean {
  return now !== undefined && resource.created !== undefined && now - resource.created > milliseconds;
}
