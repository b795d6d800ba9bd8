import type { Clock } from "../kube/clock.ts";
import type { Progress } from "../report/progress.ts";
import { logProgress } from "../report/progress-log.ts";
import { terminalProgress } from "../report/progress-terminal.ts";
import type { World } from "./world.ts";

/** Progress beside the report, which has standard output: a table on a terminal that can move its cursor, else a line for each change. */
export function progressFor(
  { stderr, env }: Pick<World, "stderr" | "env">,
  clock: Clock,
  colors: boolean,
): Progress {
  if (!stderr.isTTY || env.TERM === "dumb") return logProgress((line) => stderr.write(`${line}\n`), clock);
  return terminalProgress({ terminal: stderr, clock, colors });
}
