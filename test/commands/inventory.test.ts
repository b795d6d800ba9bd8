import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { main } from "../../src/cli.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-inventory-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function run(args: string[], { isTTY = false, env = {} as Record<string, string>, stdin = "" } = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main({
    argv: ["inventory", ...args],
    cwd: folder,
    env,
    stdin: () => Buffer.from(stdin),
    stdout: { write: (text) => out.push(text), isTTY, columns: 80 },
    stderr: { write: (text) => err.push(text), isTTY: false, columns: 80 },
  });
  return { code, out: out.join(""), err: err.join("") };
}

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

const inventory = (pools: string) =>
  `apiVersion: nimops.dev/v1alpha1\nkind: GPUInventory\nmetadata: {name: prod}\nspec:\n  nodePools:\n${pools}`;
const h100 =
  "    - {name: h100, nodes: 2, gpu: {product: h100-sxm, count: 8}, reserved: {nvidia.com/gpu: 1}}\n";
const l40s = "    - {name: l40s, nodes: {min: 1, max: 4}, gpu: {product: l40s, count: 4}}\n";

const service = (name: string, gpus: number, more = "") => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: ${name}, namespace: models}
spec:
  image: {repository: nvcr.io/nim/meta/llama, tag: 1.12.0}
  authSecret: ngc
  storage: {emptyDir: {}}
  expose: {service: {port: 8000}}
  resources: {limits: {nvidia.com/gpu: ${gpus}}}
${more}---
`;

describe("show", () => {
  test("is a table, bars, and what is assumed", async () => {
    write("inventory.yaml", inventory(h100 + l40s));
    write("services.yaml", service("big", 6, "  replicas: 2\n") + service("small", 1) + service("huge", 16));
    const { code, out, err } = await run(["show", "inventory.yaml", "services.yaml"]);
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(out).toBe(`prod: 2 pools, 3..6 nodes, 20..32 GPUs

POOL  PRODUCT         NODES     GB  CC   NVLINK
h100  H100-80GB-HBM3  2 x 8     80  9.0  nvswitch 8
l40s  L40S            1..4 x 4  48  8.9  none

Use
  h100: 16 nvidia.com/gpu, 8 a node
    [####=====================...]  2 others, 12 manifests, 2 free
      models/big: 2 pods x 6 nvidia.com/gpu
  l40s: 4..16 nvidia.com/gpu, 4 a node
    [.......---------------------]  4..16 free
  # others   = manifests   . free   - not there yet

In one of several pools (not counted above)
  models/small: 1 pod x 1 nvidia.com/gpu
      h100, l40s

In no pool
  models/huge: 1 pod x 16 nvidia.com/gpu
      too little is left on a node of h100, l40s

Assumed
  virtualization bare-metal (the usual): all pools
  nvlinkDomainSize 8 (usual with nvlink: nvswitch): h100
  allocation device-plugin (the usual): all pools
  pods 110 (the kubelet's default): all pools
  cpu and memory enough on each node (not given): all pools
  nvlinkDomainSize 1 (usual with nvlink: none): l40s
From the catalogue
  NVIDIA-H100-80GB-HBM3: memory 81559 MiB, computeCapability 9.0, nvlink
    nvswitch, deviceID 2330
  NVIDIA-L40S: memory 46068 MiB, computeCapability 8.9, nvlink none, deviceID
    26b9
`);
  });

  test("says which manifests it cannot count, and counts those whose GPUs are written", async () => {
    write("inventory.yaml", inventory(h100));
    write(
      "services.yaml",
      service("written", 4) +
        service("refused", 4, "  replica: 2\n") +
        service("from-profile", 4).replace("nvidia.com/gpu", "cpu"),
    );
    const { code, out, err } = await run(["show", "inventory.yaml", "services.yaml"]);
    expect(code).toBe(0);
    expect(out).toContain("models/written: 1 pod x 4 nvidia.com/gpu");
    expect(err).toContain("NIMService models/refused is not counted: the API server refuses it");
    expect(err).toMatch(/models\/from-profile is not counted: .*model manifest .* is not known/);
  });

  test("takes no service of a pipeline for the one whose name only begins alike", async () => {
    const member = (name: string, gpus: string) =>
      `    - {name: ${name}, enabled: true, spec: {image: {repository: nvcr.io/nim/meta/llama, tag: 1.12.0}, authSecret: ngc, storage: {emptyDir: {}}, expose: {service: {port: 8000}}, resources: {limits: {${gpus}}}}}\n`;
    write("inventory.yaml", inventory(h100));
    write(
      "pipeline.yaml",
      `apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMPipeline\nmetadata: {name: both, namespace: models}\nspec:\n  services:\n${member("node", "nvidia.com/gpu: 4")}${member("node-lws", "cpu: 4")}`,
    );
    const { out, err } = await run(["show", "inventory.yaml", "pipeline.yaml"]);
    expect(out).toContain("models/node: 1 pod x 4 nvidia.com/gpu");
    expect(out).not.toContain("models/node-lws");
    expect(err).toContain("NIMPipeline models/both is not counted: Deployment node-lws is left out");
    expect(err).not.toContain("Deployment node is left out");
  });

  test("does not count what a rule of the CRD refuses", async () => {
    write("inventory.yaml", inventory(h100));
    const scaled = "  replicas: 2\n  scale: {enabled: true, hpa: {minReplicas: 1, maxReplicas: 2}}\n";
    write("services.yaml", service("taken", 4) + service("refused", 4, scaled));
    const { out, err } = await run(["show", "inventory.yaml", "services.yaml"]);
    expect(out).toContain("models/taken");
    expect(out).not.toContain("models/refused");
    expect(err).toContain("NIMService models/refused is not counted: the API server refuses it");
  });

  test("has 80 columns at most, whatever the names are", async () => {
    const long = "a-name-of-a-pool-that-is-much-longer-than-any-that-one-would-like";
    const pools = Array.from(
      { length: 40 },
      (_, index) =>
        `    - {name: ${long}-${index}, nodes: {min: ${index}, max: 1000}, zone: europe-west-and-more-1a, gpu: {product: rtx-pro-6000, count: 8, sharing: {strategy: time-slicing, replicas: 4}}, taints: [{key: example.com/a-taint-with-a-long-name, value: dedicated-to-inference, effect: NoSchedule}]}\n`,
    );
    write("inventory.yaml", inventory(pools.join("")));
    const { code, out } = await run(["show", "inventory.yaml"]);
    expect(code).toBe(0);
    const wide = out.split("\n").filter((line) => line.length > 80 && line.trim().includes(" "));
    expect(wide).toEqual([]);
  });

  test("has colours on a terminal, and none with NO_COLOR", async () => {
    write("inventory.yaml", inventory(h100));
    expect((await run(["show", "inventory.yaml"], { isTTY: true })).out).toContain("\u001b[");
    expect(
      (await run(["show", "inventory.yaml"], { isTTY: true, env: { NO_COLOR: "1" } })).out,
    ).not.toContain("\u001b[");
  });

  test("takes the inventories of nimops.yaml, with the manifests of their clusters", async () => {
    write("nimops.yaml", "clusters:\n  - {name: eu, paths: [services.yaml], inventory: inventory.yaml}\n");
    write("inventory.yaml", inventory(h100));
    write("services.yaml", service("big", 4));
    const untracked = await run(["show"]);
    expect(untracked.err).toContain("manifests are not counted");
    expect(untracked.out).toContain("2 others");
    execFileSync("git", ["init", "--quiet"], { cwd: folder });
    execFileSync("git", ["add", "services.yaml"], { cwd: folder });
    const { code, out, err } = await run(["show", "--format", "json"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject([
      { name: "prod", pools: [{ name: "h100", workloads: [{ name: "big" }] }] },
    ]);
  });

  test("tells what is wrong with its place, and ends with 1", async () => {
    write("inventory.yaml", inventory("    - {name: h100, nodes: 2, gpu: {product: h100-smx, count: 8}}\n"));
    const { code, err } = await run(["show", "inventory.yaml"]);
    expect(code).toBe(1);
    expect(err).toContain("inventory.yaml:6:");
    expect(err).toContain("did you mean h100-sxm");
  });

  test("says what to give where no inventory is named, or FILE is none", async () => {
    expect(await run(["show"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("clusters[].inventory"),
    });
    expect(await run(["show", "missing.yaml"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("missing.yaml"),
    });
    expect(await run(["show", "."])).toMatchObject({ code: 2 });
  });
});

describe("export kwok", () => {
  test("prints documents, or one List", async () => {
    write("inventory.yaml", inventory(h100 + l40s));
    const { code, out } = await run(["export", "kwok", "inventory.yaml", "--at", "min"]);
    expect(code).toBe(0);
    const kinds = parseAllDocuments(out).map((document) => document.toJS().kind);
    expect(kinds).toEqual(["Namespace", "Node", "Node", "Node", "Pod", "Pod"]);
    const list = await run(["export", "kwok", "inventory.yaml", "--format", "json"]);
    expect(JSON.parse(list.out).items).toHaveLength(9);
  });

  test("writes the same bytes each time", async () => {
    write("inventory.yaml", inventory(h100 + l40s));
    const [one, two] = [
      await run(["export", "kwok", "inventory.yaml"]),
      await run(["export", "kwok", "-"], { stdin: inventory(h100 + l40s) }),
    ];
    expect(one.out).toBe(two.out);
  });
});

describe("from-capi", () => {
  const machines = (name: string, count: number, labels = "nvidia.com/gpu.product=NVIDIA-L40S") => `---
apiVersion: cluster.x-k8s.io/v1beta2
kind: MachineDeployment
metadata:
  name: ${name}
  namespace: fleet
  annotations:
    capacity.cluster-autoscaler.kubernetes.io/gpu-type: nvidia.com/gpu
    capacity.cluster-autoscaler.kubernetes.io/gpu-count: "4"
    capacity.cluster-autoscaler.kubernetes.io/labels: ${labels}
spec: {clusterName: prod, replicas: ${count}, template: {spec: {version: v1.34.2}}}
`;

  test("writes an inventory that show reads, and keeps what was added by hand", async () => {
    write("machines.yaml", machines("l40s", 2));
    expect(await run(["from-capi", "machines.yaml", "--out", "inventory.yaml"])).toMatchObject({
      code: 0,
      out: "",
    });
    const first = readFileSync(join(folder, "inventory.yaml"), "utf8");
    write("inventory.yaml", `${first}  storageClasses:\n    - name: fast # by hand\n`);
    write("machines.yaml", machines("l40s", 3));
    expect(await run(["from-capi", "machines.yaml", "--out", "inventory.yaml"])).toMatchObject({ code: 0 });
    const second = readFileSync(join(folder, "inventory.yaml"), "utf8");
    expect(second).toContain("- name: fast # by hand");
    expect(parse(second).spec.nodePools).toMatchObject([{ name: "l40s", nodes: 3 }]);
    expect(await run(["show", "inventory.yaml"])).toMatchObject({ code: 0 });
    const again = await run(["from-capi", "machines.yaml", "--out", "inventory.yaml"]);
    expect(again.err).toContain("is as it was");
  });

  test("names pools without a product, and ends with 1 unless told to skip them", async () => {
    write("machines.yaml", machines("known", 1) + machines("odd", 1, "a=b"));
    const { code, err, out } = await run(["from-capi", "machines.yaml"]);
    expect(code).toBe(1);
    expect(err).toContain("give --product odd=PRODUCT");
    expect(parse(out).spec.nodePools).toHaveLength(1);
    expect(await run(["from-capi", "machines.yaml", "--skip-unknown"])).toMatchObject({ code: 0 });
    expect(await run(["from-capi", "machines.yaml", "--product", "odd=t4"])).toMatchObject({
      code: 0,
      err: "",
    });
  });

  test("says where it finds nothing, several clusters, or no path", async () => {
    write("empty.yaml", "kind: ConfigMap\n");
    expect(await run(["from-capi", "empty.yaml"])).toMatchObject({ code: 3 });
    write("two.yaml", machines("a", 1) + machines("b", 1).replace("clusterName: prod", "clusterName: test"));
    expect(await run(["from-capi", "two.yaml"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--cluster"),
    });
    expect(await run(["from-capi", "two.yaml", "--cluster", "test"])).toMatchObject({ code: 0 });
    expect(await run(["from-capi"])).toMatchObject({ code: 2 });
  });
});
