/**
 * From a push to green in under a minute, on this machine and with nothing but Node and git: `npm run demo`. The Git server, GitHub
 * and the cluster are stand-ins of the tests; nimops is the bundle in dist/. With --keep it stays until Ctrl-C.
 */
import { once } from "node:events";
import { setStage } from "./demo/stage.ts";
import { play } from "./demo/story.ts";
import { Teller } from "./demo/teller.ts";
import { Timeline } from "./demo/timeline.ts";

const { stdout, env } = process;
const [flag] = process.argv.slice(2).filter((argument) => argument !== "--keep");
if (flag !== undefined) {
  process.stderr.write(`demo: ${flag} is no flag of the demo; there is --keep, which stays until Ctrl-C\n`);
  process.exit(2);
}
const keeps = process.argv.includes("--keep");
const timeline = new Timeline({
  write: (text) => void stdout.write(text),
  colors: stdout.isTTY && !env.NO_COLOR && env.TERM !== "dumb",
  width: 80,
});
const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ending.abort());
// Nobody reads on, as after `| head`: what was started must end all the same.
stdout.on("error", () => ending.abort());

timeline.line("nimops, from a push to green. The Git server, GitHub and the cluster are");
timeline.line("stand-ins on this machine; nothing is downloaded, and nothing stays.");
try {
  await using stage = await setStage();
  const teller = new Teller(stage, timeline);
  try {
    timeline.line(`The status page: ${stage.page}`);
    await play(stage, timeline, ending.signal);
    timeline.line();
    timeline.tell("demo", "done");
    if (keeps) {
      timeline.line(`\nIt goes on: look at ${stage.page}, or push to`);
      timeline.line(`${stage.git.url}. Ctrl-C ends it.`);
      if (!ending.signal.aborted) await once(ending.signal, "abort");
    }
  } catch (error) {
    if (!ending.signal.aborted) for (const line of stage.nimops.lines.slice(-20)) timeline.line(line);
    throw error;
  } finally {
    teller.stop();
  }
} catch (error) {
  if (ending.signal.aborted) process.exitCode = keeps ? 0 : 130;
  else {
    process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
