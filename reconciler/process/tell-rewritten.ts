import type { NIMRepository } from "../repository/types.ts";
import type { Revision } from "../source/source.ts";
import type { Tellers } from "./tell-pass.ts";

/** A commit that was taken, or would have been, though it does not follow the one before: a force-push, forwards or backwards. */
export interface Rewritten {
  readonly repository: NIMRepository;
  readonly from: string;
  readonly to: Revision;
}

/** What was reviewed once may be gone, or what was mended may be back: somebody should know. */
export async function tellRewritten(
  { log, recorder }: Pick<Tellers, "log" | "recorder">,
  { repository, from, to: { commit, ref } }: Rewritten,
): Promise<void> {
  const { namespace, name } = repository.metadata;
  const message = `${ref} went from ${from.slice(0, 12)} to ${commit.slice(0, 12)}, which does not follow it: its history was rewritten, or it was set back`;
  log.warn("the history of the repository was rewritten", {
    repository: `${namespace}/${name}`,
    what: message,
  });
  await recorder.record(repository, { type: "Warning", reason: "HistoryRewritten", message });
}
