import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commands, main } from "../src/cli.ts";
import type { World } from "../src/commands/world.ts";
import { lintReport } from "../src/report/contract.ts";
import { version } from "../src/version.ts";

const service = (name: string, more = "") => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: ${name}
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
${more}`;
const broken = service(
  "broken",
  "  replicas: 1\n  scale:\n    enabled: true\n    hpa:\n      maxReplicas: 2\n",
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-cli-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("what it reads", () => {
  test("a file, wherever it is and whatever it is called", async () => {
    write("manifest.txt", service("a"));
    expect(await run("lint", "manifest.txt")).toMatchObject({
      code: 0,
      stdout: "no findings in 1 resource of 1 file\n",
    });
  });

  test("a directory is walked whether or not git tracks it; other files are left alone", async () => {
    write("apps/a.yaml", service("a"));
    write("apps/deep/b.yml", service("b"));
    write("apps/deep/c.json", JSON.stringify({ apiVersion: "v1", kind: "List", items: [] }));
    write("apps/README.md", broken);
    write("apps/node_modules/x/d.yaml", broken);
    expect(await run("lint", "apps")).toMatchObject({
      code: 0,
      stdout: "no findings in 2 resources of 2 files\n",
    });
  });

  test("a glob", async () => {
    write("apps/a.yaml", service("a"));
    write("apps/deep/b.yaml", broken);
    expect((await run("lint", "apps/*.yaml")).code).toBe(0);
    expect((await run("lint", "apps/**/*.yaml")).code).toBe(1);
  });

  test("standard input", async () => {
    const { code, stdout } = await run("lint", "-", { stdin: broken });
    expect(code).toBe(1);
    expect(stdout).toContain("--> -:17:13");
  });

  test("without a path, the files that git tracks", async () => {
    git("init", "-q");
    write("tracked.yaml", service("a"));
    write("untracked.yaml", broken);
    git("add", "tracked.yaml");
    expect(await run("lint")).toMatchObject({ code: 0, stdout: "no findings in 1 resource of 1 file\n" });
  });

  test("the items of a List, and JSON", async () => {
    write(
      "list.yaml",
      `apiVersion: v1\nkind: List\nitems:\n- ${broken.trimEnd().replaceAll("\n", "\n  ")}\n`,
    );
    const { code, stdout } = await run("lint", "list.yaml", "--format", "json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout).findings[0]).toMatchObject({
      line: 20,
      column: 15,
      path: ["spec", "replicas"],
    });
  });
});

describe("clusters", () => {
  const config = `clusters:
  - name: east
    paths: [east]
    operatorVersion: v3.1.0
    namespace: models
  - name: west
    paths: [west, shared/*.yaml]
`;

  test("each takes its own paths, namespace and operator version; --cluster chooses", async () => {
    write("nimops.yaml", config);
    write("east/a.yaml", service("a", "  priorityClassName: high\n"));
    write("west/a.yaml", service("a", "  priorityClassName: high\n"));
    const { stdout } = await run("lint", "--format", "json", "east", "west");
    const findings = JSON.parse(stdout).findings.filter(
      ({ rule }: { rule: string }) => rule === "field-needs-newer-operator",
    );
    expect(findings).toMatchObject([
      { file: "east/a.yaml", object: { namespace: "models", name: "a" }, clusters: ["east"] },
    ]);
    expect((await run("lint", "--cluster", "west", "east", "west")).code).toBe(0);
  });

  test("an unknown one is named with those that are declared", async () => {
    write("nimops.yaml", config);
    expect(await run("lint", "--cluster", "north", ".")).toMatchObject({
      code: 2,
      stderr: 'nimops: no cluster "north" is declared\n  help: declared: east, west\n',
    });
  });
});

describe("exit codes", () => {
  test("0 when clean, 1 at --fail-on, 0 below it", async () => {
    expect((await run("lint", "-", { stdin: service("a") })).code).toBe(0);
    expect((await run("lint", "-", { stdin: broken })).code).toBe(1);
    expect((await run("lint", "-", "--fail-on", "never", { stdin: broken })).code).toBe(0);
  });

  test("3 when there is nothing to lint, and the JSON is still a document", async () => {
    write("deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n");
    const { code, stdout, stderr } = await run("lint", ".", "--format", "json");
    expect(code).toBe(3);
    expect(lintReport.parse(JSON.parse(stdout)).findings).toEqual([]);
    expect(stderr).toBe("nimops: found no NIM manifest in 1 file\n");
  });

  test.each(["lint", "plan", "check", "render"])("3 for nimops %s of an empty folder", async (name) => {
    mkdirSync(join(folder, "empty"));
    expect(await run(name, "empty")).toMatchObject({
      code: 3,
      stderr: "nimops: found no NIM manifest: no YAML or JSON file was there to be read\n",
    });
  });

  test.each([
    [["lint", "missing.yaml"], 'cannot read "missing.yaml": no such file or directory'],
    [["lint", "--formt", "json", "."], "nimops lint has no flag --formt\n  help: did you mean --format?"],
    [["lint", "--format", "xml", "."], "--format xml is not known\n  help: one of text, json"],
    [["lint", "--operator-version", "9", "."], 'nimops does not know the NIM Operator "9"'],
    [["lint", "--enforced-by", "me", "."], "--enforced-by me: nobody of that name"],
    [["lint", "--preset", "strict", "."], 'there is no preset "strict"'],
    [["lint", "--config", "nowhere.yaml", "."], "cannot read the configuration"],
    [["lint"], "is in no git repository"],
    [["lint", ""], "an empty path names no file"],
    [["lint", "--format=", "."], '--format "" is not known'],
    [["lint", "--format"], "nimops lint needs a value after --format: --format FORMAT[=FILE]"],
    [["lint", "--config", "--fix", "."], "nimops lint needs a value after --config: --config FILE"],
    [["lint", "--fix=yes", "."], "nimops lint: --fix takes no value"],
    [["plan", "--kubeconfig", "x", "."], "--kubeconfig alone does nothing\n  help: add --live"],
    [["rules", "hpa-bounds"], 'nimops rules takes no argument "hpa-bounds"\n  help: `nimops explain RULE`'],
    [["lnt"], 'there is no command "lnt"\n  help: did you mean `nimops lint`?'],
    [["explain"], "name the rule to explain"],
    [["explain", "replicas-with-autoscalin"], "did you mean replicas-with-autoscaling?"],
  ])("2 for %j", async (argv, message) => {
    const { code, stdout, stderr } = await run(...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("a path or a cluster that leads to no file is told, and judged is the rest", async () => {
    write("a.yaml", service("a"));
    write("folder/readme.md", "");
    const { code, stdout, stderr } = await run("lint", "a.yaml", "folder", "app/*.yaml");
    expect([code, stdout]).toEqual([0, "no findings in 1 resource of 1 file\n"]);
    expect(stderr).toBe(
      'nimops: "folder" leads to no YAML or JSON file\nnimops: "app/*.yaml" leads to no YAML or JSON file\n',
    );
    write(
      "nimops.yaml",
      "clusters: [{name: eu, paths: [a.yaml]}, {name: us, paths: [cluster/us], inventory: gpus.yaml}]",
    );
    write(
      "gpus.yaml",
      "apiVersion: nimops.dev/v1alpha1\nkind: GPUInventory\nmetadata: {name: us}\nspec: {nodePools: []}\n",
    );
    git("init");
    git("add", ".");
    for (const command of ["lint", "plan", "check"]) {
      expect((await run(command)).stderr).toBe(
        'nimops: the cluster "us" has no files: git tracks none below "cluster/us"\n',
      );
    }
  });

  test.each([
    ['rules:\n  __proto__: "off"\n', "nimops.yaml:2:3: unknown setting rules.__proto__\n  help: remove it"],
    ["clusers: []\n", "nimops.yaml:1:1: unknown setting clusers\n  help: did you mean clusters?"],
    [
      "clusters:\n  - name: a\n    path: [x]\n",
      "nimops.yaml:3:5: unknown setting clusters[0].path\n  help: did you mean paths?",
    ],
    ["rules:\n  no-such-rule: off\n", 'nimops.yaml:2:3: there is no rule "no-such-rule"'],
    ["rules:\n  replicas-with-autoscalin: off\n", "did you mean replicas-with-autoscaling?"],
    ["a: [1\n", "nimops.yaml:"],
    [
      "failOn: erro\n",
      'nimops.yaml:1:1: failOn: must be error, warning, info or never, but is "erro"\n  help: did you mean error?',
    ],
    ["operatorVersion: '2.0'\n", "must be one of 3.0.2, 3.1.0"],
    [
      "kubernetesVersion: 1.34\n",
      "kubernetesVersion: must be text, but is the number 1.34\n  help: put it in quotes",
    ],
    ["clusters: [{paths: [a]}]\n", "clusters[0].name: is missing; it must be text"],
    [
      "clusters: [{name: a, paths: b}]\n",
      'paths: must be a list, but is "b"\n  help: put it in brackets: one is a list too',
    ],
    ["clusters: [{name: a, paths: []}]\n", "paths: must have at least 1 of them, but has 0"],
    ["airGapped: 'on'\n", 'airGapped: must be true or false, but is "on"'],
    ["rules: {no-cache-at-all: loud}\n", 'must be error, warning, info or off, but is "loud"'],
    ["- clusters\n", "nimops.yaml:1:1: the configuration: must be a map, but is a list"],
  ])("2 for the configuration %j", async (text, message) => {
    write("nimops.yaml", text);
    const { code, stderr } = await run("lint", ".");
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

test.each(["--version", "-v", "version"])("%s tells the version, and nothing else", async (word) => {
  expect(await run(word)).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

describe("fixes", () => {
  const mistaken = `# why: a comment\n${service("a").replace("tag: 1.12.0", "tagg: 1.12.0 # pinned")}`;
  const corrected = mistaken.replace("tagg", "tag");

  test("--diff shows them and changes nothing", async () => {
    write("a.yaml", mistaken);
    const { code, stdout } = await run("lint", "--diff", "a.yaml");
    expect(code).toBe(1);
    expect(stdout).toContain("-    tagg: 1.12.0 # pinned\n+    tag: 1.12.0 # pinned\n");
    expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe(mistaken);
  });

  test("--fix writes them, byte by byte, and lints what is left", async () => {
    write("a.yaml", mistaken);
    expect(await run("lint", "--fix", "a.yaml")).toEqual({
      code: 0,
      stdout: "no findings in 1 resource of 1 file\n",
      stderr: "nimops: fixed 1 finding in 1 file\n",
    });
    expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe(corrected);
    expect((await run("lint", "--diff", "a.yaml")).code).toBe(0);
  });

  test("--fix says why it leaves something", async () => {
    write("a.yaml", service("a", '  replicas: &count "1"\n  labels: {a: *count}\n'));
    write(
      "b.yaml",
      service("b", "  storag: 1\n")
        .replace("  storage:\n", "  storage:\n    nimcache: {name: nowhere}\n")
        .replace("    pvc:\n      name: llama-8b-weights\n", ""),
    );
    const { stderr } = await run("lint", "--fix", "--unsafe-fixes", ".");
    expect(stderr).toContain("nimops: fixed 1 finding in 1 file, 2 fixes not applied\n");
    expect(stderr).toContain(
      "nimops: not fixed: wrong-type at a.yaml:17: an anchor, an alias, a merge key or a tag is in the way\n",
    );
    expect(stderr).toMatch(
      /nimops: not fixed: unknown-field at b\.yaml:\d+: it would bring cache-not-found at b\.yaml:\d+\n/,
    );
  });

  test("--unsafe-fixes needs one of them", async () => {
    expect((await run("lint", "--unsafe-fixes", "-")).stderr).toContain(
      "add --fix, or --diff to see them first",
    );
  });
});

test("a baseline written once accepts what is there, and catches what comes", async () => {
  write("old.yaml", broken);
  expect((await run("lint", "old.yaml")).code).toBe(1);
  expect((await run("lint", "--write-baseline", "known.json", "old.yaml")).code).toBe(0);
  expect((await run("lint", "--baseline", "known.json", "old.yaml")).code).toBe(0);
  write("new.yaml", broken.replace("name: broken", "name: worse"));
  const { code, stdout } = await run("lint", "--baseline", "known.json", "old.yaml", "new.yaml");
  expect(code).toBe(1);
  expect(stdout).toContain("new.yaml");
  expect(stdout).not.toContain("old.yaml");
});

describe("help", () => {
  test.each(commands.map(({ name }) => [name]))("nimops %s --help fits 80 columns", async (name) => {
    const { code, stdout } = await run(name, "--help");
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: nimops ${name}`);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test.each([[[]], [["airgap"]], [["inventory"]]])(
    "the overview %j fits 80 columns, and no row ends like a sentence",
    async (argv) => {
      const { stdout } = await run(...argv);
      expect(stdout).toContain("Usage: nimops COMMAND");
      expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
      const rows = stdout.slice(stdout.indexOf("Commands:"), stdout.indexOf("`nimops COMMAND"));
      expect(rows).not.toMatch(/\.\n/);
    },
  );

  test("rules lists them, and explain tells one with its examples", async () => {
    expect((await run("rules")).stdout).toContain("replicas-with-autoscaling");
    expect(JSON.parse((await run("rules", "--format", "json")).stdout).length).toBeGreaterThan(0);
    expect((await run("explain", "replicas-with-autoscaling")).stdout).toMatch(
      /Bad:[\s\S]*Good:[\s\S]*Source:/,
    );
  });
});

describe("hostile names", () => {
  test("no name can forge a workflow command or a terminal escape", async () => {
    const name = '"x\\n::error file=a::forged\\e[31m"';
    write(
      "evil\n::warning::x.yaml",
      service(name, "  replicas: 1\n  scale: {enabled: true, hpa: {maxReplicas: 2}}\n"),
    );
    const { stdout, stderr } = await run("lint", ".");
    expect(stdout).toContain("replicas-with-autoscaling");
    expect(`${stdout}${stderr}`.split("\n").filter((line) => line.trimStart().startsWith("::"))).toEqual([]);
    expect(stdout).not.toContain("\u001b");
  });

  test("a symbolic link that leaves the root is told, not read", async () => {
    const secret = mkdtempSync(join(tmpdir(), "nimops-outside-"));
    writeFileSync(join(secret, "a.yaml"), broken);
    write("in.yaml", service("a"));
    symlinkSync(join(secret, "a.yaml"), join(folder, "out.yaml"));
    symlinkSync(join(folder, "in.yaml"), join(folder, "again.yaml"));
    symlinkSync(folder, join(folder, "loop"));
    const { stdout } = await run("lint", ".", "--format", "json");
    rmSync(secret, { recursive: true });
    const rules = JSON.parse(stdout).findings.map(
      ({ rule, file }: Record<string, string>) => `${rule} ${file}`,
    );
    expect(rules).toContain("link-outside-root out.yaml");
    expect(rules.join()).not.toContain("replicas-with-autoscaling");
  });

  test("a symbolic link to nothing is told as one", async () => {
    write("in.yaml", service("a"));
    symlinkSync("nowhere.yaml", join(folder, "out.yaml"));
    expect((await run("lint", ".")).stdout).toContain(
      "error[link-outside-root]: the symbolic link leads to a file that does not exist",
    );
  });

  test("a file over the limit is told, not read", async () => {
    write("nimops.yaml", "limits:\n  fileSize: 1Ki\n");
    write("big.yaml", `${service("a")}# ${"x".repeat(2000)}\n`);
    expect((await run("lint", "big.yaml")).stdout).toContain("file-too-large");
  });
});

test("colours are for terminals, and NO_COLOR turns them off", async () => {
  expect((await run("lint", "-", { stdin: broken, isTTY: true })).stdout).toContain("\u001b[1;31m");
  expect(
    (await run("lint", "-", { stdin: broken, isTTY: true, env: { NO_COLOR: "1" } })).stdout,
  ).not.toContain("\u001b");
  expect((await run("lint", "-", { stdin: broken })).stdout).not.toContain("\u001b");
  expect((await run("lint", "-", "--color", "always", { stdin: broken })).stdout).toContain("\u001b[1;31m");
});

interface Outside {
  stdin?: string;
  isTTY?: boolean;
  env?: Record<string, string>;
}

async function run(...args: (string | Outside)[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const outside = args.find((arg) => typeof arg !== "string") ?? {};
  const written = { stdout: "", stderr: "" };
  const output = (name: "stdout" | "stderr") => ({
    isTTY: outside.isTTY ?? false,
    columns: 80,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const world: World = {
    argv: args.filter((arg) => typeof arg === "string"),
    cwd: folder,
    env: outside.env ?? {},
    stdin: () => Buffer.from(outside.stdin ?? ""),
    stdout: output("stdout"),
    stderr: output("stderr"),
  };
  const code = await main(world);
  return { code, ...written };
}

function write(name: string, content: string): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function git(...args: string[]): void {
  execFileSync("git", args, { cwd: folder, stdio: "ignore" });
}
