import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Plan } from "../../src/plan/plan.ts";
import { planReport } from "../../src/report/plan-contract.ts";
import { goldenDirectory } from "../support/golden.ts";
import { runCommand } from "../support/run-command.ts";

const recorded = join(goldenDirectory, "scheduling");

describe.skipIf(!existsSync(recorded))("recorded fleets", () => {
  test.each(existsSync(recorded) ? readdirSync(recorded) : [])("%s is judged as it went", async (name) => {
    const folder = join(recorded, name);
    const truth = JSON.parse(readFileSync(join(folder, "truth.json"), "utf8"));
    const { code, plan } = await planIn(folder, "manifests.yaml", "--inventory", "inventory.yaml");
    expect(plan.verdict).toBe(truth.verdict);
    expect(code).toBe(truth.verdict === "does-not-fit" ? 1 : 0);
    for (const [service, expected] of Object.entries<Record<string, string>>(truth.services)) {
      const found = plan.workloads.find((each) => `${each.namespace}/${each.name}` === service);
      expect.soft(found?.verdict, service).toBe(expected.verdict);
      if (expected.verdictAtMaximum)
        expect.soft(found?.levels.maximum, service).toBe(expected.verdictAtMaximum);
    }
    for (const { pending, refused = [] } of truth.orders) {
      for (const { pod, message } of pending) {
        const told = reasonsOf(plan, pod.split("/").slice(0, 2).join("/"));
        for (const complaint of complaintsIn(message)) expect.soft(told).toContain(complaint);
      }
      // The inventory knows no names of quotas.
      for (const { service, message } of refused) {
        const [, amounts = "exceeded quota"] = /exceeded quota: \S+(, requested: .*)/.exec(message) ?? [];
        expect.soft(reasonsOf(plan, service)).toContain(amounts);
      }
    }
  });
});

function reasonsOf({ workloads }: Plan, service: string): string {
  const found = workloads.find(({ namespace, name }) => `${namespace}/${name}` === service);
  return (found?.reasons ?? []).map(({ message }) => message).join("\n");
}

/** What the scheduler says of the nodes, without how many they are. */
function complaintsIn(message: string): string[] {
  const [, told = ""] = /nodes are available: (.*?)\. no new claims/.exec(message) ?? [];
  return told.split(", ").map((each) => each.replace(/^\d+ /, ""));
}

const service = (name: string, gpus = 1, more = "") => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: ${name}, namespace: models}
spec:
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0, pullSecrets: [ngc-pull]}
  authSecret: ngc-api-key
  storage: {pvc: {name: ${name}-weights}}
  resources: {limits: {nvidia.com/gpu: ${gpus}}}
${more}`;

const inventory = (nodes: number, more = "") => `apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata: {name: lab}
spec:
  nodePools:
    - {name: h100, nodes: ${nodes}, gpu: {product: NVIDIA-H100-80GB-HBM3, count: 8}}
${more}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-plan-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the exit code", () => {
  test("is 0 where everything has a place, and the JSON keeps to its contract", async () => {
    write("a.yaml", service("llama", 8));
    write("gpus.yaml", inventory(1));
    const { code, plan } = await planned("a.yaml", "--inventory", "gpus.yaml");
    expect(code).toBe(0);
    expect(planReport.parse(plan)).toEqual(plan);
    expect(plan).toMatchObject({ version: 1, inventory: "lab", verdict: "fits" });
    expect(plan.workloads[0]?.pods[0]?.placed).toEqual([{ node: "h100-1", pods: 1 }]);
  });

  test("is 1 where something has none, unless the policy never fails", async () => {
    write("a.yaml", service("llama", 16));
    write("gpus.yaml", inventory(2));
    const { code, plan } = await planned("a.yaml", "--inventory", "gpus.yaml");
    expect(code).toBe(1);
    expect(plan.workloads[0]?.reasons[0]?.message).toContain("asks for 16 nvidia.com/gpu; no node");
    expect((await planned("a.yaml", "--inventory", "gpus.yaml", "--fail-on", "never")).code).toBe(0);
  });

  test("follows the policy: of the command line, of nimops.yaml, of the inventory", async () => {
    write("a.yaml", service("llama", 8, "  replicas: 2\n"));
    write("gpus.yaml", inventory(2));
    const flags = ["a.yaml", "--inventory", "gpus.yaml"];
    expect((await planned(...flags)).code).toBe(0);
    expect((await planned(...flags, "--fail-on", "minimum,nodeLost")).code).toBe(1);
    write("gpus.yaml", inventory(2, "  policy: {failOn: [nodeLost]}\n"));
    expect((await planned(...flags)).code).toBe(1);
    write("nimops.yaml", "plan: {failOn: [minimum]}\n");
    expect((await planned(...flags)).code).toBe(0);
  });

  test("is that of terraform where asked: 0 nothing to do, 2 something, 1 something wrong", async () => {
    repository();
    write("a.yaml", service("llama", 8));
    write("gpus.yaml", inventory(1));
    commit();
    const flags = ["a.yaml", "--inventory", "gpus.yaml", "--base", "HEAD", "--detailed-exitcode"];
    expect((await planned(...flags)).code).toBe(0);
    write("a.yaml", service("llama", 4));
    expect((await planned(...flags)).code).toBe(2);
    write("a.yaml", service("llama", 16));
    expect((await planned(...flags)).code).toBe(1);
    expect((await run("plan", ...flags, "--what-if", "h100")).code).toBe(1);
  });

  test("is 3 where there is no manifest, 2 for a mistake, and says what would be right", async () => {
    write("gpus.yaml", inventory(1));
    expect((await run("plan", "gpus.yaml", "--inventory", "gpus.yaml")).code).toBe(3);
    write("a.yaml", service("llama"));
    const wrong = await run("plan", "a.yaml", "--fail-on", "maximal");
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain("minimum, maximum, nodeLost, rollout, or never");
    expect((await run("plan", "a.yaml", "--base", "main", "--live")).stderr).toContain("exclude each other");
    expect((await run("plan", "a.yaml", "--what-if", "h100=+1")).stderr).toContain("there is none");
    expect((await run("plan", "a.yaml", "--fix")).stderr).toContain("--base REF");
    expect((await run("plan", "a.yaml", "--fix", "--live")).stderr).toContain("--base REF");
    expect((await run("plan", "a.yaml", "--bandwidth", "fast")).code).toBe(2);
  });
});

test("what the API server refuses is a blocker, and planned without", async () => {
  write("a.yaml", `${service("bad", 8, "  replica: 2\n")}---\n${service("good", 8)}`);
  write("gpus.yaml", inventory(1));
  const { code, plan } = await planned("a.yaml", "--inventory", "gpus.yaml");
  expect(code).toBe(1);
  expect(plan.verdict).toBe("fits");
  expect(plan.workloads.map(({ name }) => name)).toEqual(["good"]);
  expect(plan.blockers).toMatchObject([
    { code: "refused", resource: { name: "bad" }, location: { file: "a.yaml", line: 9 }, fixable: false },
  ]);
  expect(plan.blockers[0]?.message).toContain("the API server refuses it");
});

test("a cache whose claim is never made blocks, and the headline, the comment and the line say so", async () => {
  const storage = (mode: string) => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: weights, namespace: models}
spec:
  source: {ngc: {modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0, pullSecret: ngc-pull, authSecret: ngc-api-key, model: {profiles: [a]}}}
  storage:
    pvc: {create: true, storageClass: ebs, size: 50Gi, volumeAccessMode: ${mode}}
`;
  write("cache.yaml", storage("ReadWriteMany"));
  const user = service("llama", 1, "  replicas: 2\n");
  write("a.yaml", user.replace("{pvc: {name: llama-weights}}", "{nimCache: {name: weights}}"));
  const classes =
    "  storageClasses: [{name: ebs, provisioner: ebs.csi.aws.com, accessModes: [ReadWriteOnce]}]\n";
  write("gpus.yaml", inventory(2, classes));
  const flags = ["a.yaml", "cache.yaml", "--inventory", "gpus.yaml"];
  const { code, plan } = await planned(...flags);
  expect([code, plan.verdict]).toEqual([1, "fits"]);
  expect(plan.blockers).toMatchObject([
    { code: "access-mode-not-offered", location: { file: "cache.yaml", line: 7 } },
  ]);
  const text = (await run("plan", ...flags)).stdout;
  expect(text).not.toContain("everything runs");
  expect(text).toContain("blocked: NIMCache models/weights");
  const annotations = (await run("plan", ...flags, "--format", "github")).stdout;
  expect(annotations).toMatch(/^::error file=cache.yaml,line=7,.*title=access-mode-not-offered::/m);
  const comment = (await run("plan", ...flags, "--format", "markdown")).stdout;
  expect(comment).toContain("### ❌ nimops plan: fits, 1 blocker");
  expect(comment).toContain("<summary>⚠️ Caches (1)");

  // What only may go wrong is a warning, and open.
  write("cache.yaml", storage("ReadWriteOnce"));
  const doubtful = await run("plan", ...flags, "--format", "markdown");
  expect(doubtful.code).toBe(0);
  expect(doubtful.stdout).toContain("#### Warnings\n\n- `NIMCache models/weights`");
  expect(doubtful.stdout).not.toContain("verything runs");
  expect((await run("plan", ...flags, "--format", "github")).stdout).toMatch(
    /^::warning file=cache.yaml,line=1,.*title=read-write-once-shared::/m,
  );
});

test("an inventory that contradicts itself blocks, in every format", async () => {
  write("a.yaml", service("llama", 1));
  write("gpus.yaml", inventory(2).replace("nodes: 2", "nodes: 2, nodeNames: [n1, n1]"));
  const flags = ["a.yaml", "--inventory", "gpus.yaml"];
  const { code, plan } = await planned(...flags);
  expect(code).toBe(1);
  expect(plan.blockers).toMatchObject([
    { code: "inventory-contradiction", location: { file: "gpus.yaml", line: 6 } },
  ]);
  for (const format of ["text", "markdown", "html", "github"]) {
    expect((await run("plan", ...flags, "--format", format)).stdout, format).toContain("contradicts itself");
  }
  expect((await run("check", ...flags)).code).toBe(1);
  const twice = await run("check", "gpus.yaml", ...flags, "--format", "github");
  expect(twice.stdout.match(/^::error file=gpus.yaml/gm)).toHaveLength(1);
});

test("a product that nobody knows is an assumption", async () => {
  write("a.yaml", service("llama", 1));
  write("gpus.yaml", inventory(1).replace("NVIDIA-H100-80GB-HBM3", "NVIDIA-H100-80GB-HBM4"));
  const { code, plan } = await planned("a.yaml", "--inventory", "gpus.yaml");
  expect([code, plan.blockers]).toEqual([0, []]);
  expect(plan.assumptions.map(({ about }) => about)).toContain("gpus.yaml:6");
});

test("without an inventory nothing is placed, and it says how to declare one", async () => {
  write("a.yaml", service("llama", 8));
  const { code, plan } = await planned("a.yaml");
  expect(code).toBe(0);
  expect(plan).toMatchObject({
    verdict: "unknown",
    fleet: [],
    changes: [{ action: "create", name: "llama" }],
  });
  expect(plan.workloads[0]?.reasons).toMatchObject([{ code: "no-inventory" }]);
  expect(plan.workloads[0]?.reasons[0]?.help).toContain("--inventory");
});

test("what if there were more nodes is planned, and told", async () => {
  write("a.yaml", service("llama", 8, "  replicas: 3\n"));
  write("gpus.yaml", inventory(1));
  const flags = ["a.yaml", "--inventory", "gpus.yaml"];
  const { plan } = await planned(...flags);
  expect(plan.verdict).toBe("does-not-fit");
  const nodes = plan.advice.find(({ code }) => code === "add-nodes");
  expect(nodes).toMatchObject({ whatIf: "h100=+2", verdict: "fits" });
  const then = await planned(...flags, "--what-if", nodes?.whatIf ?? "");
  expect(then.plan.verdict).toBe("fits");
  expect(then.plan.assumptions).toContainEqual({
    about: "inventory",
    message: "changed by --what-if h100=+2",
  });
  expect(then.plan.digest).not.toBe(plan.digest);
});

test("clusters have a plan each; one inventory is of one of them", async () => {
  for (const cluster of ["east", "west"]) {
    write(`${cluster}/a.yaml`, service("llama", 8));
    write(`${cluster}/gpus.yaml`, inventory(cluster === "east" ? 1 : 0));
  }
  write(
    "nimops.yaml",
    "clusters:\n  - {name: east, paths: [east], inventory: east/gpus.yaml}\n  - {name: west, paths: [west], inventory: west/gpus.yaml}\n",
  );
  const both = await run("plan", ".", "--format", "json");
  expect(both.code).toBe(1);
  const { version, plans } = JSON.parse(both.stdout);
  expect(version).toBe(1);
  expect(plans.map(({ cluster, verdict }: Plan) => [cluster, verdict])).toEqual([
    ["east", "fits"],
    ["west", "does-not-fit"],
  ]);
  expect(plans[0].digest).not.toBe(plans[1].digest);
  expect((await planned("--cluster", "east", ".")).plan.verdict).toBe("fits");
  expect((await run("plan", ".", "--inventory", "east/gpus.yaml")).stderr).toContain("--cluster NAME");
});

test("compared with a base, a cache that cannot be edited is a blocker, and --fix writes the way around", async () => {
  const cache = (size: string) => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: weights, namespace: models}
spec:
  source: {ngc: {modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0, pullSecret: ngc-pull, authSecret: ngc-api-key, model: {profiles: [a]}}}
  storage: {pvc: {create: true, storageClass: nfs, size: ${size}, volumeAccessMode: ReadWriteMany}}
`;
  const user = service("llama", 1).replace("{pvc: {name: llama-weights}}", "{nimCache: {name: weights}}");
  repository();
  write("cache.yaml", cache("50Gi"));
  write("service.yaml", user);
  write("gpus.yaml", inventory(1));
  commit();
  write("cache.yaml", cache("80Gi"));
  const flags = ["cache.yaml", "service.yaml", "--inventory", "gpus.yaml", "--base", "HEAD"];
  const { code, plan } = await planned(...flags);
  expect(code).toBe(1);
  expect(plan.blockers).toMatchObject([{ resource: { kind: "NIMCache", name: "weights" }, fixable: true }]);
  expect(plan.caches[0]?.volume?.size).toBe("50Gi");
  const shown = (await run("plan", ...flags)).stdout;
  expect(shown).toMatch(/NIMCache models\/weights +no effect/);
  expect(shown).toContain("spec.storage.pvc.size: 50Gi -> 80Gi");
  expect(shown).not.toContain("stays as it is");
  const fixed = await run("plan", ...flags, "--fix", "--format", "json");
  expect(JSON.parse(fixed.stdout).blockers).toEqual([]);
  expect(fixed.code).toBe(0);
  expect(readFileSync(join(folder, "cache.yaml"), "utf8")).toContain("size: 50Gi");
});

test("what the operator does not carry to the services of a pipeline does not run", async () => {
  const pipeline = (gpus: number) => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata: {name: rag, namespace: models}
spec:
  services:
    - name: chat
      enabled: true
      spec:
        image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0, pullSecrets: [ngc-pull]}
        authSecret: ngc-api-key
        storage: {pvc: {name: chat-weights}}
        resources: {limits: {nvidia.com/gpu: ${gpus}}}
`;
  repository();
  write("a.yaml", pipeline(1));
  write("gpus.yaml", inventory(1));
  commit();
  write("a.yaml", pipeline(16));
  const { plan } = await planned("a.yaml", "--inventory", "gpus.yaml", "--base", "HEAD");
  expect(plan.blockers).toMatchObject([{ code: "pipeline-edit-ignored" }]);
  expect(plan.verdict).toBe("fits");
  expect(plan.workloads[0]?.pods[0]?.requests).toMatchObject({ "nvidia.com/gpu": "1" });
  expect((await planned("a.yaml", "--inventory", "gpus.yaml")).plan.verdict).toBe("does-not-fit");
});

test("during the roll-out, services that go hold their GPUs beside those that come", async () => {
  repository();
  write("a.yaml", service("old", 8));
  write("gpus.yaml", inventory(1));
  commit();
  write("a.yaml", service("new", 8));
  const { plan } = await planned("a.yaml", "--inventory", "gpus.yaml", "--base", "HEAD");
  expect(plan).toMatchObject({
    verdict: "fits",
    levels: { maximum: "fits", nodeLost: "does-not-fit", rollout: "does-not-fit" },
  });
  expect(plan.workloads.map(({ name, levels }) => [name, levels.rollout])).toEqual([["new", "contended"]]);
  const why = plan.workloads[0]?.reasons.find(({ code }) => code === "at-rollout");
  expect(why?.message).toContain("while everything is rolled out");
  expect(why?.message).toContain(
    "needs 16 nvidia.com/gpu together with NIMService models/old; pool h100 (1 node) has 8: 8 free",
  );
  expect(plan.fleet[0]?.nodes[0]).toMatchObject({ before: [{ name: "old" }], after: [{ name: "new" }] });
  expect(plan.advice).toEqual([]);
  write("gpus.yaml", inventory(2));
  const roomy = await planned("a.yaml", "--inventory", "gpus.yaml", "--base", "HEAD");
  expect(roomy.plan.levels.rollout).toBe("fits");
});

test("the order and the names of files change nothing", async () => {
  write("a.yaml", service("a", 8));
  write("b.yaml", service("b", 2, "  replicas: 2\n"));
  write("c.yaml", service("c", 1));
  write("gpus.yaml", inventory(2));
  const flags = ["--inventory", "gpus.yaml", "--format", "json"];
  const first = await run("plan", "a.yaml", "b.yaml", "c.yaml", ...flags);
  expect((await run("plan", "c.yaml", "b.yaml", "a.yaml", ...flags)).stdout).toBe(first.stdout);
  write(
    "z/all.yaml",
    [service("c", 1), service("b", 2, "  replicas: 2 # two\n"), service("a", 8)].join("---\n"),
  );
  const moved = await run("plan", "z/all.yaml", ...flags);
  expect(withoutPlaces(moved.stdout)).toEqual(withoutPlaces(first.stdout));
});

test("reports go into files, each in its format", async () => {
  write("a.yaml", service("llama", 8));
  write("gpus.yaml", inventory(1));
  const files = ["json=out/plan.json", "html=out/plan.html", "markdown=out/plan.md"];
  const { code, stdout } = await run(
    ...["plan", "a.yaml", "--inventory", "gpus.yaml"],
    ...files.flatMap((file) => ["--format", file]),
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/^fits: /);
  expect(JSON.parse(readFileSync(join(folder, "out/plan.json"), "utf8")).verdict).toBe("fits");
  expect(readFileSync(join(folder, "out/plan.html"), "utf8")).toContain("<!doctype html>");
  expect(readFileSync(join(folder, "out/plan.md"), "utf8")).toContain("fits");
});

test("hostile names stay text in every format", async () => {
  write("a.yaml", service('"x\\e[31m::error::</script><script>alert(1)</script>@all"', 8));
  write("gpus.yaml", inventory(1));
  for (const format of ["text", "json", "markdown", "html", "github"]) {
    const { stdout } = await run("plan", "a.yaml", "--inventory", "gpus.yaml", "--format", format);
    expect(stdout).not.toContain("\u001b");
    expect(stdout).not.toContain("<script>alert");
    expect(stdout).not.toMatch(/^::error::/m);
  }
});

test("check lints and plans with one exit code, and tells what is refused once", async () => {
  write("a.yaml", service("llama", 16));
  write("gpus.yaml", inventory(2));
  const flags = ["--inventory", "gpus.yaml"];
  const text = await run("check", "a.yaml", ...flags);
  expect(text.code).toBe(1);
  expect(text.stdout.indexOf("finding")).toBeLessThan(text.stdout.indexOf("does-not-fit"));
  const { lint, plan, version } = JSON.parse(
    (await run("check", "a.yaml", ...flags, "--format", "json")).stdout,
  );
  expect([version, lint.version, plan.verdict]).toEqual([1, 1, "does-not-fit"]);
  expect((await run("check", "a.yaml", ...flags, "--fail-on", "never")).code).toBe(0);
  write("a.yaml", service("llama", 8, "  replica: 2\n"));
  const { stdout, code } = await run("check", "a.yaml", ...flags, "--format", "github");
  expect(code).toBe(1);
  expect(stdout.match(/unknown field/g)).toHaveLength(1);
  expect((await run("check", "gpus.yaml")).code).toBe(3);
});

test("check reads standard input for both", async () => {
  write("gpus.yaml", inventory(1));
  const { code, stdout } = await runCommand(["check", "-", "--inventory", "gpus.yaml"], {
    cwd: folder,
    stdin: service("llama", 8),
  });
  expect(code).toBe(0);
  expect(stdout).toContain("fits: ");
});

function withoutPlaces(text: string): unknown {
  return JSON.parse(text, (key, value) => (key === "location" ? undefined : value));
}

function run(...argv: string[]) {
  return runCommand(argv, { cwd: folder });
}

function planned(...argv: string[]) {
  return planIn(folder, ...argv);
}

async function planIn(cwd: string, ...argv: string[]): Promise<{ code: number; plan: Plan }> {
  const { code, stdout, stderr } = await runCommand(["plan", "--format", "json", ...argv], { cwd });
  if (stdout === "") throw new Error(stderr);
  return { code, plan: JSON.parse(stdout) };
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

function repository(): void {
  git("init", "-q", "-b", "main");
}

function commit(): void {
  git("add", "-A");
  git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "change");
}

function git(...args: string[]): void {
  execFileSync("git", args, { cwd: folder, env: { PATH: process.env.PATH ?? "", HOME: folder } });
}
