import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import type { StatusReport } from "../../src/commands/status-contract.ts";
import { isMap, type ValueMap } from "../../src/nim/value.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { runCommand } from "../support/run-command.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds, standInCrds } from "./crds.ts";
import { grant } from "./granted.ts";
import { playPod, print } from "./kwok/play.ts";
import { node } from "./nodes.ts";
import { type Storage, startStorage } from "./storage.ts";

const image = "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0";
const profile = "28820a86b9d59406879932b8fed282fdb368655d213078a7876e0dbde145055e";
const manifest = `${profile}:
  model: meta/llama-3.1-8b-instruct
  release: 1.12.0
  tags: {llm_engine: vllm, tp: "1", precision: bf16}
`;
const docs = readFileSync(join(import.meta.dirname, "../../docs/status.md"), "utf8");

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;
let folder: string;
let kubeconfig: string;

beforeAll(async () => {
  plane = await startControlPlane();
  folder = mkdtempSync(join(plane.folder, "status-"));
  kubeconfig = await userWho("watcher", documentedRole());
  const labels = {
    "nvidia.com/gpu.product": "NVIDIA-L40S",
    "feature.node.kubernetes.io/pci-10de.present": "true",
  };
  const allocatable = { "nvidia.com/gpu": "8", cpu: "100", memory: "1000Gi", pods: "100" };
  await plane.addNodes([node({ name: "ada", labels, allocatable })]);
  await installCrds(plane.api, standInCrds);
  storage = await startStorage(plane.api, [{ name: "nfs-client", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await storage?.stop();
  await plane?.stop();
});

it("is healthy in the end, and never failed on the way", async () => {
  const namespace = await plane.newNamespace();
  await print(plane, { namespace }, manifest);
  expect((await status(namespace)).code).toBe(3);
  await make(namespace, "nimcaches", cache());
  await make(namespace, "nimservices", service());
  const passed = new Set<string>();
  const end = await eventually("cache and service are healthy", async () => {
    const { code, report } = await status(namespace);
    for (const { health } of report.resources) passed.add(health);
    return code === 0 && report.resources.length === 2 ? report : undefined;
  });
  expect(end.resources.map(({ kind, health, unseen }) => ({ kind, health, unseen }))).toEqual([
    { kind: "NIMCache", health: "healthy", unseen: [] },
    { kind: "NIMService", health: "healthy", unseen: [] },
  ]);
  expect(passed).not.toContain("failed");
});

it("says the same of what kubectl prints", async () => {
  const namespace = await plane.newNamespace();
  await print(plane, { namespace }, manifest);
  await make(namespace, "nimcaches", cache());
  await eventually("the cache is healthy", async () => (await status(namespace)).code === 0 || undefined);
  const kinds = "nimcaches,nimservices,nimpipelines,nimbuilds,jobs,pods,pvc,deployments,events";
  const { stdout } = await promisify(execFile)("kubectl", [
    ...["--kubeconfig", plane.kubeconfig, "-n", namespace],
    ...["get", kinds, "-o", "yaml"],
  ]);
  const told = await runCommand(["status", "-f", "-"], { cwd: folder, stdin: stdout });
  expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining("1 resource: 1 healthy") });
});

it("tells why a pod does not come up", async () => {
  const namespace = await plane.newNamespace();
  const spec = service().spec as ValueMap;
  const thirsty = { ...spec, storage: { emptyDir: {} }, resources: { limits: { "nvidia.com/gpu": 64 } } };
  await make(namespace, "nimservices", { ...service(), spec: thirsty });
  const found = await eventually("the scheduler has spoken", async () => {
    const [one] = (await status(namespace)).report.resources;
    return one?.health === "blocked" && one.reason === "NotEnoughGpus" ? one : undefined;
  });
  expect(found.help).toContain(`kubectl -n ${namespace} describe pod llama-`);
});

it("tells why an image cannot be pulled", async () => {
  const namespace = await plane.newNamespace();
  await make(namespace, "nimcaches", cache());
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  await eventually("the manifest pod is there", async () => {
    if ((await plane.api.ask("GET", `${pods}/llama-pod`)).code !== 200) return undefined;
    await playPod(plane.api, { namespace, name: "llama-pod" }, "cannot-pull");
    return true;
  });
  await eventually("the kubelet has spoken", async () => {
    const [one] = (await status(namespace)).report.resources;
    return (one?.health === "blocked" && /^Image/.test(one.reason)) || undefined;
  });
});

function cache(): ValueMap {
  const ngc = { modelPuller: image, pullSecret: "ngc", authSecret: "key", model: { profiles: [profile] } };
  const pvc = { create: true, size: "50Gi", storageClass: "nfs-client", volumeAccessMode: "ReadWriteMany" };
  return { kind: "NIMCache", spec: { source: { ngc }, storage: { pvc } } };
}

function service(): ValueMap {
  const [repository, tag] = image.split(":");
  return {
    kind: "NIMService",
    spec: {
      image: { repository: repository ?? "", tag: tag ?? "", pullSecrets: ["ngc"] },
      authSecret: "key",
      storage: { nimCache: { name: "llama" } },
      resources: { limits: { "nvidia.com/gpu": 1 } },
      expose: { service: { port: 8000 } },
    },
  };
}

async function make(namespace: string, plural: string, object: ValueMap): Promise<void> {
  const path = `/apis/apps.nvidia.com/v1alpha1/namespaces/${namespace}/${plural}`;
  await plane.api.post(path, {
    apiVersion: "apps.nvidia.com/v1alpha1",
    metadata: { name: "llama" },
    ...object,
  });
}

async function status(namespace: string) {
  const argv = ["status", "-n", namespace, "--format", "json"];
  const { code, stdout, stderr } = await runCommand(argv, { cwd: folder, env: { KUBECONFIG: kubeconfig } });
  if (stdout === "") throw new Error(stderr);
  const report: StatusReport = JSON.parse(stdout);
  return { code, report };
}

/** What docs/status.md says is enough. */
function documentedRole(): ValueMap {
  const blocks = [...docs.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => parse(text));
  const role = blocks.filter(isMap).find(({ kind }) => kind === "ClusterRole");
  if (!role) throw new Error("docs/status.md has no ClusterRole");
  return role;
}

async function userWho(name: string, role: ValueMap): Promise<string> {
  const rules = Array.isArray(role.rules) ? role.rules.filter(isMap) : [];
  await grant(plane.api, { name: `nimops-test-${name}`, user: name, rules });
  const { certificate = "", key = "" } = await plane.certificateFor(name);
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const file = join(folder, `${name}.kubeconfig`);
  const cluster = { server: plane.url, "certificate-authority-data": base64(plane.authority) };
  const user = { "client-certificate-data": base64(certificate), "client-key-data": base64(key) };
  const config = {
    "current-context": "test",
    clusters: [{ name: "test", cluster }],
    users: [{ name, user }],
    contexts: [{ name: "test", context: { cluster: "test", user: name } }],
  };
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "Config", ...config }));
  return file;
}
