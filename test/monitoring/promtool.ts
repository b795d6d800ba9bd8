import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs promtool, with a file whose name is its last argument where one is given. */
export function promtool(
  args: readonly string[],
  { input = "", file }: { readonly input?: string; readonly file?: string } = {},
): { readonly code: number | null; readonly output: string } {
  const folder = mkdtempSync(join(tmpdir(), "nimops-promtool-"));
  try {
    const path = join(folder, "given.yaml");
    if (file !== undefined) writeFileSync(path, file);
    const all = file === undefined ? args : [...args, path];
    const { error, status, stdout, stderr } = spawnSync("promtool", all, { encoding: "utf8", input });
    if (error)
      throw new Error("promtool is not installed: apt-get install --no-install-recommends prometheus", {
        cause: error,
      });
    return { code: status, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
