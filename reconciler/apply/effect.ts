import type { ResourceId } from "../repository/types.ts";

/** What was done to one resource. */
export interface Effect extends ResourceId {
  /** `postponed`: what may pass by itself came in between. */
  readonly did: "created" | "updated" | "corrected" | "adopted" | "deleted" | "failed" | "postponed";
  /** Of the last two: PascalCase. */
  readonly reason?: string;
  /** Of what was written: the fields that differed; of the last two: why. */
  readonly message?: string;
}
