import { repositoryRoot } from "../git/root.ts";
import { systemClock } from "../kube/clock.ts";
import { connect } from "../kube/connect.ts";
import { prewarmJson } from "../report/prewarm-json.ts";
import { prewarmMarkdown } from "../report/prewarm-markdown.ts";
import type { PrewarmResult } from "../report/prewarm-result.ts";
import { prewarmText } from "../report/prewarm-text.ts";
import { logLine, printable } from "../report/printable.ts";
import type { ExitCode } from "../user-error.ts";
import { carryOutPrewarm } from "./carry-out-prewarm.ts";
import { connectOptionsOf } from "./cluster-flags.ts";
import { colorChoices, wantsColors } from "./colors.ts";
import type { Invocation } from "./command.ts";
import { choice, flagSettings } from "./lint-request.ts";
import { prewarmExitCode } from "./prewarm-exit-code.ts";
import { type PrewarmFormatName, prewarmFormatNames } from "./prewarm-formats.ts";
import { writePrewarmRecords } from "./prewarm-records.ts";
import { prewarmRequestOf } from "./prewarm-request.ts";
import { progressFor } from "./progress-for.ts";
import { writeReportFile } from "./report-file.ts";
import { reportTargets } from "./reports.ts";
import { stopOnSignal } from "./stop-on-signal.ts";
import { ToldManifests } from "./told-manifests.ts";
import type { World } from "./world.ts";

export async function runPrewarm(invocation: Invocation, world: World): Promise<ExitCode> {
  const given = flagSettings(invocation);
  const targets = reportTargets(invocation.texts("format"), prewarmFormatNames, "text");
  const color = choice(given, "color", colorChoices) ?? "auto";
  const request = prewarmRequestOf(given, invocation.positionals);
  const stopping = stopOnSignal(world);
  const progress = progressFor(world, systemClock, wantsColors(color, world.stderr, world.env));
  let told: ToldManifests | undefined;
  try {
    const carried = await carryOutPrewarm(request, {
      tell(lock) {
        const known = new ToldManifests(invocation, lock, world);
        told = known;
        return (image) => known.of(image);
      },
      world,
      open: () => connect(connectOptionsOf(invocation, world, (warning) => progress.note(warning))),
      progress,
      signal: stopping.signal,
    });
    const { result } = carried;
    for (const sentence of told?.unused() ?? []) {
      world.stderr.write(`${logLine(printable(`nimops: ${sentence}`))}\n`);
    }
    const folder = invocation.text("record");
    if (folder !== undefined) {
      writePrewarmRecords(folder, carried, { cwd: world.cwd, checkout: repositoryRoot(world.cwd) });
    }
    report(result, targets, wantsColors(color, world.stdout, world.env), world);
    return prewarmExitCode(result, stopping.ended);
  } finally {
    stopping.callOff();
  }
}

function report(
  result: PrewarmResult,
  targets: ReturnType<typeof reportTargets<PrewarmFormatName>>,
  colors: boolean,
  { cwd, stdout }: World,
): void {
  const checkout = repositoryRoot(cwd);
  for (const { format, file } of targets) {
    if (file !== undefined) writeReportFile(file, { cwd, checkout }, reporters[format](result, false));
  }
  for (const { format, file } of targets) {
    if (file !== undefined) continue;
    for (const piece of reporters[format](result, colors)) stdout.write(piece);
  }
}

const reporters: Readonly<
  Record<PrewarmFormatName, (result: PrewarmResult, colors: boolean) => Iterable<string>>
> = {
  text: (result, colors) => prewarmText(result, { colors }),
  json: (result) => [prewarmJson(result)],
  markdown: (result) => [prewarmMarkdown(result)],
};
