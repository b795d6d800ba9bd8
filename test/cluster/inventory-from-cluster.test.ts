import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { canonicalAmounts } from "../../src/inventory/amounts.ts";
import { completePool } from "../../src/inventory/complete.ts";
import { kwokObjects } from "../../src/inventory/export-kwok.ts";
import { inventoryFromNodes } from "../../src/inventory/from-nodes.ts";
import type { Amounts, Inventory, NodePool, StorageClass } from "../../src/inventory/inventory.ts";
import { readInventory } from "../../src/inventory/read.ts";
import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { goldenDirectory } from "../support/golden.ts";
import { anyInventory, nodesOf } from "../support/inventories.ts";
import { type CommandRun, runCommand } from "../support/run-command.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { grant } from "./granted.ts";
import { lacksOwnPlane } from "./own-plane.ts";

const seed = Number(process.env.NIMOPS_SEED ?? Math.floor(Math.random() * 1_000_000));
const scheduling = join(goldenDirectory, "scheduling");
const docs = readFileSync(join(import.meta.dirname, "../../docs/inventory.md"), "utf8");

let plane: ControlPlane;
let folder: string;
/** Of a user who may do what the docs name, and nothing else. */
let kubeconfig: string;

beforeAll(async () => {
  plane = await startControlPlane({ operator: "none" });
  folder = mkdtempSync(join(plane.folder, "inventory-"));
  kubeconfig = await userWho("reader", documentedRole());
});
afterAll(() => plane?.stop());
afterEach(emptied);

const isShared = lacksOwnPlane(
  "nimops inventory from-cluster",
  "what it gives back is compared with all nodes, classes and quotas, and others have some there",
);

describe.skipIf(isShared)("a cluster made from an inventory gives it back", () => {
  it.each(readdirSync(scheduling))("%s", async (name) => {
    const text = readFileSync(join(scheduling, name, "inventory.yaml"), "utf8");
    const inventory = read(text);
    await made(inventory);
    const { code, stdout, stderr } = await fromCluster(kubeconfig);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(comparable(read(stdout))).toEqual(comparable(inventory));

    // Over the file itself, nothing changes but that it says where it is from.
    writeFileSync(join(folder, "given.yaml"), text);
    const over = await fromCluster(kubeconfig, "--out", "given.yaml");
    expect(over).toEqual({ code: 0, stdout: "", stderr: "nimops: wrote given.yaml\n" });
    const { generatedFrom, ...rest } = read(readFileSync(join(folder, "given.yaml"), "utf8"));
    expect(generatedFrom).toEqual({ source: "nimops inventory from-cluster" });
    expect(rest).toEqual(inventory);
  });

  it(`any other one too, as far as nodes tell it (NIMOPS_SEED=${seed} repeats these)`, async () => {
    await fc.assert(
      fc
        .asyncProperty(anyInventory.map(possible), async (inventory) => {
          await made(inventory);
          const { stdout } = await fromCluster(kubeconfig);
          const told = inventoryFromNodes(kwokObjects(inventory, { at: "max" }), {
            name: "",
            allLabels: false,
          });
          // It may contradict itself.
          const { inventory: back } = readInventory(parse(stdout));
          expect(back && comparable(back), stdout).toEqual(comparable(told.inventory));
        })
        .afterEach(emptied),
      { seed, numRuns: 25 },
    );
  }, 400_000);
});

describe("rights", () => {
  const inventory: Inventory = {
    name: "prod-eu",
    kubernetesVersion: "1.35.4",
    scheduler: {},
    nodePools: [pool("h100", { "nvidia.com/gpu": "3", pods: "2" })],
    storageClasses: [{ name: "nfs", provisioner: "nfs.csi.k8s.io", default: false }],
    quotas: [{ namespace: "nimops-test-quota", hard: { pods: "3" } }],
    components: {},
  };

  it.skipIf(isShared)(
    "that are missing are told, and what they would show stays as the file has it",
    async () => {
      await made(inventory);
      const before = await fromCluster(kubeconfig, "--out", "prod.yaml");
      expect(before).toEqual({ code: 0, stdout: "", stderr: "nimops: wrote prod.yaml\n" });
      const text = readFileSync(join(folder, "prod.yaml"), "utf8");
      const onlyNodes = await userWho("nodes-only", {
        rules: [{ apiGroups: [""], resources: ["nodes"], verbs: ["list"] }],
      });
      expect(await fromCluster(onlyNodes, "--out", "prod.yaml")).toMatchInlineSnapshot(`
      {
        "code": 1,
        "stderr": "nimops: these credentials may not list pods: what the file says of them stays
      nimops: these credentials may not list storageclasses.storage.k8s.io: what the file says of them stays
      nimops: these credentials may not list resourcequotas: what the file says of them stays
      nimops: prod.yaml is as it was
      ",
        "stdout": "",
      }
    `);
      expect(readFileSync(join(folder, "prod.yaml"), "utf8")).toBe(text);
      const anew = read((await fromCluster(onlyNodes)).stdout);
      expect(anew).toMatchObject({ nodePools: [{ reserved: {} }], storageClasses: [], quotas: [] });
    },
  );

  it("to list nodes have to be there", async () => {
    const nobody = await userWho("nobody", {});
    expect(await fromCluster(nobody)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining(`these credentials may not list the nodes of ${plane.url}`),
    });
  });
});

describe.skipIf(isShared)("a file that is there", () => {
  it("gets the same bytes from the same cluster, and keeps what was written by hand", async () => {
    const inventory = read(readFileSync(join(scheduling, "others-hold-half", "inventory.yaml"), "utf8"));
    await made(inventory);
    await fromCluster(kubeconfig, "--out", "fleet.yaml", "--name", "fleet");
    const file = join(folder, "fleet.yaml");
    const edited = readFileSync(file, "utf8").replace(
      "spec:",
      "spec: # by hand\n  scheduler: { scoring: binpack }",
    );
    writeFileSync(file, edited);
    expect(await fromCluster(kubeconfig, "--out", "fleet.yaml")).toEqual({
      code: 0,
      stdout: "",
      stderr: "nimops: fleet.yaml is as it was\n",
    });
    expect(readFileSync(file, "utf8")).toBe(edited);
    expect(read(edited).name).toBe("fleet");
  });

  it("and holds something else is left alone", async () => {
    writeFileSync(join(folder, "other.yaml"), "kind: ConfigMap\n");
    const { code, stderr } = await fromCluster(kubeconfig, "--out", "other.yaml");
    expect([code, stderr]).toMatchInlineSnapshot(`
      [
        2,
        "nimops: there is no GPUInventory in other.yaml
        help: an inventory begins with \`apiVersion: nimops.dev/v1alpha1\` and \`kind: GPUInventory\`
      ",
      ]
    `);
    expect(readFileSync(join(folder, "other.yaml"), "utf8")).toBe("kind: ConfigMap\n");
  });
});

it("what pods of the NIM Operator hold is not reserved, nor what has ended", async () => {
  await made({ ...empty, nodePools: [pool("h100", {})] });
  const namespace = await plane.newNamespace("inventory");
  const pod = (name: string, metadata: ValueMap, cpu: string) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, ...metadata },
    spec: { nodeName: "h100-1", containers: [{ name: "a", image: "a", resources: { requests: { cpu } } }] },
  });
  for (const each of [
    pod("other", {}, "3"),
    pod("nim", { labels: { "app.kubernetes.io/managed-by": "k8s-nim-operator" } }, "5"),
    pod("over", { annotations: { "played.nimops.dev/as": "succeeds" } }, "7"),
  ])
    await plane.api.post(`/api/v1/namespaces/${namespace}/pods`, each);
  await eventually("a pod has ended", async () => {
    const { status } = await plane.api.get(`/api/v1/namespaces/${namespace}/pods/over`);
    return valueAt(status, ["phase"]) === "Succeeded" || undefined;
  });
  const { nodePools } = read((await fromCluster(kubeconfig)).stdout);
  const reserved = nodePools.find(({ name }) => name === "h100")?.reserved;
  await plane.api.delete(`/api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0`);
  expect(reserved).toEqual({ cpu: "3", pods: "1" });
});

const empty: Inventory = {
  name: "a",
  scheduler: {},
  nodePools: [],
  storageClasses: [],
  quotas: [],
  components: {},
};

function pool(name: string, reserved: Amounts): NodePool {
  return {
    name,
    nodes: { min: 1, max: 1 },
    nodeNames: [],
    labels: {},
    taints: [],
    allocatable: { cpu: "64", memory: "500Gi" },
    reserved,
    unschedulable: false,
    gpu: { product: "NVIDIA-H100-80GB-HBM3", count: 8 },
  };
}

function fromCluster(config: string, ...flags: string[]): Promise<CommandRun> {
  return runCommand(["inventory", "from-cluster", ...flags], { cwd: folder, env: { KUBECONFIG: config } });
}

/** What nodes tell of an inventory, in one order; the defaults of the API server filled in. */
function comparable({ nodePools, storageClasses, quotas }: Inventory) {
  const inOrder = <T>(items: readonly T[]) =>
    [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return {
    nodePools: inOrder(nodePools.map(comparablePool)),
    storageClasses: inOrder(storageClasses.map(withDefaults)),
    quotas: inOrder(quotas.map(({ namespace, hard }) => ({ namespace, hard: canonicalAmounts(hard) }))),
  };
}

/** Which of what can be assumed is written out does not matter. */
function comparablePool(written: NodePool) {
  const pool = completePool(written);
  const nodes = nodesOf(pool).sort((one, other) => (one.name < other.name ? -1 : 1));
  // The API server puts labels in order, and with them the sorts of MIG devices.
  const devices = [...pool.devices].sort((one, other) => (one.resource < other.resource ? -1 : 1));
  return { gpu: pool.gpu, devices, nodes: nodes.map((node) => ({ ...node, onDemand: false })) };
}

function withDefaults(storage: StorageClass): StorageClass {
  return { volumeBindingMode: "Immediate", reclaimPolicy: "Delete", ...storage };
}

/** Without what an API server would refuse: two of one name, and two taints of one key and effect. */
function possible(inventory: Inventory): Inventory {
  return {
    ...inventory,
    nodePools: once(inventory.nodePools, ({ name }) => name).map((pool, index) => ({
      ...pool,
      nodeNames: pool.nodeNames.map((name) => `${name}.${index}`),
      taints: once(pool.taints, ({ key, effect }) => `${key}:${effect}`),
    })),
    storageClasses: once(inventory.storageClasses, ({ name }) => name),
  };
}

function once<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

function read(text: string): Inventory {
  const { inventory, problems } = readInventory(parse(text));
  expect(problems).toEqual([]);
  if (!inventory) throw new Error(text);
  return inventory;
}

function documentedRole(): ValueMap {
  const [, text = ""] = /```yaml\n(apiVersion: rbac[\s\S]*?)```/.exec(docs) ?? [];
  return parse(text);
}

/** A kubeconfig of a user of that name, with that role. */
async function userWho(name: string, { rules }: ValueMap): Promise<string> {
  const all = (Array.isArray(rules) ? rules : []).filter(isMap);
  await grant(plane.api, { name: `nimops-test-${name}`, user: name, rules: all });
  const { certificate = "", key = "" } = await plane.certificateFor(name);
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const file = join(folder, `${name}.kubeconfig`);
  const cluster = { server: plane.url, "certificate-authority-data": base64(plane.authority) };
  const user = { "client-certificate-data": base64(certificate), "client-key-data": base64(key) };
  const config = {
    "current-context": "Prod_EU",
    clusters: [{ name: "test", cluster }],
    users: [{ name, user }],
    contexts: [{ name: "Prod_EU", context: { cluster: "test", user: name } }],
  };
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "Config", ...config }));
  return file;
}

async function made(inventory: Inventory): Promise<void> {
  const objects = kwokObjects(inventory, { at: "max" });
  for (const kind of ["Namespace", "StorageClass", "ResourceQuota", "Node", "Pod"]) {
    const ofKind = objects.filter((object) => object.kind === kind);
    await Promise.all(ofKind.map(post));
  }
}

/** What there is to take away again, with its kind. */
const posted = new Map<string, string>();

async function post(object: ValueMap): Promise<void> {
  const collection = collectionOf(object);
  const { code, text } = await plane.api.ask("POST", collection, object);
  const kind = String(object.kind);
  // Namespaces stay until the end.
  if (code >= 400 && !(kind === "Namespace" && code === 409)) throw new Error(text);
  posted.set(`${collection}/${valueAt(object, ["metadata", "name"])}`, kind);
}

async function emptied(): Promise<void> {
  const paths = [...posted].flatMap(([path, kind]) => (kind === "Namespace" ? [] : [path]));
  await Promise.all(paths.map((path) => plane.api.ask("DELETE", `${path}?gracePeriodSeconds=0`)));
  await eventually("what was made is gone", async () => {
    const left = await Promise.all(paths.map((path) => plane.api.ask("GET", path)));
    return left.every(({ code }) => code === 404) || undefined;
  });
  for (const path of paths) posted.delete(path);
}

function collectionOf(object: ValueMap): string {
  const namespace = valueAt(object, ["metadata", "namespace"]);
  const root = object.apiVersion === "v1" ? "/api/v1" : `/apis/${object.apiVersion}`;
  const plural = object.kind === "StorageClass" ? "storageclasses" : `${String(object.kind).toLowerCase()}s`;
  return namespace === undefined ? `${root}/${plural}` : `${root}/namespaces/${namespace}/${plural}`;
}
