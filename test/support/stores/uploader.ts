import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { upload } from "../../../src/prewarm/airgap/upload/upload.ts";
import type { UploadRequest, UploadResult } from "../../../src/prewarm/airgap/upload/upload-request.ts";
import { silentProgress } from "../../../src/report/progress.ts";

export type TestUpload = Omit<UploadRequest, "tool">;

/** Uploads in this process. Credentials of SDKs come from the environment of the process. */
export function uploadHere(
  request: TestUpload,
  env: Readonly<Record<string, string>> = {},
  { now = Date.now, signal }: { now?: () => number; signal?: AbortSignal } = {},
): Promise<UploadResult> {
  return upload({ tool: "nimops 0.0.0", ...request }, { env, now, signal, progress: silentProgress });
}

/** Uploads in a process of its own, which can be killed. */
export function uploadApart(request: TestUpload, env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, "upload-process.ts"), JSON.stringify(request)], {
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Uploads in a process of its own that is killed with no chance to tidy up when `when` says so. */
export async function uploadKilled(
  request: TestUpload,
  env: Readonly<Record<string, string>>,
  when: (kill: () => void) => void,
): Promise<void> {
  const child = uploadApart(request, env);
  let said = "";
  child.stdout?.on("data", (text) => (said += text));
  child.stderr?.on("data", (text) => (said += text));
  when(() => child.kill("SIGKILL"));
  const [, signal] = await once(child, "exit");
  if (signal !== "SIGKILL") throw new Error(`the upload ended before it was killed:\n${said}`);
}
