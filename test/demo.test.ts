import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "./cluster/api.ts";

const program = join(import.meta.dirname, "../scripts/demo.ts");
let folder = "";
let child: ChildProcess | undefined;
/** Its exit code, once all is read that it has printed. */
let ending: Promise<number | null> | undefined;
let printed = { stdout: "", stderr: "" };

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "nimops-demo-test-")));
});
afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function start(env: Readonly<Record<string, string>> = {}, ...flags: readonly string[]): void {
  printed = { stdout: "", stderr: "" };
  child = spawn(process.execPath, [program, ...flags], {
    env: { ...process.env, TMPDIR: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, as a shell makes one: Ctrl-C goes to all of it.
    detached: true,
  });
  ending = once(child, "close").then(([code]) => code);
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      printed[name] += text;
    });
  }
}

async function ended(): Promise<number | null> {
  return (await ending) ?? null;
}

async function says(text: RegExp): Promise<void> {
  await eventually(
    `it says ${text}`,
    () => {
      if (text.test(printed.stdout)) return true;
      if (child?.exitCode !== null) throw new Error(`it ended: ${printed.stdout}${printed.stderr}`);
      return undefined;
    },
    120,
  );
}

/** How much longer everything takes where others use the machine too. */
function share(): number {
  return Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
}

/** What it has ended takes a moment to be gone. */
async function nothingIsLeft(): Promise<void> {
  await eventually("no process is left", () => left().length === 0 || undefined, 10).catch(() => {});
  expect(left()).toEqual([]);
}

/** Commands of processes that know of the folder. */
function left(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      } catch {
        return [];
      }
    })
    .filter((command) => command.includes(folder));
}

describe("npm run demo", () => {
  it("tells the whole story, from a push to green, in under a minute and in 80 columns, and leaves nothing", async () => {
    const startedAt = performance.now();
    start();
    expect(await ended(), printed.stdout + printed.stderr).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(60_000 * share());
    expect(printed.stderr).toBe("");
    const lines = printed.stdout.split("\n");
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(printed.stdout).not.toContain("\u001b");
    const story = [
      /git +\w{7} is pushed: Serve a chat and a search model/,
      /nimops +InvalidManifests: chat.yaml:\d+: spec.replicas cannot be set/,
      /GitHub +✗ failure \w{7} nimops\/demo\/models: /,
      /git +\w{7} is pushed: A fixed count of replicas is enough/,
      /nimops +Created: NIMCache embed; NIMCache llama-70b/,
      /nimops +NIMService chat waits: NIMCache llama-70b/,
      /GitHub +○ pending \w{7} nimops\/demo\/models: 0\/2 caches ready/,
      /cluster +NIMCache embed is ready/,
      /nimops +Created: NIMService search/,
      /cluster +NIMCache llama-70b is ready/,
      /nimops +Created: NIMService chat/,
      /GitHub +✓ success \w{7} nimops\/demo\/models: 4 of 4 ready/,
      /nimops +DriftCorrected: NIMService chat: spec.replicas/,
      /git +\w{7} is pushed: Chat with the next llama/,
      /cluster +NIMService chat still serves from NIMCache llama-70b\n/,
      /cluster +NIMCache llama-70b-v2 is ready/,
      /cluster +NIMService chat moves to NIMCache llama-70b-v2/,
      /GitHub +✓ success \w{7} nimops\/demo\/models: 4 of 4 ready/,
      /What GitHub shows in the end\n.+✗ failure/,
    ];
    let rest = printed.stdout;
    for (const part of story) {
      const found = part.exec(rest);
      expect(found, `${part} in\n${printed.stdout}`).not.toBeNull();
      rest = rest.slice((found?.index ?? 0) + 1);
    }
    expect(readdirSync(folder)).toEqual([]);
    await nothingIsLeft();
  }, 300_000);

  it("shows the same on the status page, and ends everything on Ctrl-C", async () => {
    start();
    await says(/llama-70b is downloading/);
    const [, page = ""] = /^The status page: (\S+)$/m.exec(printed.stdout) ?? [];
    const shown = await fetch(page);
    expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining("llama-70b")]);
    process.kill(-(child?.pid ?? 0), "SIGINT");
    const askedAt = performance.now();
    expect(await ended()).toBe(130);
    expect(performance.now() - askedAt).toBeLessThan(5_000 * share());
    expect(printed.stderr).toBe("");
    expect(readdirSync(folder)).toEqual([]);
    await nothingIsLeft();
  }, 180_000);

  it("ends everything when nobody reads on, as after `| head`", async () => {
    start();
    await says(/is pushed/);
    child?.stdout?.destroy();
    await ended();
    expect(printed.stderr).toBe("");
    expect(readdirSync(folder)).toEqual([]);
    await nothingIsLeft();
  }, 180_000);

  it("says which flag it does not know, before it starts anything", async () => {
    start({}, "--kepp");
    expect(await ended()).toBe(2);
    expect(printed).toEqual({
      stdout: "",
      stderr: expect.stringMatching(/^demo: --kepp is no flag of the demo/),
    });
    expect(readdirSync(folder)).toEqual([]);
  }, 180_000);

  it("says what failed, with 1, and leaves nothing then either", async () => {
    start({ NIMOPS_DIST: join(folder, "absent") });
    expect(await ended()).toBe(1);
    expect(printed.stderr).toMatch(/^demo: nimops reconcile ended with 1/);
    expect(readdirSync(folder)).toEqual([]);
  }, 180_000);
});
