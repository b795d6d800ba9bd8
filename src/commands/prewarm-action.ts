import { resolve } from "node:path";
import { repositoryNamed } from "../github/event.ts";
import { systemClock } from "../kube/clock.ts";
import { connect } from "../kube/connect.ts";
import { bounded } from "../nim/bounded.ts";
import { prewarmJson } from "../report/prewarm-json.ts";
import { prewarmMarkdown } from "../report/prewarm-markdown.ts";
import type { PrewarmResult } from "../report/prewarm-result.ts";
import { prewarmText } from "../report/prewarm-text.ts";
import { cacheName } from "../report/prewarm-view/cache-cells.ts";
import { printable, printableLines } from "../report/printable.ts";
import type { Progress } from "../report/progress.ts";
import { groupedProgress } from "../report/progress-groups.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import type { ActionInputs } from "./action-inputs.ts";
import { type ActionWorld, type Toolkit, title } from "./action-world.ts";
import { type CarriedOut, carryOutPrewarm } from "./carry-out-prewarm.ts";
import { clusterLogin } from "./cluster-login.ts";
import { githubFor } from "./github-for.ts";
import { openTellings } from "./open-tellings.ts";
import { prewarmExitCode } from "./prewarm-exit-code.ts";
import { writePrewarmRecords } from "./prewarm-records.ts";
import { prewarmRequestOf } from "./prewarm-request.ts";
import { PrewarmTellings } from "./prewarm-tellings.ts";
import { printLog } from "./print-log.ts";
import { readOnce } from "./read-once.ts";
import { writeReportFile } from "./report-file.ts";
import { tellOfLock } from "./tell-of-lock.ts";
import type { EndSignal } from "./world.ts";

/**
 * Of a job that is cancelled: the runner sends SIGINT, SIGTERM after 7.5 s, and kills 2.5 s later (actions/runner
 * ProcessInvoker.cs). So much is left for GitHub after the waiting has ended.
 */
const millisecondsForGithub = 4000;

/** `command: prewarm`: fills the caches, and tells it wherever the run and the commit have a place for it. */
export async function prewarmAction(
  inputs: ActionInputs,
  cwd: string,
  toolkit: Toolkit,
  world: ActionWorld,
): Promise<ExitCode> {
  const request = prewarmRequestOf(inputs, inputs.paths);
  const login = clusterLogin(inputs, cwd, toolkit, world);
  const write = (line: string) => world.stdout.write(`${line}\n`);
  const output = { write: (text: string) => world.stdout.write(text), isTTY: false, columns: undefined };
  const tellings = request.dryRun ? undefined : await tellingsFor(inputs, toolkit, world);
  const ending = endingOf(world);
  try {
    const done = await carryOutPrewarm(request, {
      tell: tellOfLock,
      world: readOnce({ cwd, env: world.env, stdin: noStdin, stderr: output }),
      open: () =>
        connect({
          ...login,
          env: world.env,
          cwd,
          warn: (warning) => toolkit.warning(printableLines(warning), title),
        }),
      progress: both(groupedProgress(write, systemClock), tellings),
      signal: ending.signal,
    });
    // First what takes no time: a job that is cancelled has seconds.
    await report(done, inputs, cwd, toolkit, world);
    await tellings?.finish(done.result, ending.limit);
    return prewarmExitCode(done.result, ending.by());
  } catch (error) {
    const why = error instanceof UserError ? error.message : "internal error; the log has it";
    await tellings?.abandon(bounded(why, 2000), ending.limit);
    if (error instanceof UserError && error.exitCode === exitCodes.nothingFound) {
      toolkit.setOutput("result", "nothing");
    }
    throw error;
  } finally {
    ending.callOff();
  }
}

function noStdin(): never {
  throw new UserError("the input paths: the Action has no standard input to read");
}

/** Ends the waiting with the first signal, and a little later what is left to tell GitHub. */
function endingOf({ onSignal }: ActionWorld) {
  const waiting = new AbortController();
  const telling = new AbortController();
  let by: EndSignal | undefined;
  let callOffLimit = () => {};
  const callOffSignals = onSignal?.((signal) => {
    if (by !== undefined) return;
    by = signal;
    waiting.abort();
    callOffLimit = systemClock.after(millisecondsForGithub, () => telling.abort());
  });
  return {
    signal: waiting.signal,
    limit: telling.signal,
    by: () => by,
    callOff() {
      callOffSignals?.();
      callOffLimit();
    },
  };
}

function both(log: Progress, tellings: Progress | undefined): Progress {
  if (tellings === undefined) return log;
  return {
    tell(task) {
      log.tell(task);
      tellings.tell(task);
    },
    note: (text, id) => log.note(text, id),
    end: () => log.end(),
  };
}

/** Undefined where nobody asked for any, or there is no commit to tell it of. */
async function tellingsFor(
  inputs: ActionInputs,
  toolkit: Toolkit,
  { env }: ActionWorld,
): Promise<PrewarmTellings | undefined> {
  const statuses = inputs.isSet("statuses");
  const environment = inputs.text("environment");
  if (!statuses && environment === undefined) return undefined;
  const repository = repositoryNamed(env.GITHUB_REPOSITORY ?? "");
  const { GITHUB_SHA: sha = "", GITHUB_SERVER_URL: server, GITHUB_RUN_ID: run } = env;
  const token = inputs.text("github-token");
  if (repository === undefined || !/^[0-9a-f]{40,64}$/.test(sha) || token === undefined) {
    toolkit.warning("no statuses and no deployments: there is no commit, or no github-token", title);
    return undefined;
  }
  const clusters = inputs.texts("cluster");
  const { owner, name } = repository;
  return new PrewarmTellings({
    github: await githubFor(token, env),
    commit: { repository, sha },
    cluster: clusters.length === 1 ? clusters[0] : undefined,
    isWhole: inputs.texts("cache").length === 0,
    url: server && run ? `${server}/${owner}/${name}/actions/runs/${run}` : undefined,
    statuses,
    environment,
    clock: systemClock,
    save: (open) => toolkit.saveState(openTellings, JSON.stringify(open)),
    warn: (message) => toolkit.warning(printable(message), title),
  });
}

async function report(
  done: CarriedOut,
  inputs: ActionInputs,
  cwd: string,
  toolkit: Toolkit,
  world: ActionWorld,
): Promise<void> {
  const { result } = done;
  const folders = { cwd, checkout: world.cwd };
  printLog(prewarmText(result, { colors: !world.env.NO_COLOR }), world);
  if (inputs.annotations) annotate(result, toolkit);
  const jsonFile = inputs.text("prewarm-json-file");
  if (jsonFile !== undefined) {
    writeReportFile(jsonFile, folders, [prewarmJson(result)]);
    toolkit.setOutput("prewarm-json-file", resolve(cwd, jsonFile));
  }
  const record = inputs.text("record");
  if (record !== undefined) {
    const files = writePrewarmRecords(record, done, folders);
    toolkit.setOutput("records", files.map((file) => resolve(cwd, file)).join("\n"));
  }
  setOutputs(result, toolkit);
  if (!inputs.summary) return;
  try {
    await toolkit.writeSummary(prewarmMarkdown(result));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    toolkit.warning(`no job summary: ${printable(said)}`, title);
  }
}

/** One for each cache that needs somebody. */
function annotate({ caches }: PrewarmResult, toolkit: Toolkit): void {
  for (const cache of caches) {
    const [cause] = cache.causes;
    const help = cause?.help === undefined ? "" : `\nhelp: ${printable(bounded(cause.help, 2000))}`;
    const text = `${printable(bounded(`${cacheName(cache)}: ${cache.message}`, 2000))}${help}`;
    if (cache.outcome === "ready" || cache.outcome === "planned") continue;
    if (cache.outcome === "cancelled") toolkit.notice(text, title);
    else toolkit.error(text, title);
  }
}

function setOutputs({ caches, digest, dryRun, outcome }: PrewarmResult, toolkit: Toolkit): void {
  const ready = caches.filter((cache) => cache.outcome === "ready");
  const bad = caches.filter((cache) => cache.outcome !== "ready" && cache.outcome !== "planned");
  toolkit.setOutput("result", bad.length === 0 ? "clean" : "findings");
  toolkit.setOutput("outcome", outcome);
  toolkit.setOutput("ready", ready.length);
  toolkit.setOutput("not-ready", bad.map(cacheName).join("\n"));
  const isChanged = !dryRun && caches.some(({ did }) => did === "created" || did === "updated");
  toolkit.setOutput("changed", isChanged ? "true" : "false");
  toolkit.setOutput("digest", digest);
}
