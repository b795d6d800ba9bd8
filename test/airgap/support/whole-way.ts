import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { airgapReport } from "../../../src/report/airgap-contract.ts";
import { containerTools, removeTools } from "./container-tools.ts";
import { type Registry, registryUser, startRegistry } from "./registry.ts";
import { pushStandIn, type StandIn, type StandInOptions, writeStandIn } from "./stand-in-nim.ts";
import { s3Credentials, startS3 } from "./stores/servers.ts";

/** Two registries, a store, stand-in images and an air-gap file that names them: all that `nimops airgap run` needs. */
export class WholeWay {
  readonly folder = mkdtempSync(join(tmpdir(), "nimops-way-"));
  readonly work = join(this.folder, "work");
  env: Record<string, string> = {};
  #servers: { stop(): unknown }[] = [];
  #outside: Registry | undefined;
  #inside: Registry | undefined;
  standIn: StandIn | undefined;

  async start(options: StandInOptions): Promise<void> {
    const outside = await startRegistry(join(this.folder, "outside"));
    const inside = await startRegistry(join(this.folder, "inside"), { auth: true });
    const store = await startS3(join(this.folder, "s3"), ["models"]);
    this.#servers = [outside, inside, { stop: () => store[Symbol.asyncDispose]() }];
    this.#outside = outside;
    this.#inside = inside;
    this.env = {
      ...containerTools(this.folder, [outside.host, inside.host]),
      ...s3Credentials,
      AWS_REGION: "us-east-1",
      AWS_ENDPOINT_URL: store.url,
      NGC_API_KEY: "nvapi-whole-way-0123456789abcdef",
      MIRROR_PASSWORD: registryUser.password,
    };
    await this.publishImage(options);
    mkdirSync(this.work);
    this.writeFile();
  }

  get image(): string {
    return `${this.#outside?.host}/nim/meta/stand-in:1`;
  }

  get mirrored(): string {
    return `${this.#inside?.host}/mirror/nim/meta/stand-in:1`;
  }

  /** Requests of the private registry that write. */
  async writes(): Promise<string[]> {
    const requests = (await this.#inside?.requests()) ?? [];
    return requests.filter((request) => /^(?:PUT|POST|PATCH)/.test(request));
  }

  /** The tag means this from now on. */
  async publishImage(options: StandInOptions): Promise<void> {
    const folder = mkdtempSync(join(this.folder, "image-"));
    this.standIn = await writeStandIn(folder, options);
    pushStandIn(this.standIn, this.image, this.env);
  }

  /** Somebody moves the tag in the private registry. */
  async changeMirrored(options: StandInOptions): Promise<void> {
    const other = await writeStandIn(mkdtempSync(join(this.folder, "other-")), options);
    const { name, password } = registryUser;
    pushStandIn(other, this.mirrored, this.env, "--dest-creds", `${name}:${password}`);
  }

  writeFile(more: Readonly<Record<string, unknown>> = {}): void {
    const insecure = { tlsVerify: false };
    const file = {
      version: 1,
      inventory: "gpus.yaml",
      images: [{ image: this.image, name: "chat" }],
      registries: [
        { host: this.#outside?.host, ...insecure },
        { host: this.#inside?.host, user: registryUser.name, passwordEnv: "MIRROR_PASSWORD", ...insecure },
      ],
      mirror: { to: `${this.#inside?.host}/mirror` },
      upload: { to: "s3://models/nim/" },
      verify: { full: true, deep: true },
      ...more,
    };
    writeFileSync(join(this.work, "airgap.yaml"), JSON.stringify(file, undefined, 1));
    const gpu = { product: "NVIDIA-H100-80GB-HBM3", count: 8 };
    const inventory = {
      apiVersion: "nimops.dev/v1alpha1",
      kind: "GPUInventory",
      metadata: { name: "prod" },
      spec: { nodePools: [{ name: "h100", nodes: 1, gpu }] },
    };
    writeFileSync(join(this.work, "gpus.yaml"), JSON.stringify(inventory));
  }

  /** `nimops airgap …` as a process of its own. */
  begin(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningAirgap {
    const entry = join(import.meta.dirname, "../../../src/bin.ts");
    const child = spawn(process.execPath, [entry, "airgap", ...args], {
      cwd: this.work,
      env: { ...this.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    return new RunningAirgap(child);
  }

  async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<AirgapEnd> {
    return this.begin(args, env).ended;
  }

  /** The JSON report of a call that takes all steps. */
  async report(verb = "run", ...more: string[]) {
    const { stdout, stderr, code } = await this.run([
      verb,
      "--file",
      "airgap.yaml",
      "--format",
      "json",
      ...more,
    ]);
    try {
      return { code, ...airgapReport.parse(JSON.parse(stdout)) };
    } catch {
      throw new Error(`no report, exit ${code}: ${stdout.slice(0, 2000)}${stderr.slice(-2000)}`);
    }
  }

  get cache(): string {
    return join(this.work, "airgap-work/caches/chat");
  }

  get stored(): string {
    return join(this.folder, "s3/models/nim/chat");
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) await server.stop();
    removeTools(this.folder, this.env);
  }
}

export interface AirgapEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class RunningAirgap {
  readonly #child: ChildProcess;
  readonly ended: Promise<AirgapEnd>;
  stderr = "";
  stdout = "";

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.on("data", (data: Buffer) => {
      this.stdout += data.toString("utf8");
    });
    child.stderr?.on("data", (data: Buffer) => {
      this.stderr += data.toString("utf8");
    });
    this.ended = new Promise((resolve) =>
      child.on("close", (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr })),
    );
  }

  /** Waits for a line of the log, or for the end. */
  async says(pattern: RegExp): Promise<boolean> {
    let isOver = false;
    void this.ended.then(() => {
      isOver = true;
    });
    while (!isOver) {
      if (pattern.test(this.stderr)) return true;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return false;
  }

  /** As the kernel does when memory runs out: it and its tools have no time for a last word. */
  kill(): void {
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, "SIGKILL");
  }

  interrupt(): void {
    this.#child.kill("SIGINT");
  }
}

/** The arguments of every process that was seen while something went on. */
export function watchArguments(): { readonly seen: ReadonlySet<string>; stop(): void } {
  const seen = new Set<string>();
  const look = () => {
    for (const name of readdirSync("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      try {
        seen.add(readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " "));
      } catch {
        // It has ended.
      }
    }
  };
  const timer = setInterval(look, 20);
  return { seen, stop: () => clearInterval(timer) };
}
