import type { ActionWorld } from "./action-world.ts";
import { largePieces } from "./report-file.ts";

/**
 * The log shows what strangers wrote, and the runner obeys not only lines that begin with `::` but `##[add-mask]` and
 * the like anywhere in a line (actions/runner ActionCommand.cs). So it is told not to look.
 */
export function printLog(pieces: Iterable<string>, { stdout, randomWord }: ActionWorld): void {
  const word = randomWord();
  stdout.write(`::stop-commands::${word}\n`);
  for (const piece of largePieces(pieces)) stdout.write(piece);
  stdout.write(`\n::${word}::\n`);
}
