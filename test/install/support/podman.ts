import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { containerTools, removeTools } from "../../airgap/support/container-tools.ts";
import { debianWithGit, nodeWithoutDistribution } from "./debian.ts";

const repository = join(import.meta.dirname, "../../..");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** podman with a storage of its own, and the image of our Dockerfile in it. Nothing is pulled. */
export class Podman {
  readonly folder = mkdtempSync(join(tmpdir(), "nimops-install-"));
  readonly env: Record<string, string>;
  readonly image = "localhost/nimops:0.1.0";

  constructor() {
    this.env = containerTools(this.folder, []);
    this.#useOverlay();
  }

  /** @returns seconds that building took, all that it is built on being there. */
  build(): number {
    const base = nodeWithoutDistribution();
    try {
      this.run("import", base, "localhost/base:1");
      this.run("import", debianWithGit(), "localhost/tools:1");
    } finally {
      rmSync(base, { force: true });
    }
    const from = ["--build-arg", "BASE=localhost/base:1", "--build-arg", "TOOLS=localhost/tools:1"];
    const started = performance.now();
    this.run(
      ...["build", "--file", "reconciler/Dockerfile", "--network", "none", "--pull=never"],
      ...[...from, "--tag", this.image, this.#context()],
    );
    return (performance.now() - started) / 1000;
  }

  /** @returns what it prints. @throws where it fails. */
  run(...args: readonly string[]): string {
    return execFileSync("podman", args, {
      cwd: repository,
      env: this.env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 64 * 1024 * 1024,
    });
  }

  try(...args: readonly string[]): Ended {
    const { status, stdout, stderr } = spawnSync("podman", args, {
      cwd: repository,
      env: this.env,
      encoding: "utf8",
      timeout: 60_000,
    });
    return { code: status, stdout, stderr };
  }

  /** A program of the image, as tightly held as in a cluster. */
  inside(program: string, ...args: readonly string[]): Ended {
    const held = ["--read-only", "--cap-drop=all", "--security-opt=no-new-privileges", "--tmpfs=/tmp"];
    return this.try("run", "--rm", "--network=host", ...held, `--entrypoint=${program}`, this.image, ...args);
  }

  remove(): void {
    removeTools(this.folder, this.env);
  }

  /** What the Dockerfile may take: the repository, or with NIMOPS_DIST the bundle of another folder. */
  #context(): string {
    const bundle = process.env.NIMOPS_DIST;
    if (bundle === undefined) return repository;
    const folder = mkdtempSync(join(this.folder, "context-"));
    cpSync(bundle, join(folder, "dist"), { recursive: true });
    cpSync(join(repository, "reconciler/image"), join(folder, "reconciler/image"), { recursive: true });
    cpSync(join(repository, "LICENSE"), join(folder, "LICENSE"));
    return folder;
  }

  /** Each layer is a copy of all below it with `vfs`, which works everywhere. */
  #useOverlay(): void {
    const file = join(this.folder, "overlay.conf");
    const [run, graph] = [join(this.folder, "overlay-run"), join(this.folder, "overlay-graph")];
    writeFileSync(file, `[storage]\ndriver = "overlay"\nrunroot = "${run}"\ngraphroot = "${graph}"\n`);
    const env = { ...this.env, CONTAINERS_STORAGE_CONF: file };
    if (spawnSync("podman", ["info"], { env, stdio: "ignore" }).status === 0) Object.assign(this.env, env);
  }
}
