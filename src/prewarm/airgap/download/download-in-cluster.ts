import { toolName } from "../../../registry/image-name.ts";
import { commandText } from "../../containers/command-text.ts";
import type { JobHost } from "../../containers/container-host.ts";
import { containerName } from "../../containers/container-name.ts";
import { runJob } from "../../containers/run-job.ts";
import { StepError } from "../step.ts";
import type { StepWorld } from "../step-world.ts";
import { downloadFailure, knownFailure } from "./download-failure.ts";
import { formOf, invocations, mountPoint, type Offered } from "./invocations.ts";
import type { DownloadForm, DownloadRequest, DownloadResult } from "./request.ts";

/**
 * Fills a volume by a Job. What is on it cannot be looked at from here, so the log must show files that came or were there;
 * `nimops airgap verify` looks closer.
 */
export async function downloadInCluster(
  request: DownloadRequest,
  host: JobHost,
  world: StepWorld,
): Promise<Omit<DownloadResult, "step" | "images" | "profiles" | "seconds">> {
  const { name, plannedBytes, dryRun } = request;
  if (host.claim === undefined) {
    throw new StepError("cluster/not-found", `no volume is named for ${name}`, {
      help: "name a PersistentVolumeClaim that the Job writes to",
    });
  }
  let form = formOf(request, usualOffer);
  const commands: string[] = [];
  const unchanged = { files: 0, bytesMoved: 0, bytesThere: 0, changed: false, warnings: [] };
  if (dryRun) {
    const lines = invocations(request, form, usualOffer).map(({ command }) =>
      commandText("", command).trim(),
    );
    return { ...unchanged, bytesMoved: plannedBytes ?? 0, form, commands: lines };
  }
  let moved = false;
  for (const offered of [usualOffer, older]) {
    form = formOf(request, offered);
    const outcome = await runAll(request, host, form, offered, world);
    commands.push(...outcome.commands);
    moved ||= outcome.moved;
    if (!outcome.isOlder) break;
  }
  return { ...unchanged, changed: moved, bytesMoved: moved ? (plannedBytes ?? 0) : 0, form, commands };
}

const usualOffer: Offered = { profiles: true, flags: [] };
const older: Offered = { profiles: false, flags: [] };

async function runAll(
  request: DownloadRequest,
  host: JobHost,
  form: DownloadForm,
  offered: Offered,
  world: StepWorld,
): Promise<{ commands: string[]; moved: boolean; isOlder: boolean }> {
  const { name, image, timeout } = request;
  const commands: string[] = [];
  let moved = false;
  for (const { command, settings } of invocations(request, form, offered)) {
    const about = [image, host.claim ?? "", host.subPath ?? "", ...command];
    const work = {
      name: containerName("download", ...about),
      image: toolName(image),
      args: command,
      settings,
      mountAt: mountPoint(request),
    };
    const onState = (words: string) => world.progress.tell({ id: name, stage: "running", words });
    const run = await runJob(work, host, { ...world, timeout, onState });
    commands.push(run.command);
    const log = run.stdout;
    if (run.code === 2 && form === "profiles" && /unrecognized arguments|usage:/i.test(log)) {
      return { commands, moved, isOlder: true };
    }
    if (run.ended === "stopped") {
      world.progress.note(`the Job ${host.namespace}/${work.name} goes on; the next run waits for it`, name);
    }
    const downloaded = /Downloaded filename|Downloading|100%/i.test(log);
    const isSilent = !downloaded && !/Skipping download|cached copy|already exists/i.test(log);
    if (run.code !== 0 || (isSilent && knownFailure(run) !== undefined)) {
      throw downloadFailure(`download to the volume ${host.claim}`, run, world, name);
    }
    moved ||= downloaded;
  }
  return { commands, moved, isOlder: false };
}
