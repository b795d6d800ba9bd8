import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { h100Pool, inventoryFolder, inventoryText, l40sPool } from "../support/inventory-folder.ts";

const { run, write, path } = inventoryFolder();

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

/** A service whose GPUs only the profile of its cache tells. */
const fromProfile = (text: string) => text.replace("emptyDir: {}", "nimCache: {name: weights, profile: tp4}");
const weights = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: weights, namespace: models}
spec:
  source: {ngc: {modelPuller: nvcr.io/nim/meta/llama:1.12.0, authSecret: ngc, pullSecret: ngc}}
  storage: {pvc: {create: true, size: 50Gi, volumeAccessMode: ReadWriteMany}}
---
`;

test("is a table, bars, and what is assumed", async () => {
  write("inventory.yaml", inventoryText(h100Pool + l40sPool));
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
  write("inventory.yaml", inventoryText(h100Pool));
  write(
    "services.yaml",
    service("written", 4) +
      service("refused", 4, "  replica: 2\n") +
      fromProfile(service("from-profile", 4).replace("nvidia.com/gpu", "cpu")) +
      weights,
  );
  const { code, out, err } = await run(["show", "inventory.yaml", "services.yaml"]);
  expect(code).toBe(0);
  expect(out).toContain("models/written: 1 pod x 4 nvidia.com/gpu");
  expect(err).toContain("NIMService models/refused is not counted: the API server refuses it");
  expect(err).toMatch(
    /models\/from-profile is not counted: .*model manifest .* is not known; write nimops\.lock\.json/,
  );
  // It has no such flag.
  expect(err).not.toContain("--model-manifest");
});

test("takes no service of a pipeline for the one whose name only begins alike", async () => {
  const member = (name: string, gpus: string) =>
    `    - {name: ${name}, enabled: true, spec: {image: {repository: nvcr.io/nim/meta/llama, tag: 1.12.0}, authSecret: ngc, storage: {emptyDir: {}}, expose: {service: {port: 8000}}, resources: {limits: {${gpus}}}}}\n`;
  write("inventory.yaml", inventoryText(h100Pool));
  write(
    "pipeline.yaml",
    `apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMPipeline\nmetadata: {name: both, namespace: models}\nspec:\n  services:\n${member("node", "nvidia.com/gpu: 4")}${fromProfile(member("node-lws", "cpu: 4"))}---\n${weights}`,
  );
  const { out, err } = await run(["show", "inventory.yaml", "pipeline.yaml"]);
  expect(out).toContain("models/node: 1 pod x 4 nvidia.com/gpu");
  expect(out).not.toContain("models/node-lws");
  expect(err).toContain("NIMPipeline models/both is not counted: Deployment node-lws is left out");
  expect(err).not.toContain("Deployment node is left out");
});

test("does not count what a rule of the CRD refuses", async () => {
  write("inventory.yaml", inventoryText(h100Pool));
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
  write("inventory.yaml", inventoryText(pools.join("")));
  const { code, out } = await run(["show", "inventory.yaml"]);
  expect(code).toBe(0);
  const wide = out.split("\n").filter((line) => line.length > 80 && line.trim().includes(" "));
  expect(wide).toEqual([]);
});

test("has colours on a terminal, and none with NO_COLOR", async () => {
  write("inventory.yaml", inventoryText(h100Pool));
  expect((await run(["show", "inventory.yaml"], { isTTY: true })).out).toContain("\u001b[");
  expect((await run(["show", "inventory.yaml"], { isTTY: true, env: { NO_COLOR: "1" } })).out).not.toContain(
    "\u001b[",
  );
});

test("takes the inventories of nimops.yaml, with the manifests of their clusters", async () => {
  write("nimops.yaml", "clusters:\n  - {name: eu, paths: [services.yaml], inventory: inventory.yaml}\n");
  write("inventory.yaml", inventoryText(h100Pool));
  write("services.yaml", service("big", 4));
  const untracked = await run(["show"]);
  expect(untracked.err).toContain("manifests are not counted");
  expect(untracked.out).toContain("2 others");
  execFileSync("git", ["init", "--quiet"], { cwd: path() });
  execFileSync("git", ["add", "services.yaml"], { cwd: path() });
  const { code, out, err } = await run(["show", "--format", "json"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(JSON.parse(out)).toMatchObject([
    { name: "prod", pools: [{ name: "h100", workloads: [{ name: "big" }] }] },
  ]);
});

test("tells what is wrong with its place, and ends with 1", async () => {
  write(
    "inventory.yaml",
    inventoryText("    - {name: h100, nodes: 2, gpu: {product: h100-smx, count: 8}}\n"),
  );
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

test("says of a second inventory that it is not shown, and tells the mistakes of the first once", async () => {
  const unclear = "    - {name: a, nodes: 1, gpu: {product: gh200}}\n";
  write("one.yaml", inventoryText(unclear));
  write("two.yaml", inventoryText(unclear));
  write("services.yaml", service("small", 1));
  const named = await run(["show", "one.yaml", "two.yaml", "services.yaml"]);
  expect(
    named.err,
  ).toBe(`one.yaml:6:42: "gh200" may be several products; write one of NVIDIA-GH200-480GB, NVIDIA-GH200-144G-HBM3e
nimops: 1 problem in one.yaml
nimops: two.yaml holds another inventory, which is not shown: only the first argument is one
`);
  const folder = await run(["show", "one.yaml", "."]);
  expect(folder.err).not.toContain("two.yaml");
  expect(folder.err.split("several products")).toHaveLength(2);
  expect(folder.out).toContain("models/small");
  expect((await run(["show", "one.yaml", "one.yaml", "./one.yaml"])).err).not.toContain("another inventory");
});

test("counts one of a thing as one, and keeps an amount together behind a long name", async () => {
  const name = "a".repeat(63);
  write("inventory.yaml", inventoryText(`    - {name: ${name}, nodes: 1, gpu: {product: l40s, count: 1}}\n`));
  const { out } = await run(["show", "inventory.yaml"]);
  expect(out).toContain("prod: 1 pool, 1 node, 1 GPU\n");
  expect(out).toContain(`  ${name}:\n    1 nvidia.com/gpu, 1 a node\n`);
});

test("names a few of many pools that are possible", async () => {
  const pools = Array.from({ length: 9 }, (_, index) => h100Pool.replace("h100", `h100-${index}`));
  write("inventory.yaml", inventoryText(pools.join("")));
  write("services.yaml", service("small", 1));
  const { out } = await run(["show", "inventory.yaml", "services.yaml"]);
  expect(out).toContain("models/small: 1 pod x 1 nvidia.com/gpu\n      h100-0, h100-1, h100-2 and 6 more\n");
});
