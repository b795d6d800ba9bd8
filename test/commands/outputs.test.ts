import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { main } from "../../src/cli.ts";

const service = (name: string, more = "") => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: ${name}}
spec:
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0, pullSecrets: [ngc-pull]}
  authSecret: ngc-api-key
  storage: {pvc: {name: ${name}-weights}}
  resources: {limits: {nvidia.com/gpu: 1}}
${more}`;
const broken = (name: string) =>
  service(name, "  replicas: 1\n  scale: {enabled: true, hpa: {maxReplicas: 2}}\n");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-outputs-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("--format", () => {
  test("several times: one report for the terminal, the others into files", async () => {
    write("a.yaml", broken("a"));
    const { code, stdout } = await run(
      "lint",
      ".",
      "--format",
      "text",
      "--format",
      "json=out/a.json",
      "--format",
      "sarif=out/a=b.sarif",
    );
    expect(code).toBe(1);
    expect(stdout).toContain("replicas-with-autoscaling");
    expect(JSON.parse(read("out/a.json")).summary.errors).toBe(1);
    expect(JSON.parse(read("out/a=b.sarif")).version).toBe("2.1.0");
  });

  test("with files only still shows the text", async () => {
    write("a.yaml", service("a"));
    const { stdout } = await run("lint", ".", "--format", "json=a.json");
    expect(stdout).toContain("no findings");
    expect(existsSync(join(folder, "a.json"))).toBe(true);
  });

  test("in a file has no colours, also on a terminal", async () => {
    write("a.yaml", broken("a"));
    await run("lint", ".", "--color", "always", "--format", "text=a.txt");
    expect(read("a.txt")).not.toContain("\u001b");
  });

  test.each([
    [["--format", "text", "--format", "json"], "two reports cannot both go to standard output"],
    [["--format", "json=a", "--format", "sarif=a"], 'two reports cannot both go to "a"'],
    [["--format", "json="], "--format json= names no file"],
    [["--format", "yaml=a"], "--format yaml is not known"],
    [["--format", "json=sub"], 'cannot write "sub": it is a directory\n  help: name a file in it'],
    [["--format", "json=link/a.json"], 'cannot write below "link": it is a symbolic link'],
    [["--format", "json=a.yaml/b"], 'cannot write "a.yaml/b"'],
    [["--format", "json=/no/such/folder/a"], "make its folder first, or name a file in another one"],
    [
      ["--write-baseline", "/no/such/folder/a"],
      'cannot write "/no/such/folder/a": no such file or directory',
    ],
  ])("%j is refused", async (flags, message) => {
    write("a.yaml", service("a"));
    mkdirSync(join(folder, "sub"));
    symlinkSync(tmpdir(), join(folder, "link"));
    const { code, stderr } = await run("lint", "a.yaml", ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test("Markdown fails by --fail-on, and beside a plan by the findings alone", async () => {
    write("a.yaml", service("a").replace("gpu: 1", "gpu: 16").replace("1.12.0", "latest"));
    write(
      "gpus.yaml",
      "apiVersion: nimops.dev/v1alpha1\nkind: GPUInventory\nmetadata: {name: lab}\nspec:\n  nodePools:\n    - {name: h100, nodes: 1, gpu: {product: h100-sxm, count: 8}}\n",
    );
    const markdown = ["a.yaml", "--format", "markdown"];
    const both = await run("check", ...markdown, "--inventory", "gpus.yaml");
    expect(both.stdout).toMatch(/^### ⚠️ nimops lint: 1 warning[\s\S]*^### ❌ nimops plan: does-not-fit/m);
    expect((await run("lint", ...markdown)).stdout).toMatch(/^### ⚠️/);
    expect((await run("lint", ...markdown, "--fail-on", "warning")).stdout).toMatch(/^### ❌/);
  });

  test("replaces a symbolic link instead of what it points at", async () => {
    write("a.yaml", service("a"));
    write("precious.txt", "keep");
    symlinkSync(join(folder, "precious.txt"), join(folder, "a.json"));
    await run("lint", "a.yaml", "--format", "json=a.json");
    expect(read("precious.txt")).toBe("keep");
    expect(JSON.parse(read("a.json")).version).toBe(1);
  });
});

describe("--baseline", () => {
  test("makes 500 old findings green in one command, and catches the 501st", async () => {
    for (let file = 0; file < 10; file++) {
      const documents = Array.from({ length: 50 }, (_, index) => broken(`s-${file}-${index}`));
      write(`apps/${file}.yaml`, documents.join("---\n"));
    }
    const written = await run("lint", "--write-baseline", "known.json", "apps");
    expect(written).toMatchObject({ code: 0, stdout: "" });
    expect(written.stderr).toBe("nimops: wrote 500 findings to known.json\n");
    const green = await run("lint", "--baseline", "known.json", "apps");
    expect(green.code).toBe(0);
    expect(green.stderr).toContain("500 findings of the baseline not reported");
    write("apps/new.yaml", broken("new"));
    const red = await run("lint", "--baseline", "known.json", "--format", "json", "apps");
    expect(red.code).toBe(1);
    expect(JSON.parse(red.stdout).findings).toMatchObject([{ file: "apps/new.yaml" }]);
  });

  test("is not written where nothing was found to lint", async () => {
    write("a.yaml", "kind: ConfigMap\n");
    expect((await run("lint", "--write-baseline", "known.json", ".")).code).toBe(3);
    expect(existsSync(join(folder, "known.json"))).toBe(false);
  });
});

test("--changed-since tells only what the branch touches", async () => {
  write("old.yaml", broken("old"));
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("-c", "user.name=t", "-c", "user.email=t@e", "commit", "-q", "-m", "old");
  write("new.yaml", broken("new"));
  const { stdout, code } = await run("lint", ".", "--changed-since", "main", "--format", "json");
  expect(code).toBe(1);
  expect(JSON.parse(stdout).findings.map(({ file }: { file: string }) => file)).toEqual(["new.yaml"]);
});

describe("schema", () => {
  test.each(["", "manifests", "nimcache", "NIMService", "NIMPipeline", "NIMBuild", "config"])(
    "%s is a JSON Schema",
    async (name) => {
      const { code, stdout } = await run("schema", ...(name === "" ? [] : [name]));
      expect(code).toBe(0);
      expect(() => new Ajv({ strict: false }).compile(JSON.parse(stdout))).not.toThrow();
    },
  );

  test("of an older operator lacks what came later", async () => {
    const older = (await run("schema", "NIMService", "--operator-version", "v3.0.2")).stdout;
    expect(older).not.toContain("priorityClassName");
    expect((await run("schema", "NIMService", "--operator-version", "main")).stdout).toContain(
      "priorityClassName",
    );
  });

  test("beside the manifests is no manifest to lint", async () => {
    write("a.yaml", service("a"));
    write("nim.schema.json", (await run("schema")).stdout);
    expect((await run("lint", ".")).stdout).toBe("no findings in 1 resource of 1 file\n");
  });

  test.each([
    [["NIMServic"], 'there is no schema "NIMServic"\n  help: did you mean NIMService?'],
    [["Deployment"], "one of manifests, NIMCache"],
    [["NIMCache", "NIMService"], "one schema at a time"],
    [["--operator-version", "9"], 'does not know the NIM Operator "9"'],
  ])("%j is refused", async (args, message) => {
    const { code, stderr } = await run("schema", ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

async function run(...argv: string[]) {
  const written = { stdout: "", stderr: "" };
  const output = (name: "stdout" | "stderr") => ({
    isTTY: false,
    columns: 80,
    write(text: string) {
      written[name] += text;
    },
  });
  const code = await main({
    argv,
    cwd: folder,
    env: {},
    stdin: () => Buffer.from(""),
    stdout: output("stdout"),
    stderr: output("stderr"),
  });
  return { code, ...written };
}

function write(name: string, content: string): void {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), content);
}

function read(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

function git(...args: string[]): void {
  execFileSync("git", args, { cwd: folder, stdio: "ignore" });
}
