import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { collectionOf, nameOf } from "../support/operator/cluster.ts";
import type { OperatorOptions } from "../support/operator/context.ts";
import { makeAvailable } from "../support/operator/leader-worker-set.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { watch } from "../support/operator/watch.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds, standInCrds } from "./crds.ts";
import { playPod, print } from "./kwok/play.ts";
import { node } from "./nodes.ts";
import { lacksOwnPlane } from "./own-plane.ts";
import { type Storage, startStorage } from "./storage.ts";

let plane: ControlPlane;
let storage: Storage;
let namespace: string;

beforeAll(async () => {
  plane = await startControlPlane();
  const labels = { "feature.node.kubernetes.io/pci-10de.present": "true" };
  await plane.addNodes([node({ name: "hopper", labels, allocatable: { "nvidia.com/gpu": "100" } })]);
  await installCrds(plane.api, standInCrds);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
});
afterAll(async () => {
  await storage?.stop();
  await plane?.stop();
});

it("writes its finalizer and, with it, fields that nobody declared", async () => {
  await operate();
  await post("NIMCache", "llama", cache);
  await comesTo("NIMCache", "llama", "Ready");
  expect(await get("NIMCache", "llama")).toMatchObject({
    metadata: { generation: 2, finalizers: ["finalizer.nimcache.apps.nvidia.com"] },
    spec: { resources: { cpu: "0", memory: "0" } },
  });
});

it("loses the race for the manifest pod where a test asks for it, and recovers", async () => {
  const messages = await statesOf("NIMCache", { races: { podNotFound: true } }, async () => {
    await post("NIMCache", "llama", cache);
    await comesTo("NIMCache", "llama", "Ready");
  });
  expect(messages).toContain('NotReady Pod "llama-pod" not found');
});

it("loses Ready for a moment where a test asks for it, and lists the profiles twice", async () => {
  const messages = await statesOf("NIMCache", { races: { readyFlap: true } }, async () => {
    await post("NIMCache", "llama", cache);
    await eventually("profiles are listed twice", async () => {
      const profiles = valueAt(await get("NIMCache", "llama"), ["status", "profiles"]);
      return (Array.isArray(profiles) && profiles.length === 2) || undefined;
    });
    await comesTo("NIMCache", "llama", "Ready");
    await post("NIMBuild", "engine", { nimCache: { name: "llama" }, image: { repository: "r", tag: "1" } });
    await comesTo("NIMBuild", "engine", "Failed");
  });
  expect(messages.filter((message) => message.startsWith("Ready")).length).toBeGreaterThan(1);
  expect(messages.join("\n")).toContain(
    "NotReady Operation cannot be fulfilled on nimcaches.apps.nvidia.com",
  );
  expect(JSON.stringify(await get("NIMBuild", "engine"))).toContain("MultipleBuildableProfilesFound");
});

it("turns a cache that got Ready after a failed attempt to Failed where a test asks for it, and back", async () => {
  const operator = await operate({ races: { readyLost: true } });
  await post("NIMCache", "llama", withTag(cache, "played-runs-on"));
  const first = await eventually("an attempt", () => attemptAfter());
  await playPod(plane.api, { namespace, name: first }, "fails", "0s");
  const second = await eventually("another attempt", () => attemptAfter(first));
  await playPod(plane.api, { namespace, name: second }, "succeeds", "0s");
  await eventually("the Job is done", async () => {
    return valueAt(await get("Job", "llama-job"), ["status", "succeeded"]);
  });
  const states = new Set<unknown>();
  for (let look = 0; look < 4; look++) {
    await plane.api.patch(`${collectionOf("Job", namespace)}/llama-job`, {
      metadata: { annotations: { look: String(look) } },
    });
    await eventually("it has looked", async () => (await operator.isIdle(namespace)) || undefined);
    states.add(valueAt(await get("NIMCache", "llama"), ["status", "state"]));
  }
  expect([...states].sort()).toEqual(["Failed", "Ready"]);
});

it("waits without a state for a manifest pod that failed before it ran, until somebody deletes it", async () => {
  await operate();
  await post("NIMCache", "llama", withTag(cache, "played-rejected"));
  await eventually("the kubelet refuses it", async () => {
    const pod = await get("Pod", "llama-pod").catch(() => undefined);
    return valueAt(pod, ["status", "phase"]) === "Failed" || undefined;
  });
  // As long as the operator waits before it looks again, and a little longer.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(valueAt(await get("NIMCache", "llama"), ["status", "state"]) ?? "").toBe("");
  const failed = valueAt(await get("Pod", "llama-pod"), ["metadata", "uid"]);
  await plane.api.delete(`${collectionOf("Pod", namespace)}/llama-pod`);
  await eventually("it is made again", async () => {
    const pod = await get("Pod", "llama-pod").catch(() => undefined);
    const uid = valueAt(pod, ["metadata", "uid"]);
    return (uid !== undefined && uid !== failed) || undefined;
  });
});

it("waits without a state as long as the manifest pod prints nothing, then goes on", async () => {
  await operate();
  await print(plane, { namespace, pod: "llama-pod" }, "");
  await post("NIMCache", "llama", cache);
  await eventually("the manifest pod runs", async () => {
    const pod = await get("Pod", "llama-pod").catch(() => undefined);
    return valueAt(pod, ["status", "phase"]) === "Running" || undefined;
  });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(valueAt(await get("NIMCache", "llama"), ["status", "state"]) ?? "").toBe("");
  await print(plane, { namespace, pod: "llama-pod" }, manifest);
  await comesTo("NIMCache", "llama", "Ready");
});

it.skipIf(lacksOwnPlane("optional CRDs", "other suites have installed them"))(
  "fails a service that needs a kind which nobody serves, with the kind's name",
  async () => {
    const bare = await startControlPlane();
    onTestFinished(() => bare.stop());
    const operator = startOperator(bare, { faster: 30 });
    onTestFinished(() => operator.stop());
    const inNamespace = await bare.newNamespace();
    const path = collectionOf("NIMService", inNamespace);
    const failureOf = async (name: string, more: ValueMap) => {
      const spec = { ...service, ...more };
      const apiVersion = "apps.nvidia.com/v1alpha1";
      await bare.api.post(path, { apiVersion, kind: "NIMService", metadata: { name }, spec });
      return eventually(`${name} fails`, async () => {
        const conditions = valueAt(await bare.api.get(`${path}/${name}`), ["status", "conditions"]);
        const failure = (Array.isArray(conditions) ? conditions : []).find(
          (is) => valueAt(is, ["type"]) === "Failed" && valueAt(is, ["status"]) === "True",
        );
        return valueAt(failure, ["message"]);
      });
    };
    const multiNode = { parallelism: { pipeline: 2, tensor: 1 } };
    expect(await failureOf("multi", { multiNode })).toBe(
      'no matches for kind "LeaderWorkerSet" in version "leaderworkerset.x-k8s.io/v1"',
    );
    const gateway = { name: "gateway", namespace: "default" };
    expect(await failureOf("gate", { expose: { router: { gateway, hostDomainName: "example.com" } } })).toBe(
      'no matches for kind "HTTPRoute" in version "gateway.networking.k8s.io/v1"',
    );
  },
);

it("keeps a service of several nodes NotReady until its LeaderWorkerSet is available", async () => {
  await operate();
  await post("NIMService", "llama", {
    ...service,
    multiNode: { parallelism: { pipeline: 2, tensor: 1 } },
  });
  await comesTo("NIMService", "llama", "NotReady");
  await eventually("the set is made", () => get("LeaderWorkerSet", "llama-lws").catch(() => undefined));
  await makeAvailable(plane.api, { namespace, name: "llama-lws" });
  await comesTo("NIMService", "llama", "Ready");
});

it("never gets past its first write to a build that it would write otherwise", async () => {
  const operator = await operate();
  await post("NIMBuild", "engine", {
    nimCache: { name: "llama" },
    image: { repository: "r", tag: "1" },
    modelName: "",
  });
  await eventually(
    "the log tells",
    () => operator.log.some((line) => line.includes("spec is immutable")) || undefined,
  );
  expect(valueAt(await get("NIMBuild", "engine"), ["status", "state"])).toBeUndefined();
});

it("forgets an engine that is built where a test asks for it, and says InProgress for ever", async () => {
  const operator = await operate({ races: { builtLost: true } });
  await print(plane, { namespace, pod: "engine-local-manifest-pod" }, manifest);
  await post("NIMCache", "llama", cache);
  await comesTo("NIMCache", "llama", "Ready");
  const image = { repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct", tag: "1.12.0" };
  await post("NIMBuild", "engine", { nimCache: { name: "llama" }, image });
  await eventually("the second pod runs", async () => {
    const second = await get("Pod", "engine-local-manifest-pod").catch(() => undefined);
    return valueAt(second, ["status", "phase"]) === "Running" || undefined;
  });
  await eventually("it is idle", async () => (await operator.isIdle(namespace)) || undefined);
  const build = await get("NIMBuild", "engine");
  expect(build).toMatchObject({ status: { state: "InProgress" } });
  expect(JSON.stringify(build)).not.toContain("ENGINE_BUILD_POD_COMPLETED");
});

it("rolls nothing when it starts again, and picks up what was edited meanwhile", async () => {
  const operator = await operate();
  await post("NIMService", "llama", service);
  await comesTo("NIMService", "llama", "Ready");
  const generation = valueAt(await get("Deployment", "llama"), ["metadata", "generation"]);
  await operator.stop();

  const second = startOperator(plane, { faster: 30 });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(valueAt(await get("Deployment", "llama"), ["metadata", "generation"])).toBe(generation);
  await second.stop();

  await plane.api.patch(`${collectionOf("NIMService", namespace)}/llama`, {
    spec: { image: { tag: "1.13.1" } },
  });
  const third = startOperator(plane, { faster: 30 });
  onTestFinished(() => third.stop());
  await eventually("the new image is rolled out", async () => {
    const image = valueAt(await get("Deployment", "llama"), [
      "spec",
      "template",
      "spec",
      "containers",
      0,
      "image",
    ]);
    return String(image).endsWith(":1.13.1") || undefined;
  });
});

const profile = "f4bc15c090e7d50d31e8036b96eb6c6f6f15d7bc97978bdeceb0ba91beb9f665";
const manifest = `${profile}:
  model: m
  release: "1"
  tags: {llm_engine: tensorrt_llm, tp: "1", trtllm_buildable: "true"}`;
const cache: ValueMap = {
  source: {
    ngc: {
      modelPuller: "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0",
      pullSecret: "pull",
      authSecret: "key",
      model: { profiles: [profile] },
    },
  },
  storage: { pvc: { create: true, size: "60Gi", storageClass: "files", volumeAccessMode: "ReadWriteMany" } },
};
const service: ValueMap = {
  image: { repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct", tag: "1.12.0" },
  authSecret: "key",
  storage: { emptyDir: {} },
  replicas: 1,
};

/** Starts the operator for one test, in a namespace of its own. */
async function operate(options: OperatorOptions = {}): Promise<Operator> {
  namespace = await plane.newNamespace();
  await print(plane, { namespace, pod: "llama-pod" }, manifest);
  const operator = startOperator(plane, { faster: 30, ...options });
  onTestFinished(() => operator.stop());
  return operator;
}

/** Each state that a resource passed through, with the message of its failure. */
async function statesOf(kind: string, options: OperatorOptions, act: () => Promise<void>): Promise<string[]> {
  await operate(options);
  const states: string[] = [];
  const watching = new AbortController();
  const watched = watch(
    plane,
    kind,
    ({ object }) => {
      if (valueAt(object, ["metadata", "namespace"]) !== namespace) return;
      const conditions = valueAt(object, ["status", "conditions"]);
      const failure = (Array.isArray(conditions) ? conditions : []).find(
        (is) => valueAt(is, ["status"]) === "True" && valueAt(is, ["type"]) === "NIM_CACHE_RECONCILE_FAILED",
      );
      states.push(
        `${String(valueAt(object, ["status", "state"]) ?? "")} ${String(valueAt(failure, ["message"]) ?? "")}`,
      );
    },
    watching.signal,
  );
  await act();
  watching.abort();
  await watched;
  return states;
}

/** The pods of the cache's image behave as its tag says. */
function withTag(spec: ValueMap, tag: string): ValueMap {
  return JSON.parse(JSON.stringify(spec).replace(":1.12.0", `:1.12.0-${tag}`));
}

async function post(kind: string, name: string, spec: ValueMap): Promise<void> {
  await plane.api.post(collectionOf(kind, namespace), {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind,
    metadata: { name },
    spec,
  });
}

/** A pod of the cache's Job that runs, and is not the one before. */
async function attemptAfter(before?: string): Promise<string | undefined> {
  const pods = await plane.api.list(`${collectionOf("Pod", namespace)}?labelSelector=job-name%3Dllama-job`);
  const running = pods.filter((pod) => valueAt(pod, ["status", "phase"]) === "Running");
  return running.map((pod) => nameOf(pod).name).find((name) => name !== before);
}

function get(kind: string, name: string): Promise<ValueMap> {
  return plane.api.get(`${collectionOf(kind, namespace)}/${name}`);
}

async function comesTo(kind: string, name: string, state: string): Promise<void> {
  await eventually(`${kind} ${name} is ${state}`, async () => {
    return valueAt(await get(kind, name), ["status", "state"]) === state || undefined;
  });
}
