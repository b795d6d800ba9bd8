import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../support/run-command.ts";

const [h100, l40s, vllm] = ["a".repeat(64), "b".repeat(64), "c".repeat(64)];
const manifest = `
${vllm}: {tags: {llm_engine: vllm, precision: bf16, tp: 2}}
${h100}: {tags: {llm_engine: tensorrt_llm, precision: fp8, tp: 1, gpu: H100, gpu_device: '2330:10de'}}
${l40s}: {tags: {llm_engine: tensorrt_llm, precision: fp8, tp: 1, gpu: L40S, gpu_device: '26b9:10de'}}
`;

function cache(model: object | undefined, name = "llama", source?: object): string {
  return `---\n${JSON.stringify({
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache",
    metadata: { name },
    spec: {
      source: source ?? {
        ngc: { modelPuller: "nvcr.io/nim/x:1", authSecret: "key", ...(model && { model }) },
      },
      storage: { pvc: { create: true, size: "50Gi", volumeAccessMode: "ReadWriteMany" } },
    },
  })}\n`;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-select-"));
  write("manifest.yaml", manifest);
  write("cache.yaml", cache({ engine: "tensorrt_llm" }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const run = (...args: string[]) => runCommand(["profiles", "select", ...args], { cwd: folder });
const files = ["--manifest", "manifest.yaml", "--cache", "cache.yaml"];
const json = async (...args: string[]) => {
  const { code, stdout } = await run(...files, "--format", "json", ...args);
  expect(code).toBe(0);
  return JSON.parse(stdout);
};

describe("JSON", () => {
  test("has what is selected, what not and why, and the operator's message; nothing else", async () => {
    expect(await json("--product", "NVIDIA-H100-80GB-HBM3")).toEqual({
      selected: [h100],
      rejected: [
        { id: l40s, reason: 'gpu is "L40S"; no node has such a GPU, only "NVIDIA-H100-80GB-HBM3"' },
        { id: vllm, reason: 'llm_engine is "vllm", and "tensorrt" is wanted in it' },
      ],
      message: null,
    });
  });

  test("without a product it is a cluster without GPU labels", async () => {
    expect(await json()).toMatchObject({ selected: [h100, l40s] });
  });

  test("no Job is no failure of ours", async () => {
    expect(await json("--product", "Tesla-T4")).toMatchObject({
      selected: [],
      message: "no profiles are selected for caching",
    });
  });

  test("explicit ids of a v1 manifest are sorted, and all is all", async () => {
    write("ids.yaml", cache({ profiles: [vllm, h100] }));
    expect((await json("--cache", "ids.yaml")).selected).toEqual([h100, vllm]);
    write("all.yaml", cache({ profiles: ["all"] }));
    expect(await json("--cache", "all.yaml")).toEqual({ selected: ["all"], rejected: [], message: null });
  });

  test("--can-run says for each profile and product whether it runs there", async () => {
    const { canRun } = await json("--can-run", "--product", "NVIDIA-H100-80GB-HBM3");
    expect(canRun).toEqual([
      {
        id: h100,
        products: [{ product: "NVIDIA-H100-80GB-HBM3", verdict: "yes", reasons: [], warnings: [] }],
      },
      {
        id: l40s,
        products: [
          { product: "NVIDIA-H100-80GB-HBM3", verdict: "no", reasons: ["it is made for L40S"], warnings: [] },
        ],
      },
      {
        id: vllm,
        products: [
          {
            product: "NVIDIA-H100-80GB-HBM3",
            verdict: "unknown",
            reasons: ["how much GPU memory it needs is not known"],
            warnings: [],
          },
        ],
      },
    ]);
  });

  test("older versions of the operator are followed", async () => {
    write(
      "v2.yaml",
      `schema_version: 2\nprofiles:\n- {id: ${h100}, tags: {llm_engine: vllm, precision: FP8}}\n`,
    );
    write("fp8.yaml", cache({ precision: "fp8" }));
    const v2 = (version: string) =>
      json("--manifest", "v2.yaml", "--cache", "fp8.yaml", "--operator-version", version);
    expect((await v2("3.1.2")).selected).toEqual([h100]);
    expect((await v2("v2.0.2")).selected).toEqual([]);
  });
});

test("text tells the same in 80 columns, and where each profile can run", async () => {
  const { code, stdout } = await run(...files, "--product", "NVIDIA-H100-80GB-HBM3");
  expect(code).toBe(0);
  expect(stdout).toBe(`NIMCache llama, NIM Operator 3.1.2, nodes have NVIDIA-H100-80GB-HBM3

selected: 1 profile
  ${h100}

not selected: 2 profiles
  bbbbbbbbbbbb  gpu is "L40S"; no node has such a GPU, only
                "NVIDIA-H100-80GB-HBM3"
  cccccccccccc  llm_engine is "vllm", and "tensorrt" is wanted in it

can run on
  PROFILE                 H100-80GB-HBM3
  aaaaaaaaaaaa  selected  yes
  bbbbbbbbbbbb            no 1
  cccccccccccc            unknown 2

   1  it is made for L40S
   2  how much GPU memory it needs is not known
`);
});

test("a manifest that the operator cannot read is told in its words, and what it is in ours", async () => {
  write("older.yaml", `model_profile: x\nmanifest:\n- {id: ${h100}, tags: {}}\n`);
  const { code, stdout } = await run("--manifest", "older.yaml", "--cache", "cache.yaml");
  expect(code).toBe(0);
  expect(stdout).toContain("no Job is made; the operator says\n  yaml: unmarshal errors:\n    line 1: ");
  expect(stdout).toContain("the older form with model_profile and manifest");
});

test("other sources, native images and images without a manifest are told truthfully", async () => {
  const hf = { hf: { endpoint: "https://huggingface.co", namespace: "meta", modelName: "x" } };
  write("hf.yaml", cache(undefined, "hub", hf));
  const other = await run("--cache", "hf.yaml", "--format", "json");
  expect(JSON.parse(other.stdout)).toEqual({ selected: [], rejected: [], message: null });
  expect(other.stderr).toContain("nimops: no selection takes place: spec.source.hf has no profiles\n");
  const native = await run("--cache", "cache.yaml", "--manifest", "native");
  expect(native.stdout).toContain("the image downloads its own model (native-v1)");
  const none = await run("--cache", "cache.yaml", "--manifest", "none");
  expect(none.stdout).toContain('ConfigMap "llama-manifest" not found');
});

describe("where the texts come from", () => {
  test("either may be standard input, not both", async () => {
    const args = ["profiles", "select", "--format", "json", "--manifest"];
    const piped = await runCommand([...args, "manifest.yaml", "--cache", "-"], {
      cwd: folder,
      stdin: cache({ engine: "vllm" }),
    });
    expect(JSON.parse(piped.stdout).selected).toEqual([vllm]);
    const other = await runCommand([...args, "-", "--cache", "cache.yaml"], { cwd: folder, stdin: manifest });
    expect(JSON.parse(other.stdout).selected).toEqual([h100, l40s]);
    expect(await run("--manifest", "-", "--cache", "-")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("cannot both be standard input"),
    });
  });

  test("the lock file knows the image's manifest", async () => {
    expect(await run("--cache", "cache.yaml")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the model manifest of "nvcr.io/nim/x:1" is not known'),
    });
    write("some.lock.json", lock);
    const { stdout } = await run("--cache", "cache.yaml", "--lock", "some.lock.json", "--format", "json");
    expect(JSON.parse(stdout).selected).toEqual([h100]);
  });

  test("of several caches one must be named", async () => {
    write("two.yaml", cache({ engine: "vllm" }, "one") + cache({ engine: "tensorrt" }, "two"));
    const two = ["--manifest", "manifest.yaml", "--cache", "two.yaml", "--format", "json"];
    expect(await run(...two)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("choose with --name: one, two"),
    });
    expect(JSON.parse((await run(...two, "--name", "one")).stdout).selected).toEqual([vllm]);
    expect((await run(...two, "--name", "tow")).stderr).toContain("did you mean two?");
  });
});

const lock = JSON.stringify({
  version: 1,
  images: {
    "nvcr.io/nim/x:1": {
      protocol: "legacy",
      manifest: [`${h100}: {tags: {llm_engine: tensorrt_llm}}`],
      profiles: [{ id: h100, tags: { llm_engine: "tensorrt_llm" }, sources: { tags: "image" } }],
      sources: { protocol: "image", manifest: "image" },
    },
  },
});

test("what the API server would refuse is told, and the rest is looked at", async () => {
  write("wrong.yaml", cache({ engine: "vllm", precison: "fp8" }));
  const { code, stdout, stderr } = await run("--manifest", "manifest.yaml", "--cache", "wrong.yaml");
  expect(code).toBe(0);
  expect(stdout).toContain(vllm);
  expect(stderr).toMatch(/the API server refuses this NIMCache: wrong\.yaml: .*precison/);
});

describe("mistakes", () => {
  test.each([
    [["--manifest", "manifest.yaml"], "--cache FILE"],
    [["--cache", "none.yaml", "--manifest", "manifest.yaml"], "none.yaml"],
    [["--cache", "cache.yaml", "--manifest", "none-such.yaml"], 'cannot read "none-such.yaml"'],
    [["--cache", "manifest.yaml", "--manifest", "manifest.yaml"], "has no NIMCache"],
    [[...files, "--operator-version", "1.0.0"], 'does not know the NIM Operator "1.0.0"'],
    [[...files, "--format", "xml"], "--format xml is not known"],
    [[...files, "--can-run"], "--can-run needs a --product"],
    [[...files, "--gpus-per-node", "many"], "is no number of GPUs"],
    [[...files, "more.yaml"], 'takes no "more.yaml"'],
    [[...files, "--products", "x"], "did you mean --product?"],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("a manifest that is no text", async () => {
    writeFileSync(join(folder, "binary"), Buffer.from([0xff, 0xfe, 0x00]));
    expect(await run("--cache", "cache.yaml", "--manifest", "binary")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is not UTF-8 text"),
    });
  });
});

test("names of profiles cannot forge a workflow command or a terminal escape", async () => {
  write("evil.yaml", `"##[error]x\\e[31m": {tags: {llm_engine: "##vso[x]\\e]0;"}}\n`);
  for (const format of ["text", "json"]) {
    const { stdout } = await run("--cache", "cache.yaml", "--manifest", "evil.yaml", "--format", format);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not come through
    expect(stdout).not.toMatch(/##\[|##vso\[|\u001b/);
  }
});
