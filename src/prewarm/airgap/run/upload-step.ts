import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../../../user-error.ts";
import { upload } from "../upload/upload.ts";
import type { UploadResult } from "../upload/upload-request.ts";
import type { AirgapJob } from "./job.ts";
import type { RunWorld } from "./run-world.ts";
import { type StepOutcome, summed } from "./step-outcome.ts";

/** Uploads every cache to its place in the store. */
export async function uploadStep(job: AirgapJob, world: RunWorld): Promise<StepOutcome> {
  const { upload: settings, caches, dryRun } = job;
  const started = world.clock.now();
  const wanted = caches.filter(({ to }) => to !== undefined);
  if (settings === undefined || wanted.length === 0) {
    throw new UserError("there is nowhere to upload to", {
      help: "say upload.to in the air-gap file, or --from FOLDER --to URL",
    });
  }
  const results: UploadResult[] = [];
  const facts: string[] = [];
  for (const { name, folder, to = "" } of wanted) {
    const { layout, links, store, parallel, breakLease } = settings;
    if (dryRun && !existsSync(folder)) {
      facts.push(`${name}: what the download brings would go to ${to}`);
      continue;
    }
    if (job.state !== "none") {
      const isThere = await folderFor(to, dryRun);
      if (!isThere) {
        facts.push(`${name}: the folder ${to} would be made, and all of the cache would go there`);
        continue;
      }
    }
    const result = await upload(
      { from: folder, to, store, layout, links, name, tool: world.tool, parallel, breakLease, dryRun },
      world,
    );
    results.push({ ...result, warnings: result.warnings.map((warning) => `${name}: ${warning}`) });
    const { destination, readerUrl } = result;
    if (!dryRun) await world.state.keep(name, { uploaded: { destination, readerUrl } });
    facts.push(`${name}: ${dryRun ? "would be" : "is"} at ${destination}; the reader's path is ${readerUrl}`);
    if (result.resumed > 0)
      facts.push(`${name}: went on with ${result.resumed} objects that were begun before`);
  }
  return { result: summed("upload", results, (world.clock.now() - started) / 1000), facts, problems: [] };
}

/** The place of one cache below a folder that serves as store is made, the folder itself never. False: it would be made. */
async function folderFor(to: string, dryRun: boolean): Promise<boolean> {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(to) || existsSync(to) || !existsSync(dirname(to))) return true;
  if (!dryRun) await mkdir(to);
  return !dryRun;
}
