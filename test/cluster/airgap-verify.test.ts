import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Cluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connect.ts";
import { valueAt } from "../../src/nim/value.ts";
import { verifyCluster } from "../../src/prewarm/airgap/verify/cluster.ts";
import { type AskService, smokeTest } from "../../src/prewarm/airgap/verify/smoke.ts";
import type { CacheRecord } from "../../src/prewarm/record/schema.ts";
import { redactor } from "../../src/prewarm/redaction.ts";
import { imageDigest, profileId } from "../support/cache-folder.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { print } from "./kwok/play.ts";
import { node } from "./nodes.ts";

let plane: ControlPlane;
let cluster: Cluster;
let namespace: string;
const image = "registry.local:5000/mirror/nim/meta/llama:1.0";

beforeAll(async () => {
  plane = await startControlPlane();
  await plane.addNodes([node({ name: "hopper" })]);
  cluster = await connect({ kubeconfig: [plane.kubeconfig], env: {} });
  namespace = await plane.newNamespace("served");
  const at = (path: string) => `/api/v1/namespaces/${namespace}/${path}`;
  const caches = `/apis/apps.nvidia.com/v1alpha1/namespaces/${namespace}/nimcaches`;
  await plane.api.post(caches, {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache",
    metadata: { name: "llama" },
    spec: {
      source: { ngc: { modelPuller: image, pullSecret: "ngc", authSecret: "ngc" } },
      storage: { pvc: { name: "llama" } },
    },
  });
  await setStatus(`${caches}/llama/status`, {
    state: "Ready",
    pvc: "llama",
    profiles: [{ name: profileId, model: "llama", release: "1.0", config: {} }],
  });
  await print(plane, { namespace }, "INFO Skipping download, using cached copy of config.json");
  await plane.api.post(at("pods"), {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "llama-0" },
    spec: { nodeName: "hopper", containers: [{ name: "nim", image }] },
  });
  await vi.waitFor(
    async () => expect((await plane.api.get(at("pods/llama-0"))).status).toMatchObject({ phase: "Running" }),
    { timeout: 30_000, interval: 200 },
  );
  await runs(imageDigest);
  await plane.api.post(at("services"), {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "llama" },
    spec: { ports: [{ port: 8000 }] },
  });
  const ip = valueAt(await plane.api.get(at("pods/llama-0")), ["status", "podIP"]) ?? "";
  // The API server passes requests on to pods alone.
  const targetRef = { kind: "Pod", name: "llama-0", namespace };
  await plane.api.post(at("endpoints"), {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name: "llama" },
    subsets: [{ addresses: [{ ip, targetRef }], ports: [{ port: 8000 }] }],
  });
});
afterAll(async () => {
  await cluster?.close();
  await plane?.stop();
});

async function setStatus(path: string, status: object): Promise<void> {
  const answer = await plane.api.ask(
    "PATCH",
    path,
    { status: { ...status } },
    "application/merge-patch+json",
  );
  if (answer.code >= 400) throw new Error(answer.text);
}

/** The pod's image, as a container runtime tells it. */
async function runs(digest: string): Promise<void> {
  const imageID = `registry.local:5000/mirror/nim/meta/llama@${digest}`;
  const state = { running: { startedAt: "2026-01-01T00:00:00Z" } };
  const status = { name: "nim", image, imageID, ready: true, restartCount: 0, state };
  await setStatus(`/api/v1/namespaces/${namespace}/pods/llama-0/status`, { containerStatuses: [status] });
}

const record: CacheRecord = {
  version: 1,
  tool: "nimops test",
  image: { reference: "nvcr.io/nim/meta/llama:1.0", digest: imageDigest },
  protocol: "legacy",
  profiles: [{ id: profileId }],
  totals: {},
};

const look = (differs: Partial<CacheRecord> = {}) =>
  verifyCluster(
    cluster,
    { namespace, record: { ...record, ...differs }, bytes: undefined },
    { redact: redactor({}) },
  );

it("a cluster that uses the cache as recorded is right", async () => {
  const { problems, facts } = await look();
  expect(problems).toEqual([]);
  expect(facts.join("\n")).toContain(`NIMCache ${namespace}/llama: Ready`);
  expect(facts.join("\n")).toContain("1 files from the cache, none downloaded");
});

it("another profile, another image and a download are named", async () => {
  const swapped = await look({ profiles: [{ id: "2".repeat(64) }] });
  expect(swapped.problems.map(({ code }) => code)).toEqual(["profile/mismatch"]);
  await runs(`sha256:${"c".repeat(64)}`);
  expect((await look()).problems.map(({ code }) => code)).toEqual(["image/changed"]);
  await runs(imageDigest);
  await print(plane, { namespace }, "INFO Downloaded filename: config.json");
  await expect
    .poll(async () => (await look()).problems.map(({ code }) => code), { timeout: 60_000 })
    .toEqual(["serve/downloads"]);
});

it("a model is asked through the API server, and the length of its vector is told", async () => {
  const answers = JSON.stringify({
    "/v1/health/ready": {},
    "/v1/models": { data: [{ id: "nvidia/nv-embed" }] },
    "/v1/embeddings": { data: [{ embedding: new Array(384).fill(0) }] },
  });
  const served = `const answers = ${answers};
require("node:http").createServer((request, response) => {
  const answer = answers[request.url];
  response.writeHead(answer ? 200 : 404, { "content-type": "application/json" }).end(JSON.stringify(answer ?? {}));
}).listen(8000, "0.0.0.0", () => console.log("ready"));`;
  const [command = process.execPath, ...args] = [...plane.inside, process.execPath, "-e", served];
  const server = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => server.stdout.once("data", resolve));
  try {
    const ask: AskService = (path, body) =>
      cluster.askService({ namespace, name: "llama", port: 8000 }, { path, ...(body && { body }) });
    // The API server learns of new Services a moment later.
    await vi.waitFor(
      async () =>
        expect(await smokeTest({ service: "llama" }, ask)).toMatchObject({
          problems: [],
          facts: ["llama: serves nvidia/nv-embed", "llama: a vector of 384 numbers"],
        }),
      { timeout: 20_000, interval: 200 },
    );
  } finally {
    server.kill();
  }
});

it("one that does not answer is told as such", async () => {
  const { problems } = await smokeTest({ service: "llama" }, (path) =>
    cluster.askService({ namespace, name: "llama", port: 8000 }, { path, timeout: 5000 }),
  );
  expect(problems).toMatchObject([{ code: "serve/not-ready", path: "llama /v1/health/ready" }]);
});
