import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { peakMemory } from "./peak-memory.ts";

/** The bundle that users run, and the Node that runs it: NIMOPS_NODE chooses another one. */
const bundle = join(import.meta.dirname, "../../dist/cli.js");
const node = process.env.NIMOPS_NODE ?? process.execPath;

/** Prints what was loaded, the peak of memory and the CPU time when the process ends. */
const probe = `data:text/javascript,${encodeURIComponent(
  `import { Module } from "node:module";
process.on("exit", () => {
  const loaded = Object.keys(Module._cache).map((file) => file.split(/[\\\\/]/).at(-1)).sort();
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write("\\nloaded " + loaded + " peak " + ${peakMemory} + " cpu " + (userCPUTime + systemCPUTime));
});`,
)}`;

export interface BundleRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The files of the bundle that were loaded, sorted. */
  readonly chunks: readonly string[];
  /** Peak of resident memory, MiB. */
  readonly memory: number;
  /** Milliseconds of CPU, of all its threads. */
  readonly cpu: number;
}

export function nodeVersion(): string {
  return spawnSync(node, ["-p", "process.versions.node"], { encoding: "utf8" }).stdout.trim();
}

/** Runs the shipped bundle as a process of its own. */
export function runBundle(
  args: readonly string[],
  options: { cwd: string; input?: Buffer | string /** A file, in place of `input`. */; stdin?: string },
): BundleRun {
  const stdin = options.stdin === undefined ? "pipe" : openSync(options.stdin, "r");
  const ended = spawnSync(node, ["--import", probe, bundle, ...args], {
    cwd: options.cwd,
    stdio: [stdin, "pipe", "pipe"],
    ...(stdin === "pipe" && { input: options.input ?? "" }),
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    timeout: 60_000,
    env: { PATH: process.env.PATH ?? "" },
  });
  if (stdin !== "pipe") closeSync(stdin);
  if (ended.error) throw ended.error;
  const [, loaded = "", peak, cpu] = /\nloaded (\S*) peak (\d+) cpu (\d+)$/.exec(ended.stderr) ?? [];
  return {
    code: ended.status,
    stdout: ended.stdout,
    stderr: ended.stderr.replace(/\nloaded \S* peak \d+ cpu \d+$/, ""),
    chunks: loaded.split(","),
    memory: Number(peak ?? Number.NaN) / 1024,
    cpu: Number(cpu ?? Number.NaN) / 1000,
  };
}
