import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { main } from "../../src/cli.ts";
import type { EndSignal } from "../../src/commands/world.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { prewarmReport } from "../../src/report/prewarm-contract.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { yamlOf } from "../support/whole-plan.ts";
import { withinTime } from "../support/within-time.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { addRoom, cacheManifest, cacheNamespace, profile, stateOf } from "./prewarm-bed.ts";
import { type Storage, startStorage } from "./storage.ts";

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;
let folder: string;
let namespace: string;

beforeAll(async () => {
  plane = await startControlPlane();
  await addRoom(plane);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await storage?.stop();
  await plane?.stop();
});
beforeEach(async () => {
  namespace = await cacheNamespace(plane);
  folder = mkdtempSync(join(plane.folder, "command-"));
});

it("fills the caches of a folder, tells each change on a line, reports, and writes records", async () => {
  write(cacheManifest(namespace, "llama"), cacheManifest(namespace, "mistral"));
  const { code, stdout, stderr } = await run(
    "--record",
    "records",
    "--format",
    "text",
    "--format",
    "json=out.json",
  );
  expect(code).toBe(0);
  expect(stdout).toContain("ready");
  expect(stderr).toMatch(new RegExp(`^\\d\\d:\\d\\d  ${namespace}/llama: it downloads`, "m"));
  const report = prewarmReport.parse(JSON.parse(readFileSync(join(folder, "out.json"), "utf8")));
  expect(report.caches.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["llama", "ready"],
    ["mistral", "ready"],
  ]);
  const file = join(folder, "records", namespace, "llama", "nim-cache.record.json");
  const record: ValueMap = JSON.parse(readFileSync(file, "utf8"));
  expect(record).toMatchObject({
    version: 1,
    profiles: [{ id: profile }],
    cluster: { namespace, name: "llama" },
  });
});

it("fills only the caches that are named", async () => {
  write(cacheManifest(namespace, "llama"), cacheManifest(namespace, "mistral"));
  const { code, report } = await json("--cache", `${namespace}/mistral`);
  expect(code).toBe(0);
  expect(report.caches.map(({ name }) => name)).toEqual(["mistral"]);
  expect(await stateOf(plane, namespace, "llama")).toBe("");
  const missing = await run("--cache", "mistrall");
  expect(missing).toMatchObject({ code: 2 });
  expect(missing.stderr).toContain("the plan has no cache mistrall");
});

it("refuses a plan that is stale, and says both digests and what to do", async () => {
  write(cacheManifest(namespace, "llama"));
  const { report } = await json("--dry-run");
  expect(report).toMatchObject({ outcome: "planned", dryRun: true });
  expect((await run("--digest", report.digest, "--dry-run")).code).toBe(0);
  write(cacheManifest(namespace, "llama", { resources: { cpu: "1" } }));
  const stale = await run("--digest", report.digest);
  expect(stale.code).toBe(2);
  expect(stale.stderr).toContain(`the plan is stale: ${report.digest} was asked for`);
  expect(stale.stderr).toContain("look at the new plan");
  expect(await stateOf(plane, namespace, "llama")).toBe("");
});

it("goes on where one manifest is refused, and names what refuses it", async () => {
  const wrong: ValueMap = {
    ...cacheManifest(namespace, "wrong"),
    spec: { source: {}, storage: {}, tolerationz: [] },
  };
  write(wrong, cacheManifest(namespace, "mistral"));
  const { code, report } = await json();
  expect(code).toBe(1);
  expect(report.caches.map(({ name, did, outcome }) => [name, did, outcome])).toEqual([
    ["mistral", "created", "ready"],
    ["wrong", "nothing", "failed"],
  ]);
  expect(report.caches[1]?.message).toContain("spec.source names no source");
  expect(JSON.stringify(report.caches[1]?.causes)).toContain("tolerationz");
});

it("says that there is nothing to fill", async () => {
  write({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace } });
  expect(await run()).toMatchObject({ code: 3, stderr: expect.stringContaining("found no NIMCache") });
});

it("ends with 1 when a cache is not ready in time, and says why", async () => {
  write(cacheManifest(namespace, "llama", { played: "played-cannot-pull" }));
  const { code, stdout } = await run("--cache-timeout", "8s");
  expect(code).toBe(1);
  expect(stdout).toContain("timed-out");
  expect(stdout.replace(/\s+/g, " ")).toContain(`kubectl -n ${namespace} describe pod llama-pod`);
});

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "ends with what shells expect after %s, soon, and says what still runs",
  async (signal, expected) => {
    await withinTime(3000, async (turn) => {
      write(cacheManifest(namespace, `llama-${turn}`, { played: "played-runs-on" }));
      let send: ((signal: EndSignal) => void) | undefined;
      const running = run({
        onSignal: (listener) => {
          send = listener;
          return () => {};
        },
      });
      await eventually(
        "it downloads",
        async () => (await stateOf(plane, namespace, `llama-${turn}`)) === "InProgress" || undefined,
      );
      const started = performance.now();
      send?.(signal);
      const { code, stdout } = await running;
      const took = performance.now() - started;
      expect(code).toBe(expected);
      expect(stdout.replace(/\s+/g, " ")).toContain("the operator goes on with it");
      return took;
    });
  },
);

it("ends as a process with 143 after SIGTERM", async () => {
  write(cacheManifest(namespace, "llama", { played: "played-runs-on" }));
  const bin = join(import.meta.dirname, "../../src/bin.ts");
  const flags = ["prewarm", "caches.yaml", "--kubeconfig", plane.kubeconfig, "--format", "json"];
  const child = spawn(process.execPath, [bin, ...flags], {
    cwd: folder,
    env: {},
    stdio: ["ignore", "pipe", "ignore"],
  });
  const texts: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => texts.push(text));
  const ended = once(child, "close");
  await eventually(
    "it downloads",
    async () => (await stateOf(plane, namespace, "llama")) === "InProgress" || undefined,
  );
  child.kill("SIGTERM");
  expect(await ended).toEqual([143, null]);
  expect(prewarmReport.parse(JSON.parse(texts.join("")))).toMatchObject({ outcome: "cancelled" });
});

it("says that the cluster cannot be reached", async () => {
  write(cacheManifest(namespace, "llama"));
  const config = JSON.parse(JSON.stringify({ apiVersion: "v1", kind: "Config" }));
  writeFileSync(join(folder, "empty.json"), JSON.stringify(config));
  const { code, stderr } = await run("--kubeconfig", "empty.json");
  expect(code).toBe(2);
  expect(stderr).toContain("nimops: ");
  expect(existsSync(join(folder, "records"))).toBe(false);
});

function write(...manifests: ValueMap[]): void {
  writeFileSync(join(folder, "caches.yaml"), yamlOf(manifests));
}

type Given = { onSignal?: (listener: (signal: EndSignal) => void) => () => void };

async function run(...words: (string | Given)[]) {
  const flags = words.filter((word) => typeof word === "string");
  const given: Given = Object.assign({}, ...words.filter((word) => typeof word !== "string"));
  const texts = { stdout: "", stderr: "" };
  const output = (name: keyof typeof texts) => ({
    isTTY: false,
    columns: undefined,
    write(text: string) {
      texts[name] += text;
    },
  });
  const kubeconfig = flags.includes("--kubeconfig") ? [] : ["--kubeconfig", plane.kubeconfig];
  const code = await main({
    argv: ["prewarm", "caches.yaml", ...kubeconfig, ...flags],
    cwd: folder,
    env: {},
    stdin: () => undefined,
    stdout: output("stdout"),
    stderr: output("stderr"),
    ...given,
  });
  return { code, ...texts };
}

async function json(...flags: string[]) {
  const { code, stdout, stderr } = await run(...flags, "--format", "json");
  expect(stdout, stderr).not.toBe("");
  return { code, report: prewarmReport.parse(JSON.parse(stdout)) };
}
