import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Guarded } from "../../../reconciler/pass/guarded.ts";
import type { JudgeInput } from "../../../reconciler/pass/judge.ts";
import { judgeHere } from "../../../reconciler/pass/judge-here.ts";
import { type JudgingLimits, JudgingProcess } from "../../../reconciler/process/judging-process.ts";
import { SourceError } from "../../../reconciler/source/source.ts";
import { lintChoiceOf } from "../../../src/commands/lint-choice.ts";
import { withinTime } from "../../support/within-time.ts";

const program = join(import.meta.dirname, "../../../src/bin.ts");
const here = judgeHere(lintChoiceOf);
const open: JudgingProcess[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.stop()));
});

test("a revision is judged as it is in this process: resources, findings, and why it is stalled", async () => {
  const { judge } = judging();
  for (const files of [
    { "a.yaml": `${cache("a")}---\n${service("s", "a")}` },
    { "a.yaml": service("s", "a", "  wrong: 1\n") },
    { "a.yaml": "a: [", "b.yaml": cache("b") },
    { "list.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: [] }) },
    { "kustomization.yaml": "resources: [a.yaml]" },
    { "a.yaml": pipeline },
  ]) {
    const input = inputOf(files);
    expect(plain(await judge(input))).toEqual(plain(await here(input)));
  }
});

test("the repository's nimops.yaml decides there too, and is told where it is wrong", async () => {
  const { judge } = judging();
  const files = { "a.yaml": service("s", "a") };
  const off = inputOf(files, "rules: {cache-not-found: off}");
  expect((await judge(inputOf(files))).findings.map(({ rule }) => rule)).toContain("cache-not-found");
  expect((await judge(off)).findings.map(({ rule }) => rule)).not.toContain("cache-not-found");
  const wrong = judge(inputOf(files, "rules: {no-such-rule: off}"));
  await expect(wrong).rejects.toThrow(SourceError);
  await expect(wrong).rejects.toMatchObject({ kind: "permanent", reason: "ConfigurationInvalid" });
});

test("what takes too much time stalls alone: this process stays free, and the next revision is judged", async () => {
  // To start it takes some, too.
  const { judge } = judging({ cpu: 5_000, memory: 1_024 });
  const before = performance.eventLoopUtilization();
  const [hostile, other] = await Promise.all([
    judge(inputOf(harmful())),
    judge(inputOf({ "a.yaml": cache("a") })),
  ]);
  expect(hostile.stall).toMatchObject({ reason: "TooComplex" });
  expect(hostile.stall?.message).toContain("5 s of CPU time");
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
  expect(other.stall).toBeUndefined();
  expect(other.set.resources).toHaveLength(1);
});

test("what takes too much memory stalls alone, too", async () => {
  const { judge } = judging({ memory: 48 });
  const hostile = await judge(inputOf(harmful()));
  expect(hostile.stall).toMatchObject({ reason: "TooComplex" });
  expect(hostile.stall?.message).toContain("48 MiB of memory");
  expect((await judge(inputOf({ "a.yaml": cache("a") }))).stall).toBeUndefined();
}, 240_000);

test("what is called off ends at once, and nothing is left of the process", async () => {
  await withinTime(1_000, async () => {
    const { judge } = judging();
    const calling = new AbortController();
    const called = judge(inputOf(harmful()), calling.signal);
    await sleep(500);
    const started = performance.now();
    calling.abort(new Error("no longer leading"));
    await expect(called).rejects.toThrow("no longer leading");
    const took = performance.now() - started;
    await expect(judge(inputOf({}), calling.signal)).rejects.toThrow("no longer leading");
    return took;
  });
});

test("one that has nothing to do is ended, and another one is started when it has", async () => {
  const { judge } = judging({ idle: 50 });
  const input = inputOf({ "a.yaml": cache("a") });
  for (let count = 0; count < 2; count += 1) {
    expect((await judge(input)).set.resources).toHaveLength(1);
    await sleep(200);
  }
});

function judging(limits: Partial<JudgingLimits> = {}): JudgingProcess {
  const made = new JudgingProcess(program, limits);
  open.push(made);
  return made;
}

function inputOf(files: Readonly<Record<string, string>>, configuration?: string): JudgeInput {
  const list = Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  return {
    files: list,
    path: ".",
    inventory: undefined,
    namespace: "models",
    targets: ["models"],
    operatorVersion: "3.1.2",
    gates: { lint: "enforce", plan: "enforce", registries: [] },
    observes: false,
    configuration:
      configuration === undefined ? undefined : { path: "nimops.yaml", bytes: Buffer.from(configuration) },
  };
}

/** All that matters to who decides what to do. */
function plain({ set, ...judged }: Guarded) {
  const resources = judged.stall ? [] : set.resources;
  return {
    ...judged,
    incomplete: set.incomplete,
    resources: resources.map(({ kind, name, namespace, metadata, spec, written, document }) => {
      return { kind, name, namespace, metadata, spec, written, path: document.file.path };
    }),
    services: judged.stall
      ? []
      : set.services.map(({ name, spec, pipeline }) => ({ name, spec, index: pipeline?.index })),
  };
}

/** 4 MiB that a source lets through: 1,000 services with 150 wrong fields each. */
function harmful(): Record<string, string> {
  const wrong = Array.from({ length: 150 }, (_, index) => `  bad${index}: {x: 1, y: [1, 2]}\n`).join("");
  const documents = Array.from({ length: 1_000 }, (_, index) => service(`s-${index}`, "a", wrong));
  return Object.fromEntries(
    Array.from({ length: 5 }, (_, file) => [
      `${file}.yaml`,
      documents.slice(file * 200, file * 200 + 200).join("---\n"),
    ]),
  );
}

function cache(name: string): string {
  return `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: ${name}, namespace: models}
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc
      authSecret: key
      model: {engine: tensorrt_llm, tensorParallelism: "1"}
  storage: {pvc: {create: true, size: 100Gi, storageClass: files, volumeAccessMode: ReadWriteMany}}
`;
}

function service(name: string, from: string, more = ""): string {
  return `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: ${name}, namespace: models}
spec:
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0, pullSecrets: [ngc]}
  authSecret: key
  storage: {nimCache: {name: ${from}}}
  resources: {limits: {nvidia.com/gpu: 1}}
  expose: {service: {type: ClusterIP, port: 8000}}
  replicas: 1
${more}`;
}

const pipeline = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata: {name: p, namespace: models}
spec:
  services:
    - name: llm
      enabled: true
      spec:
        image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0, pullSecrets: [ngc]}
        authSecret: key
        storage: {pvc: {create: true, size: 100Gi, storageClass: files, volumeAccessMode: ReadWriteMany}}
        resources: {limits: {nvidia.com/gpu: 1}}
        expose: {service: {type: ClusterIP, port: 8000}}
        replicas: 1
`;
