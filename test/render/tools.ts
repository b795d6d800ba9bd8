import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "nimops", "tools");

/** Folders with one command each, built from its Go module where it is missing. */
export const kustomizePath = () => built("kustomize", "5.8.1", "sigs.k8s.io/kustomize/kustomize/v5");
export const helmPath = () => built("helm", "3.22.0", "helm.sh/helm/v3/cmd/helm");

function built(name: string, version: string, module: string): string {
  const folder = join(cache, `${name}-${version}.d`);
  const file = join(folder, name);
  if (existsSync(file)) return folder;
  mkdirSync(folder, { recursive: true });
  console.error(`building ${name} ${version} from its Go module …`);
  const unfinished = `${file}.${process.pid}`;
  try {
    execFileSync("go", ["build", "-o", unfinished, module], {
      cwd: join(import.meta.dirname, "tools", name),
      stdio: ["ignore", "inherit", "inherit"],
    });
  } catch (error) {
    throw new Error(`${name} could not be built: Go 1.26 or newer must be on the PATH`, { cause: error });
  }
  renameSync(unfinished, file);
  return folder;
}
