import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The bundle that users run, or the one in the folder that NIMOPS_DIST names. */
const bundle = join(process.env.NIMOPS_DIST ?? join(import.meta.dirname, "../../../dist"), "cli.js");

export interface Shipped {
  /** Of the API server, without TLS: that of a proxy. */
  readonly server: string;
  readonly namespace: string;
  /** More flags of `nimops reconcile`. */
  readonly flags?: readonly string[];
  /** Of Node itself. */
  readonly nodeFlags?: readonly string[];
  /** Signs webhooks. */
  readonly webhookSecret?: string;
}

/** What a process takes, in MiB. */
export interface Memory {
  readonly resident: number;
  /** The most that was ever resident. */
  readonly peak: number;
}

/** `nimops reconcile` as it is shipped, as a process of its own, with nothing in it that a test has put there. */
export class ShippedReconciler {
  readonly #child: ChildProcess;
  readonly #folder: string;
  /** Of the JSON lines that it logs. */
  readonly lines: string[] = [];
  probes = 0;
  webhook = 0;
  /** Of badges and the status page. */
  published = 0;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
  }

  static async start(given: Shipped): Promise<ShippedReconciler> {
    const { server, namespace, flags = [], nodeFlags = [], webhookSecret } = given;
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "nimops-shipped-")));
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, JSON.stringify(kubeconfigOf(server)), { mode: 0o600 });
    const secret = join(folder, "webhook-secret");
    if (webhookSecret !== undefined) writeFileSync(secret, webhookSecret, { mode: 0o600 });
    const child = spawn(
      process.execPath,
      [
        ...[...nodeFlags, bundle, "reconcile", "--kubeconfig", kubeconfig, "--namespace", namespace],
        ...["--data", join(folder, "data"), "--probes", "127.0.0.1:0"],
        ...(webhookSecret === undefined ? [] : ["--webhook", "127.0.0.1:0", "--webhook-secret", secret]),
        ...flags,
      ],
      { env: { PATH: process.env.PATH, HOME: folder }, stdio: ["ignore", "pipe", "pipe"] },
    );
    const shipped = new ShippedReconciler(child, folder);
    try {
      await shipped.#listens();
    } catch (error) {
      await shipped.stop("SIGKILL");
      throw error;
    }
    return shipped;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** As the kernel tells, of this process alone: what Git's processes take comes and goes. */
  memory(): Memory {
    const told = readFileSync(`/proc/${this.pid}/status`, "utf8");
    const mebibytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(told)?.[1]) / 1024;
    return { resident: mebibytes("VmRSS"), peak: mebibytes("VmHWM") };
  }

  /** Seconds of CPU time that it has used. */
  cpu(): number {
    const fields = readFileSync(`/proc/${this.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    // A tick is a hundredth of a second wherever Linux runs today.
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  async page(path: string): Promise<{ readonly status: number; readonly text: string }> {
    const response = await fetch(`http://127.0.0.1:${this.probes}${path}`);
    return { status: response.status, text: await response.text() };
  }

  /** A metric without labels, or the sum over all of them. */
  async metric(name: string): Promise<number> {
    const { text } = await this.page("/metrics");
    const values = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, "gm"))];
    return values.reduce((sum, [, value]) => sum + Number(value), 0);
  }

  /** @returns its exit code. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) {
      const exited = once(this.#child, "exit");
      this.#child.kill(signal);
      await exited;
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    return this.#child.exitCode;
  }

  #listens(): Promise<void> {
    const { stdout, stderr } = this.#child;
    let begun = "";
    let wrong = "";
    stderr?.setEncoding("utf8").on("data", (text: string) => {
      wrong += text;
    });
    return new Promise((resolve, reject) => {
      stdout?.setEncoding("utf8").on("data", (text: string) => {
        const parts = (begun + text).split("\n");
        begun = parts.pop() ?? "";
        for (const line of parts) {
          this.lines.push(line);
          if (!line.includes('"listens"')) continue;
          const ports: { probes?: number; webhook?: number; page?: number } = JSON.parse(line);
          this.probes = ports.probes ?? 0;
          this.webhook = ports.webhook ?? 0;
          this.published = ports.page ?? 0;
          resolve();
        }
      });
      this.#child.once("exit", (code) =>
        reject(new Error(`nimops reconcile ended with ${code}: ${wrong}${this.lines.join("\n")}`)),
      );
    });
  }
}

function kubeconfigOf(server: string): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "played", cluster: { server } }],
    users: [{ name: "played", user: { token: "played" } }],
    contexts: [{ name: "played", context: { cluster: "played", user: "played" } }],
    "current-context": "played",
  };
}
