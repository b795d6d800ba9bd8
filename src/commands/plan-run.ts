import { resolve } from "node:path";
import { repositoryRoot } from "../git/root.ts";
import type { FileChange } from "../lint/fix/fix-files.ts";
import { writeChanges } from "../lint/fix/write-changes.ts";
import { fixChanges } from "../plan/changes/fix-changes.ts";
import { counted, logLine, printable } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { colorChoices, wantsColors } from "./colors.ts";
import type { Invocation } from "./command.ts";
import { choice, flagSettings } from "./lint-request.ts";
import { type ManifestTeller, makePlans, type PlansMade } from "./make-plans.ts";
import { nothingFound, tellAstray } from "./nothing-found.ts";
import { planFormatNames } from "./plan-formats.ts";
import { planReport } from "./plan-reports.ts";
import { type PlanRequest, planRequestOf } from "./plan-request.ts";
import { readOnce } from "./read-once.ts";
import { largePieces, writeReportFile } from "./report-file.ts";
import { reportTargets } from "./reports.ts";
import { ToldManifests } from "./told-manifests.ts";
import type { World } from "./world.ts";

export async function runPlan(invocation: Invocation, world: World): Promise<ExitCode> {
  const given = flagSettings(invocation);
  const targets = reportTargets(invocation.texts("format"), planFormatNames, "text");
  const color = choice(given, "color", colorChoices) ?? "auto";
  const request = planRequestOf(given, invocation.positionals, "fail-on");
  let told: ToldManifests | undefined;
  const tell: ManifestTeller = (lock) => {
    const known = new ToldManifests(invocation, lock, world);
    told = known;
    return (image) => known.of(image);
  };
  const outcome = invocation.isSet("fix")
    ? await fixAndPlan(request, tell, readOnce(world))
    : await makePlans(request, tell, world);
  for (const sentence of told?.unused() ?? []) tellLine(sentence, world);
  const { made, exitCode, loaded } = outcome;
  const folders = { cwd: world.cwd, root: repositoryRoot(world.cwd) };
  if (exitCode === exitCodes.nothingFound) {
    tellLine(nothingFound(loaded.filesRead), world);
  } else {
    tellAstray(outcome.manifests.astray, world);
    const options = { folders, colors: wantsColors(color, world.stdout, world.env) };
    for (const { format, file } of targets) {
      if (file === undefined) continue;
      const report = planReport(format, made, { ...options, colors: false });
      writeReportFile(file, { cwd: world.cwd, checkout: folders.root }, report);
    }
    for (const { format, file } of targets) {
      if (file !== undefined) continue;
      for (const piece of largePieces(planReport(format, made, options))) world.stdout.write(piece);
    }
  }
  return invocation.isSet("detailed-exitcode") ? detailedExitCode(outcome) : exitCode;
}

/** As terraform's: 0 nothing to do, 1 something is wrong, 2 something is to do. */
function detailedExitCode({ exitCode, made }: PlansMade): ExitCode {
  if (exitCode !== exitCodes.clean) return exitCodes.findings;
  const isChanging = made.some(({ plan }) => plan.changes.some(({ action }) => action !== "none"));
  return isChanging ? changesPresent : exitCodes.clean;
}

const changesPresent = 2;

/** Writes the safe paths, and plans what is then there. */
async function fixAndPlan(request: PlanRequest, tell: ManifestTeller, world: World): Promise<PlansMade> {
  if (request.before === undefined || !("base" in request.before)) {
    throw new UserError("--fix takes the old manifests from a revision, and none is given", {
      help: "add --base REF, such as the branch that the change goes to",
    });
  }
  const { made, manifests } = await makePlans(request, tell, world);
  const absolutes = new Map(
    manifests.sources.flatMap((source) => ("absolute" in source ? [[source.path, source.absolute]] : [])),
  );
  const changes = new Map<string, FileChange>();
  const said: string[] = [];
  for (const { before, cluster } of made) {
    if (!before) continue;
    const { texts, done, later } = fixChanges(before, cluster.set, cluster.scope.operatorVersion);
    // What was rendered has no file of its own to be written.
    const isOwn = [...texts.keys()].every((path) => absolutes.has(path) && !changes.has(path));
    if (!isOwn) {
      said.push("some safe paths were not written: their files are rendered, piped, or of several clusters");
      continue;
    }
    for (const [path, { before: old, after }] of texts) {
      changes.set(path, {
        path,
        absolute: absolutes.get(path) ?? resolve(world.cwd, path),
        before: old,
        after,
      });
    }
    said.push(...done, ...later.map((sentence) => `later: ${sentence}`));
  }
  const { written, failed } = writeChanges([...changes.values()], manifests.loadedConfig.root);
  const [failure] = failed;
  if (failure) {
    throw new UserError(`cannot write ${JSON.stringify(failure.path)}: ${failure.reason}`, {
      help: `${counted(written.length, "file")} written before that`,
    });
  }
  for (const sentence of said) tellLine(sentence, world);
  tellLine(`wrote ${counted(written.length, "file")}`, world);
  return makePlans(request, tell, world);
}

function tellLine(text: string, { stderr }: Pick<World, "stderr">): void {
  stderr.write(`${logLine(printable(`nimops: ${text}`))}\n`);
}
