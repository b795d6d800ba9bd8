/** Where a resource stands. */
export const resourcePhases = [
  /** Not (or not as Git says) in the cluster yet, and it waits for something. */
  "Waiting",
  /** To be applied. */
  "Pending",
  "Progressing",
  "Healthy",
  "Degraded",
  "Blocked",
  "Failed",
  /** It cannot be applied until Git or somebody else changes something. */
  "Stalled",
  /** No longer in Git, and kept on purpose. */
  "Orphaned",
  "Deleting",
] as const;

export type ResourcePhase = (typeof resourcePhases)[number];
