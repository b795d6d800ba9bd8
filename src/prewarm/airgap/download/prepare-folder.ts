import { chown, mkdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "../../../manifest/find.ts";
import type { EngineHost } from "../../containers/container-host.ts";
import { StepError } from "../step.ts";

/**
 * Makes the folder of a cache, and sees that the container's user may write to it and that what is planned fits.
 *
 * @param missing bytes that are still to come.
 * @throws StepError `cache/not-writable`, `disk/full`
 */
export async function prepareFolder(
  folder: string,
  user: EngineHost["user"],
  missing: number | undefined,
): Promise<void> {
  if (/[,"\n]/.test(folder)) {
    throw new StepError("cache/not-writable", `${JSON.stringify(folder)} cannot be given to a container`, {
      help: "name a folder without commas and quotes",
    });
  }
  const made = await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new StepError("cache/not-writable", `${folder} cannot be made: ${reasonOf(error)}`, {
      help: "name a folder that you may write to",
    });
  });
  if (made !== undefined && user !== undefined && process.getuid?.() === 0) {
    await chown(folder, user.uid, user.gid);
  }
  for (const part of ["", "ngc", "ngc/hub", "huggingface", "huggingface/hub"]) {
    await mustBeWritable(
      join(folder, part),
      user ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
    );
  }
  if (missing !== undefined && missing > 0) await mustFit(folder, missing);
}

/** What does not exist yet is made by the container. */
async function mustBeWritable(folder: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined || uid === 0) return;
  if (!found.isDirectory()) {
    throw new StepError("cache/not-writable", `${folder} is no folder`, { help: "move it away" });
  }
  const shift = found.uid === uid ? 6 : found.gid === gid ? 3 : 0;
  if (((found.mode >> shift) & 0o3) === 0o3) return;
  const mode = (found.mode & 0o7777).toString(8).padStart(4, "0");
  throw new StepError(
    "cache/not-writable",
    `user ${uid} of the container may not write to ${folder}, which belongs to ${found.uid}:${found.gid} with mode ${mode}`,
    { help: `chown -R ${uid}:${gid} ${folder}, or run the container as another user` },
  );
}

async function mustFit(folder: string, missing: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (missing <= free) return;
  throw new StepError("disk/full", `${inGiB(missing)} are needed in ${folder}, and ${inGiB(free)} are free`, {
    help: "free some, name a larger folder, or let a Job download to a volume",
  });
}

function inGiB(bytes: number): string {
  return bytes < 2 ** 30 ? `${Math.ceil(bytes / 2 ** 20)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
