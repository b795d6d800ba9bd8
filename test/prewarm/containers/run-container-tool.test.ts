import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Run } from "../../../src/prewarm/containers/run.ts";
import { runContainerTool } from "../../../src/prewarm/containers/run-container-tool.ts";
import { runProgram } from "../../../src/prewarm/containers/run-program.ts";

const folder = mkdtempSync(join(tmpdir(), "nimops tools "));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program of that name which is a shell script. */
function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

const env = { PATH: `${folder}:/usr/bin:/bin`, SECRET: "s3cret-value" };
const runners: [string, Run][] = [
  ["@actions/exec", runContainerTool],
  ["our own", runProgram],
];

describe.each(runners)("through %s", (_, run) => {
  test("arguments arrive as they are, and only the given environment", async () => {
    program("podman", `printf '%s|' "$@"; echo; echo "$SECRET"; echo "home:$HOME" >&2; exit 7`);
    const ran = await run("podman", ["a b", '"', "$(true)", ""], { env });
    expect(ran).toEqual({ code: 7, stdout: `a b|"|$(true)||\ns3cret-value\n`, stderr: "home:\n" });
  });

  test("lines are told as they come, also those that a carriage return ends", async () => {
    program("podman", "printf 'one\\rtwo\\nthree'; echo four >&2");
    const lines: string[] = [];
    await run("podman", [], { env, onLine: (line) => lines.push(line) });
    expect(lines.sort()).toEqual(["four", "one", "three", "two"]);
  });

  test("what is not installed is told from what fails", async () => {
    expect(await run("podman", [], { env: { PATH: "/nowhere" } })).toMatchObject({ ended: "missing" });
    expect(await run("podman", [], { env: {} })).toMatchObject({ ended: "missing" });
  });

  test("it ends when it takes too long and when the user wants that", async () => {
    const mark = join(folder, "stop");
    rmSync(mark, { force: true });
    program(
      "podman",
      `i=0; while [ ! -e "${mark}" ] && [ $i -lt 200 ]; do sleep 0.05; i=$((i+1)); done; exit 137`,
    );
    const stop = async () => writeFileSync(mark, "");
    expect(await run("podman", [], { env, timeout: 200, stop })).toMatchObject({
      code: undefined,
      ended: "time",
    });
    rmSync(mark, { force: true });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const ran = await run("podman", [], { env, signal: controller.signal, stop });
    expect(ran).toMatchObject({ code: undefined, ended: "stopped" });
    expect(await run("podman", [], { env, signal: controller.signal, stop })).toMatchObject({
      ended: "stopped",
    });
  });

  test("what it prints is bounded", async () => {
    program("podman", "head -c 40000000 /dev/zero | tr '\\0' x; head -c 100000 /dev/zero | tr '\\0' y >&2");
    const { stdout, stderr } = await run("podman", [], { env });
    expect(stdout).toHaveLength(16 * 1024 * 1024);
    expect(stderr).toHaveLength(16 * 1024);
  });
});

test("a program that does not want to end is killed", async () => {
  program("skopeo", "trap '' TERM; while :; do sleep 0.1; done");
  const ran = await runProgram("skopeo", [], { env, timeout: 200 });
  expect(ran).toMatchObject({ ended: "time" });
}, 60_000);

test("nothing of ours is a shell", () => {
  expect(existsSync(join(folder, "true"))).toBe(false);
});
