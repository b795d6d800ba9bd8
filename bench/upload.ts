/**
 * Upload of a cache to a local S3 server (versitygw), rclone beside us in the same run, as whole processes under GNU time.
 *
 *     npx node bench/upload.ts            2,000 files, 4 GiB, three pairs
 *     npx node bench/upload.ts 1 1        1 GiB, one pair
 *
 * Needs Go (versitygw is built from its module into the user's cache), rclone, GNU time, and twice the size on disk.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "rolldown";
import { s3Credentials, startS3 } from "../test/airgap/support/stores/servers.ts";

const [gibi = 4, pairs = 3] = process.argv.slice(2).map(Number);
const work = mkdtempSync(join(tmpdir(), "nimops-bench-upload-"));
const cache = join(work, "cache");
const bucket = join(work, "s3", "bench");

interface Run {
  /** Seconds. */
  readonly wall: number;
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
}

/** As it is shipped: Node's own reading of TypeScript takes memory. */
const program = join(work, "upload");
await build({
  input: join(import.meta.dirname, "../test/support/stores/upload-process.ts"),
  platform: "node",
  output: {
    dir: program,
    format: "cjs",
    entryFileNames: "upload.js",
    minify: { compress: true, mangle: false },
  },
  logLevel: "silent",
});
writeFileSync(join(program, "package.json"), '{"type":"commonjs"}\n');

const server = await startS3(join(work, "s3"), ["bench"]);
try {
  fill();
  const ours: Run[] = [];
  const theirs: Run[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    theirs.push(await measured("rclone", rclone()));
    empty();
    ours.push(await measured("nimops", nimops()));
    await measured("nimops, again", nimops());
    empty();
    rmSync(join(work, "journal.jsonl"), { force: true });
  }
  const ratios = ours.map(({ wall }, pair) => wall / (theirs[pair]?.wall ?? Number.NaN));
  console.log(`ratio of the wall times, pair by pair: ${ratios.map((ratio) => ratio.toFixed(2)).join(" ")}`);
  console.log(
    `ratio of the medians: ${(median(ours.map(({ wall }) => wall)) / median(theirs.map(({ wall }) => wall))).toFixed(2)}`,
  );
  console.log(`peak memory of nimops: ${Math.max(...ours.map(({ memory }) => memory)).toFixed(0)} MiB`);
} finally {
  await server[Symbol.asyncDispose]();
  rmSync(work, { recursive: true });
}

/** A few large files and many small ones, as caches have them. */
function fill(): void {
  const total = gibi * 1024 ** 3;
  const large = 4;
  const count = 2000 - large;
  const largeSize = Math.floor(total / 2 / large);
  const smallSize = Math.floor(total / 2 / count);
  mkdirSync(cache, { recursive: true });
  const block = Buffer.alloc(Math.max(largeSize, smallSize));
  for (let at = 0; at < block.length; at += 4) block.writeUInt32LE(Math.imul(at + 1, 2654435761) >>> 0, at);
  for (let index = 0; index < large; index += 1) {
    block.writeUInt32LE(index, 0);
    writeFileSync(join(cache, `model-${index}.safetensors`), block.subarray(0, largeSize));
  }
  for (let index = 0; index < count; index += 1) {
    block.writeUInt32LE(index, 0);
    mkdirSync(join(cache, `part-${index % 20}`), { recursive: true });
    writeFileSync(join(cache, `part-${index % 20}`, `${index}.bin`), block.subarray(0, smallSize));
  }
}

function empty(): void {
  rmSync(bucket, { recursive: true });
  mkdirSync(bucket);
}

function nimops(): string[] {
  const request = {
    from: cache,
    to: "s3://bench/llama",
    layout: "tree",
    store: { endpoint: server.url },
    state: join(work, "journal.jsonl"),
  };
  return [process.execPath, join(program, "upload.js"), JSON.stringify(request)];
}

/** With as many files at once as ours; links, of which there are none here, would be left out or doubled. */
function rclone(): string[] {
  const remote = `:s3,provider=Other,env_auth=true,force_path_style=true,no_check_bucket=true,endpoint='${server.url}'`;
  return ["rclone", "copy", cache, `${remote}:bench/llama`, "--transfers", "8", "--config", "/dev/null"];
}

/** Not waited for with the loop stopped: the server's log is read by it. */
async function measured(name: string, command: readonly string[]): Promise<Run> {
  const child = spawn("/usr/bin/time", ["-f", "%e %U %S %M", ...command], {
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...s3Credentials },
  });
  let stderr = "";
  child.stdout.resume();
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = `${stderr}${text}`.slice(-10_000);
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${name} failed:\n${stderr}`);
  const [wall = 0, user = 0, system = 0, kibi = 0] = (stderr.trimEnd().split("\n").at(-1) ?? "")
    .split(" ")
    .map(Number);
  const run = { wall, cpu: user + system, memory: kibi / 1024 };
  console.log(
    `${name.padEnd(14)} ${wall.toFixed(1)} s  cpu ${run.cpu.toFixed(1)} s  ${run.memory.toFixed(0)} MiB`,
  );
  return run;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
