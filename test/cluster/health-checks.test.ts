import { afterAll, beforeAll, expect, it } from "vitest";
import { nimKinds } from "../../src/nim/schema/kinds.ts";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { buildEvaluator, disagreements, ofArgo, ofFlux } from "../support/health-checks.ts";
import { collectionOf } from "../support/operator/cluster.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { watch } from "../support/operator/watch.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds, standInCrds } from "./crds.ts";
import { print } from "./kwok/play.ts";
import { node } from "./nodes.ts";
import { type Storage, startStorage } from "./storage.ts";

const image = "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0";
const profile = "28820a86b9d59406879932b8fed282fdb368655d213078a7876e0dbde145055e";
const second = "0000000000000000000000000000000000000000000000000000000000000002";
const manifest = [profile, second]
  .map(
    (id) => `"${id}":
  model: meta/llama-3.1-8b-instruct
  release: 1.12.0
  tags: {llm_engine: tensorrt_llm, trtllm_buildable: "true", tp: "1", precision: bf16}
`,
  )
  .join("");

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;
const watching = new AbortController();
/** Every state of every object of the four kinds, as the API server has told it. */
const seen: ValueMap[] = [];

beforeAll(async () => {
  buildEvaluator();
  plane = await startControlPlane();
  const labels = {
    "nvidia.com/gpu.product": "NVIDIA-L40S",
    "feature.node.kubernetes.io/pci-10de.present": "true",
  };
  const allocatable = { "nvidia.com/gpu": "80", cpu: "100", memory: "1000Gi", pods: "100" };
  await plane.addNodes([node({ name: "ada", labels, allocatable })]);
  await installCrds(plane.api, standInCrds);
  storage = await startStorage(plane.api, [{ name: "nfs-client", accessModes: ["ReadWriteMany"] }]);
  for (const kind of nimKinds) {
    void watch(plane, kind, ({ type, object }) => type !== "DELETED" && seen.push(object), watching.signal);
  }
  operator = startOperator(plane, { faster: 30 });
}, 400_000);
afterAll(async () => {
  watching.abort();
  await operator?.stop();
  await storage?.stop();
  await plane?.stop();
});

it("what gets healthy is so to Flux and Argo CD then", async () => {
  const namespace = await plane.newNamespace();
  await print(plane, { namespace }, manifest);
  await make(namespace, service("early"));
  await make(namespace, { kind: "NIMPipeline", metadata: { name: "rag" }, spec: pipeline });
  await becomes(namespace, "NIMService", "early", "Failed");
  await make(namespace, cache());
  await becomes(namespace, "NIMCache", "llama", "Ready");
  await becomes(namespace, "NIMService", "early", "Ready");
  const ready = [
    await becomes(namespace, "NIMCache", "llama", "Ready"),
    await becomes(namespace, "NIMService", "early", "Ready"),
    await becomes(namespace, "NIMPipeline", "rag", "Ready"),
  ];
  expect(ofFlux(ready).map(({ status }) => status)).toEqual(ready.map(() => "Current"));
  expect(ofArgo(ready).map(({ status }) => status)).toEqual(ready.map(() => "Healthy"));
});

it("a build that finds several profiles has failed, to both", async () => {
  const namespace = await plane.newNamespace();
  await print(plane, { namespace }, manifest);
  await make(namespace, cache({ profiles: [profile, second] }));
  await becomes(namespace, "NIMCache", "llama", "Ready");
  await make(namespace, {
    kind: "NIMBuild",
    metadata: { name: "engine" },
    spec: {
      image: { repository: image.split(":")[0] ?? "", tag: "1.12.0", pullSecrets: ["ngc"] },
      nimCache: { name: "llama" },
    },
  });
  const failed = await becomes(namespace, "NIMBuild", "engine", "Failed");
  expect(ofFlux([failed])).toMatchObject([{ status: "Failed" }]);
  expect(ofArgo([failed])).toMatchObject([
    { status: "Degraded", message: expect.stringContaining("several buildable profiles") },
  ]);
});

it("a cache whose filter nothing meets is degraded to Argo CD, and Flux goes on waiting", async () => {
  const namespace = await plane.newNamespace();
  await print(plane, { namespace }, manifest);
  await make(namespace, cache({ engine: "vllm", precision: "fp8" }));
  // On the way it may be NotReady for another reason, which passes.
  const found = await eventually("nothing is selected", async () => {
    const object = await plane.api.get(`${collectionOf("NIMCache", namespace)}/llama`);
    return JSON.stringify(object.status)?.includes("no profiles are selected") ? object : undefined;
  });
  expect(ofFlux([found])).toMatchObject([{ status: "InProgress" }]);
  expect(ofArgo([found])).toMatchObject([
    { status: "Degraded", message: expect.stringContaining("no profiles are selected") },
  ]);
});

it("of all states that were seen on the way both said what nimops says of the object alone", async () => {
  const withStatus = await eventually("all kinds were seen", () => {
    const told = seen.filter((object) => object.status !== undefined);
    return nimKinds.every((kind) => told.some((object) => object.kind === kind)) ? told : undefined;
  });
  expect(withStatus.length).toBeGreaterThan(10);
  expect(disagreements(withStatus)).toEqual([]);
});

function cache(model: ValueMap = { profiles: [profile] }): ValueMap {
  const ngc = { modelPuller: image, pullSecret: "ngc", authSecret: "key", model };
  const pvc = { create: true, size: "50Gi", storageClass: "nfs-client", volumeAccessMode: "ReadWriteMany" };
  return { kind: "NIMCache", metadata: { name: "llama" }, spec: { source: { ngc }, storage: { pvc } } };
}

function service(name: string): ValueMap {
  const [repository = "", tag = ""] = image.split(":");
  return {
    kind: "NIMService",
    metadata: { name },
    spec: {
      image: { repository, tag, pullSecrets: ["ngc"] },
      authSecret: "key",
      storage: { nimCache: { name: "llama" } },
      resources: { limits: { "nvidia.com/gpu": 1 } },
      expose: { service: { port: 8000 } },
    },
  };
}

const pipeline = { services: [{ name: "chat", enabled: true, spec: service("chat").spec ?? null }] };

async function make(namespace: string, object: ValueMap): Promise<void> {
  const kind = String(object.kind);
  await plane.api.post(collectionOf(kind, namespace), {
    apiVersion: "apps.nvidia.com/v1alpha1",
    ...object,
  });
}

function becomes(namespace: string, kind: string, name: string, state: string): Promise<ValueMap> {
  return eventually(`${kind} ${name} is ${state}`, async () => {
    const object = await plane.api.get(`${collectionOf(kind, namespace)}/${name}`);
    return valueAt(object, ["status", "state"]) === state ? object : undefined;
  });
}
