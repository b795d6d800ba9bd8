import type { Trouble } from "../pass/trouble.ts";

/** What a pass found out of the newest commit. */
export interface CommitNow {
  /** The newest; undefined where nobody could be asked yet. */
  readonly commit: string | undefined;
  /** Of what its manifests say; undefined where they could not be read. */
  readonly digest: string | undefined;
  /** Why nothing of it is applied. */
  readonly stall: Trouble | undefined;
  /** What may pass by itself, and keeps it from getting on. */
  readonly trouble: Trouble | undefined;
  /** The commit that the resources of the status are of; undefined where nothing was decided. */
  readonly holds: string | undefined;
}

/** Nobody has asked. */
export const noCommit: CommitNow = {
  commit: undefined,
  digest: undefined,
  stall: undefined,
  trouble: undefined,
  holds: undefined,
};
