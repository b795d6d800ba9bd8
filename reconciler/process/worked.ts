import type { PassResult } from "../pass/pass.ts";
import type { NIMRepository, NIMRepositoryStatus } from "../repository/types.ts";
import type { Rewritten } from "./tell-rewritten.ts";

/** What is to be done next, and when: milliseconds from now. */
export interface Worked {
  readonly repository: NIMRepository | undefined;
  /** As it was before. */
  readonly before: NIMRepositoryStatus | undefined;
  readonly result: PassResult | undefined;
  /** Where nothing could be begun: what is told of that. */
  readonly refused?: NIMRepositoryStatus;
  /** Then also the last words on commits that are followed no more, and who says them. */
  readonly lastWords?: { readonly repository: NIMRepository; readonly status: NIMRepositoryStatus };
  /** Undefined where nothing but an event brings it on. */
  readonly again: number | undefined;
  /** Git has to be asked first. */
  readonly needsLook: boolean;
}

export interface Looked {
  readonly outcome: "same" | "new" | "failed";
  readonly message: string | undefined;
  /** Whether a pass is due. */
  readonly isNews: boolean;
  /** Whether it brings nothing but another name of the commit: what brings something goes before it. */
  readonly saysTheSame?: boolean;
  readonly again: number | undefined;
  /** A commit that does not follow the one before. */
  readonly rewritten?: Rewritten;
}

export const nothingDone: Worked = {
  repository: undefined,
  before: undefined,
  result: undefined,
  again: undefined,
  needsLook: false,
};
