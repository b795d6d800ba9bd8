import { afterAll, beforeAll, expect, it } from "vitest";
import type { Cluster } from "../../../src/kube/cluster.ts";
import { connect } from "../../../src/kube/connect.ts";
import { healthOf } from "../../../src/nim/health/health-of.ts";
import { liveWorld } from "../../../src/nim/health/surroundings.ts";
import { type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { collectionOf } from "../../support/operator/cluster.ts";
import { type Operator, startOperator } from "../../support/operator/operator.ts";
import { eventually } from "../api.ts";
import { type ControlPlane, startControlPlane } from "../control-plane.ts";
import { print } from "../kwok/play.ts";
import { node } from "../nodes.ts";
import { type Storage, startStorage } from "../storage.ts";
import { isShort } from "./how-long.ts";

const count = isShort ? 50 : 200;
const profile = "28820a86b9d59406879932b8fed282fdb368655d213078a7876e0dbde145055e";

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;
let cluster: Cluster;

beforeAll(async () => {
  plane = await startControlPlane();
  cluster = await connect({ kubeconfig: [plane.kubeconfig], env: {} });
  const labels = { "feature.node.kubernetes.io/pci-10de.present": "true" };
  const allocatable = { cpu: "10000", memory: "100000Gi", pods: "1000" };
  await plane.addNodes([node({ name: "hopper", labels, allocatable })]);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await cluster?.close();
  await storage?.stop();
  await plane?.stop();
});

it(`${count} caches at once get ready, none too early; those that cannot wait, and none is given up`, async () => {
  const namespace = await plane.newNamespace("caches");
  const tags = 'tags: {llm_engine: vllm, tp: "1"}';
  await print(plane, { namespace }, `${profile}:\n  model: m\n  release: "1"\n  ${tags}`);
  const jobs = cluster.watch({ apiVersion: "batch/v1", kind: "Job" }, { namespace });
  const tooEarly: string[] = [];
  const judged = new Map<string, Set<string>>();
  const caches = cluster.watch(
    { apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMCache" },
    {
      namespace,
      async onEvent({ object }) {
        const { name } = object.metadata;
        const health = healthOf(object, liveWorld([object, ...jobs.objects()]).around(namespace));
        judged.set(name, (judged.get(name) ?? new Set()).add(`${health?.health} ${health?.reason}`));
        if (health?.health !== "healthy") return;
        const job = await cluster.get({
          apiVersion: "batch/v1",
          kind: "Job",
          namespace,
          name: `${name}-job`,
        });
        if (valueAt(job, ["status", "succeeded"]) !== 1) tooEarly.push(name);
      },
    },
  );
  await Promise.all([jobs.whenSynced(), caches.whenSynced()]);
  const started = performance.now();
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      plane.api.post(collectionOf("NIMCache", namespace), cacheNumber(index)),
    ),
  );
  const ready = () => [...caches.objects()].filter((cache) => stateOf(cache) === "Ready").length;
  await eventually("all that can are ready", () => ready() === count - count / 10 || undefined, 240);
  console.log(`${ready()} of ${count} caches ready in ${Math.round((performance.now() - started) / 1000)} s`);
  expect(tooEarly).toEqual([]);
  const everything = new Set([...judged.values()].flatMap((each) => [...each]));
  expect([...everything].filter((health) => health.startsWith("failed"))).toEqual([]);
  expect(ready()).toBe(count - count / 10);
  await Promise.all([jobs.stop(), caches.stop()]);
}, 400_000);

/** Every tenth cannot pull its image; the others take one to three seconds. */
function cacheNumber(index: number): ValueMap {
  const behaviour = index % 10 === 9 ? "cannot-pull" : `runs-for-${1 + (index % 3)}s`;
  const modelPuller = `nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0-played-${behaviour}`;
  const ngc = { modelPuller, pullSecret: "ngc", authSecret: "key", model: { profiles: [profile] } };
  const pvc = { create: true, size: "50Gi", storageClass: "files", volumeAccessMode: "ReadWriteMany" };
  return {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache",
    metadata: { name: `cache-${index}` },
    spec: { source: { ngc }, storage: { pvc } },
  };
}

function stateOf(cache: ValueMap): unknown {
  return valueAt(cache, ["status", "state"]);
}
