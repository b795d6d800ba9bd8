import { hostname } from "node:os";
import { expect, test } from "vitest";
import { type Container, runArguments, runContainer } from "../../../src/prewarm/containers/container.ts";
import type { ProgramRun, Run } from "../../../src/prewarm/containers/run.ts";

const container: Container = {
  name: "nimops-download-1",
  image: "registry.local/nim/x:1",
  command: ["download-to-cache", "--profiles", "a"],
  variables: ["NGC_API_KEY"],
  settings: { NIM_CACHE_PATH: "/opt/nim/.cache" },
  mounts: [{ folder: "/data/my cache", at: "/opt/nim/.cache" }],
  host: { engine: "docker", user: { uid: 1000, gid: 2000 } },
};

const nothing: ProgramRun = { code: 0, stdout: "", stderr: "" };

/** An engine whose containers are as they are told to be. */
function engine(answers: {
  readonly inspect?: readonly Partial<ProgramRun>[];
  readonly run?: Partial<ProgramRun>;
}) {
  const calls: string[][] = [];
  const inspections = [...(answers.inspect ?? [])];
  const run: Run = async (command, args, { onLine }) => {
    calls.push([command, ...args]);
    if (args[0] === "inspect") return { ...nothing, code: 1, ...inspections.shift() };
    if (args[0] !== "run") return nothing;
    for (const line of answers.run?.stdout?.split("\n") ?? []) onLine?.(line);
    return { ...nothing, ...answers.run };
  };
  return { calls, world: { env: { NGC_API_KEY: "nvapi-secret-secret" }, run, timeout: 1000 } };
}

test("secrets are named in the arguments, and the rest is spelt out", () => {
  const args = runArguments(container);
  expect(args).toEqual(
    expect.arrayContaining(["--env", "NGC_API_KEY", "--user", "1000:2000", "--pull", "never"]),
  );
  expect(args).toContain("NIM_CACHE_PATH=/opt/nim/.cache");
  expect(args).toContain("type=bind,source=/data/my cache,target=/opt/nim/.cache");
  expect(args.slice(-4)).toEqual([container.image, ...container.command]);
});

test("GPUs are named as each engine names them", () => {
  const withGpus = (engine: "podman" | "docker", gpus: string) =>
    runArguments({ ...container, host: { engine, gpus } }).join(" ");
  expect(withGpus("docker", "device=0")).toContain("--gpus device=0");
  expect(withGpus("podman", "all")).toContain("--device nvidia.com/gpu=all");
  expect(withGpus("podman", "device=0,1")).toContain("--device nvidia.com/gpu=0 --device nvidia.com/gpu=1");
});

test("an exit code of 0 is not believed: the container's own state says what it was", async () => {
  const { world, calls } = engine({
    inspect: [{}, { code: 0, stdout: "3 false\n" }],
    run: { stdout: "one\ntwo" },
  });
  const run = await runContainer(container, world);
  expect(run).toMatchObject({ code: 3, outOfMemory: false, lastLines: ["one", "two"] });
  expect(run.command).toMatch(/^docker run .*'type=bind,source=\/data\/my cache,target=/);
  expect(run.command).not.toContain("secret");
  expect(calls.at(-1)).toEqual(["docker", "rm", "--force", "--volumes", container.name]);
});

test("a container that was killed for its memory says so", async () => {
  const { world } = engine({ inspect: [{}, { code: 0, stdout: "137 true\n" }], run: { code: 137 } });
  expect(await runContainer(container, world)).toMatchObject({ code: 137, outOfMemory: true });
});

test("one that a killed run left is removed; one whose nimops lives is left alone", async () => {
  const left = engine({ inspect: [{ code: 0, stdout: `true ${hostname()}:999999999\n` }] });
  await runContainer(container, left.world);
  expect(left.calls[1]).toEqual(["docker", "rm", "--force", "--volumes", container.name]);
  expect(left.calls.some(([, verb]) => verb === "run")).toBe(true);
  for (const owner of [`${hostname()}:1`, "elsewhere:7"]) {
    const busy = engine({ inspect: [{ code: 0, stdout: `true ${owner}\n` }] });
    expect((await runContainer(container, busy.world)).busy).toMatch(/^process /);
    expect(busy.calls).toHaveLength(1);
  }
  const ended = engine({ inspect: [{ code: 0, stdout: "false elsewhere:7\n" }] });
  expect((await runContainer(container, ended.world)).busy).toBeUndefined();
});

test("nothing is started for a user who has stopped it", async () => {
  const { world, calls } = engine({});
  const run = await runContainer(container, { ...world, signal: AbortSignal.abort() });
  expect(run.ended).toBe("stopped");
  expect(calls.some(([, verb]) => verb === "run")).toBe(false);
});
