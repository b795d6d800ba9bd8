import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCommand } from "../support/run-command.ts";

const image = "nvcr.io/nim/meta/llama:1.12.0";
const cache = (source: string, name = "llama") => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: ${name}}
spec:
  source: ${source}
  storage: {pvc: {create: true, size: 60Gi, volumeAccessMode: ReadWriteMany}}
`;
const ngc = `{ngc: {modelPuller: "${image}", pullSecret: pull, authSecret: key}}`;
const endpoint = `{ngc: {modelPuller: "${image}", pullSecret: pull, authSecret: key, modelEndpoint: e}}`;
const hf = `{hf: {endpoint: "https://huggingface.co", namespace: meta, modelName: llama, modelPuller: "${image}", pullSecret: pull, authSecret: key}}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-render-told-"));
  write("a.yaml", cache(ngc));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("what to give for an image", () => {
  test("native is among it where the operator asks for that", async () => {
    expect((await render("a.yaml")).stderr).toContain(
      `give --model-manifest ${image}=FILE, or =native, or =none;`,
    );
  });

  test.each([
    ["a download from elsewhere", hf, []],
    ["an operator that does not know it", ngc, ["--operator-version", "3.1.1"]],
  ])("and not for %s", async (_, source, flags) => {
    write("a.yaml", cache(source));
    const { stderr } = await render("a.yaml", ...flags);
    expect(stderr).toContain(`give --model-manifest ${image}=FILE, or =none;`);
  });
});

describe("flags that say nothing, or two things", () => {
  test.each([
    [["--namespace", ""], '--namespace "" is no name of a namespace'],
    [["--namespace", "A B"], '--namespace "A B" is no name of a namespace'],
    [["--product", "", "--product", "NVIDIA-L40S"], '--product "" says that no node has the label'],
    [
      ["--model-manifest", `${image}=none`, "--model-manifest", `${image}=native`],
      `--model-manifest says two things of ${image}`,
    ],
    [["--model-manifest", `${image}=-`, "-"], "only one thing can be read from standard input"],
    [["--model-manifest", "x"], `${"nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.4"}=model_manifest.yaml`],
  ])("%j", async (flags, message) => {
    const { code, stdout, stderr } = await render("a.yaml", ...flags);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("the same thing twice is no contradiction", async () => {
    write("a.yaml", cache(endpoint));
    const none = ["--model-manifest", `${image}=none`];
    expect(await render("a.yaml", ...none, ...none)).toMatchObject({ code: 0, stderr: "" });
  });

  test("an image that nothing depends on is told, with the one that is meant", async () => {
    const misspelt = image.replace("llama", "lama");
    const { code, stderr } = await render("a.yaml", "--model-manifest", `${misspelt}=none`);
    expect(code).toBe(0);
    expect(stderr).toContain(`--model-manifest ${misspelt} was not used`);
    expect(stderr).toContain(`did you mean ${image}?`);
  });
});

test("of two resources of one name the second is left out, with the place of the first", async () => {
  write("a.yaml", cache(endpoint));
  write("b.yaml", `# the same\n${cache(endpoint)}`);
  const none = ["--model-manifest", `${image}=none`];
  const { code, stderr } = await render("a.yaml", "b.yaml", ...none);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr:
      "nimops: b.yaml:4: NIMCache default/llama: left out: the one of a.yaml:3 has the same name, and is taken\n",
  });
  expect((await render("a.yaml", "b.yaml", ...none, "--strict")).code).toBe(1);
});

test("a file that may hold manifests and is not read is told, beside others and alone", async () => {
  write("a.yaml", cache(endpoint));
  write("large.yaml", `${cache(ngc, "other")}# ${"x".repeat(1024 * 1024)}\n`);
  const none = ["--model-manifest", `${image}=none`];
  const both = await render("a.yaml", "large.yaml", ...none);
  expect(both.code).toBe(1);
  expect(both.stdout).toContain("name: llama-job");
  expect(both.stderr).toContain("large.yaml:1: not rendered: the file is larger than 1048576 bytes");
  expect(await render("large.yaml")).toMatchObject({ code: 1, stdout: "" });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function render(...args: string[]) {
  return runCommand(["render", ...args], { cwd: folder });
}
