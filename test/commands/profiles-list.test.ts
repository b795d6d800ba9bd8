import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../support/run-command.ts";

const [small, large] = ["a".repeat(64), "b".repeat(64)];
const image = "nvcr.io/nim/meta/llama:1.12.0";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-list-"));
  const fact = { sources: { minimumGpuMemoryGB: "metadata", size: "metadata", tags: "image" } };
  const profile = (id: string, minimumGpuMemoryGB: number, tp: string) => ({
    id,
    tags: { llm_engine: "vllm", precision: "bf16", tp },
    minimumGpuMemoryGB,
    size: 16e9,
    ...fact,
  });
  const profiles = [profile(small, 20, "1"), profile(large, 80, "2")];
  write("nimops.lock.json", JSON.stringify({ version: 1, images: { [image]: { profiles, sources: {} } } }));
  write("manifest.yaml", `${small}: {tags: {llm_engine: vllm, tp: 1}}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const run = (...args: string[]) => runCommand(["profiles", "list", ...args], { cwd: folder });

test("the lock's profiles, what they need and where they run", async () => {
  expect(await run("--product", "NVIDIA-L40S", "--product", "h100")).toEqual({
    code: 0,
    stdout: `${image}
2 profiles
  PROFILE       ENGINE  PRECISION  GPUS  GPU MEM  SIZE
  aaaaaaaaaaaa  vllm    bf16       1     20 GB    16.0 GB
  bbbbbbbbbbbb  vllm    bf16       2     80 GB    16.0 GB

can run on
  PROFILE       L40S  h100
  aaaaaaaaaaaa  yes   yes
  bbbbbbbbbbbb  no 1  yes

   1  it needs 80 GB of memory on each GPU, and it has 48.3 GB
`,
    stderr: "",
  });
});

test("JSON has every fact", async () => {
  const { stdout } = await run(image, "--product", "h100", "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject([
    {
      image,
      profiles: [
        {
          id: small,
          backend: "vllm",
          minimumGpuMemoryGB: 20,
          size: 16e9,
          canRun: [{ product: "h100", verdict: "yes" }],
        },
        { id: large },
      ],
    },
  ]);
  expect(stdout).not.toContain("sources");
});

test("a manifest instead of the lock", async () => {
  expect((await run("--manifest", "manifest.yaml")).stdout).toBe(
    "1 profile\n  PROFILE       ENGINE  GPUS\n  aaaaaaaaaaaa  vllm    1\n",
  );
});

test("a manifest of the first images is listed, and that the operator cannot read it is said", async () => {
  const older = "model_profile: {name: molmim, version: 1.3}\nmanifest:\n";
  write("older.yaml", `${older}- id: ${"c".repeat(64)}\n  tags: {backend: tensorrt, tp: 1}\n`);
  const { code, stdout, stderr } = await run("--manifest", "older.yaml");
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "1 profile\n  PROFILE       ENGINE    GPUS\n  cccccccccccc  tensorrt  1\n",
  });
  expect(stderr).toContain("which no version of the operator reads");
});

test.each([
  [["nvcr.io/nim/meta/lama:1.12.0"], 2, `did you mean ${image}?`],
  [["--lock", "none.json"], 2, "there is no lock file"],
  [["--manifest", "manifest.yaml", image], 2, "--manifest is one image"],
  [["--manifest", "native"], 2, "there is nothing to list"],
  [["--manifest", "nimops.lock.json"], 2, "the operator cannot read"],
])("mistakes: %j", async (args, code, message) => {
  const ran = await run(...args);
  expect(ran.code).toBe(code);
  expect(ran.stderr).toContain(message);
});

test("nothing known is exit code 3", async () => {
  write("empty.yaml", "{}");
  expect(await run("--manifest", "empty.yaml")).toMatchObject({
    code: 3,
    stderr: "nimops: no profile is known\n",
  });
});
