import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { required } from "./required.ts";

/**
 * An environment in which podman and skopeo work anywhere: storage of their own, registries of this machine without TLS, no
 * limits that only a mighty root may set. Harmless where they would work without.
 */
export function containerTools(folder: string, insecure: readonly string[]): Record<string, string> {
  required("podman", "skopeo", "runc", "docker-registry", "busybox");
  const home = join(folder, "home");
  mkdirSync(join(home, ".config/containers"), { recursive: true });
  const file = (name: string, text: string) => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };
  const registries = insecure.map((host) => `[[registry]]\nlocation = "${host}"\ninsecure = true\n`).join("");
  file(".config/containers/registries.conf", registries);
  file(".config/containers/policy.json", '{"default": [{"type": "insecureAcceptAnything"}]}');
  const { PATH = "", LD_LIBRARY_PATH = "" } = process.env;
  return {
    PATH: `${PATH}:/usr/sbin:/sbin`,
    LD_LIBRARY_PATH,
    HOME: home,
    TMPDIR: folder,
    XDG_RUNTIME_DIR: home,
    CONTAINERS_REGISTRIES_CONF: join(home, ".config/containers/registries.conf"),
    CONTAINERS_CONF: file(
      "containers.conf",
      '[containers]\ndefault_ulimits = ["nofile=10000:10000", "nproc=5000:5000"]\nnetns = "host"\n[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\n',
    ),
    CONTAINERS_STORAGE_CONF: file(
      "storage.conf",
      `[storage]\ndriver = "vfs"\nrunroot = "${folder}/run"\ngraphroot = "${folder}/graph"\n`,
    ),
  };
}

/** Containers that a failed test left behind, then the folder. */
export function removeTools(folder: string, env: Readonly<Record<string, string>>): void {
  try {
    execFileSync("podman", ["rm", "--all", "--force"], { env: { ...env }, stdio: "ignore" });
    execFileSync("podman", ["rmi", "--all", "--force"], { env: { ...env }, stdio: "ignore" });
  } catch {
    // Nothing was started.
  }
  rmSync(folder, { recursive: true, force: true });
}
