import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { eventually, Refused } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { type Behaviour, behaviours } from "./kwok/behaviour.ts";
import { as, playNode, playPod, print } from "./kwok/play.ts";
import { node } from "./nodes.ts";

let plane: ControlPlane;
let namespace: string;

beforeAll(async () => {
  plane = await startControlPlane({ operator: "none" });
  await plane.addNodes([node({ name: "played-1" }), node({ name: "played-2" })]);
  namespace = await plane.newNamespace();
});
afterAll(() => plane?.stop());

describe("a played pod", () => {
  const rests: Record<Behaviour, object> = {
    runs: { phase: "Running", containerStatuses: [{ ready: true, state: { running: {} } }] },
    "runs-on": { phase: "Running", containerStatuses: [{ ready: true }] },
    unready: { phase: "Running", containerStatuses: [{ ready: false, state: { running: {} } }] },
    waits: waiting("Pending", "ContainerCreating"),
    "cannot-pull": waiting("Pending", "ImagePullBackOff"),
    "lacks-config": waiting("Pending", "CreateContainerConfigError"),
    rejected: { phase: "Failed", reason: "UnexpectedAdmissionError" },
    crashes: waiting("Running", "CrashLoopBackOff"),
    "runs-out-of-memory": {
      ...waiting("Running", "CrashLoopBackOff"),
      containerStatuses: [{ lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } } }],
    },
    "init-crashes": {
      ...waiting("Pending", "PodInitializing"),
      initContainerStatuses: [{ state: { waiting: { reason: "CrashLoopBackOff" } } }],
    },
    succeeds: ended("Succeeded", 0, "Completed"),
    fails: ended("Failed", 1, "Error"),
    "fails-out-of-memory": ended("Failed", 137, "OOMKilled"),
    evicted: { ...ended("Failed", 137, "Error"), reason: "Evicted" },
    "never-goes": { phase: "Running", containerStatuses: [{ ready: true }] },
  };

  it.each(Object.entries(rests))("that %s comes to rest so", async (behaviour, status) => {
    await make(pod(`that-${behaviour}`, { annotations: { "played.nimops.dev/as": behaviour } }));
    await comesToRest(`that-${behaviour}`, status);
  });

  it("comes to rest in a way that each behaviour names", () => {
    expect(Object.keys(rests).sort()).toEqual(Object.keys(behaviours).sort());
  });

  it("behaves as the tag of its image says, where nobody may annotate it", async () => {
    await make(pod("by-image", {}, "nvcr.io/nim/meta/llama:1.8.4-played-cannot-pull"));
    await comesToRest("by-image", waiting("Pending", "ImagePullBackOff"));
  });

  it("turns to what it is told while it is there", async () => {
    await make(pod("turns", { annotations: as("cannot-pull") }));
    await comesToRest("turns", waiting("Pending", "ImagePullBackOff"));
    await playPod(plane.api, { namespace, name: "turns" }, "runs");
    await comesToRest("turns", rests.runs);
    await playPod(plane.api, { namespace, name: "turns" }, "crashes");
    await comesToRest("turns", rests.crashes);
    await playPod(plane.api, { namespace, name: "turns" }, "fails", "10ms");
    await comesToRest("turns", rests.fails);
  });

  it("goes when it is deleted, unless it never goes", async () => {
    await make(pod("goes"));
    await make(pod("stays", { annotations: as("never-goes") }));
    await comesToRest("goes", { phase: "Running" });
    await comesToRest("stays", { phase: "Running" });
    await plane.api.delete(`${pods()}/stays`);
    await plane.api.delete(`${pods()}/goes`);
    await eventually(
      "the pod has gone",
      async () => (await plane.api.ask("GET", `${pods()}/goes`)).code === 404 || undefined,
    );
    expect(await plane.api.get(`${pods()}/stays`)).toMatchObject({
      metadata: { deletionTimestamp: expect.any(String) },
    });
  });

  it("tells in events why it does not start", async () => {
    await make(pod("told", { annotations: as("cannot-pull") }));
    await comesToRest("told", waiting("Pending", "ImagePullBackOff"));
    await eventually("the event is there", async () => {
      const events = await plane.api.list(
        `/api/v1/namespaces/${namespace}/events?fieldSelector=involvedObject.name%3Dtold`,
      );
      return events.find(({ type, message }) => type === "Warning" && message === "Error: ImagePullBackOff");
    });
  });
});

// Beside each other, since the job controller waits ten seconds before a second pod.
describe.concurrent("a played Job", () => {
  it("completes when its pod succeeds", async () => {
    await make(job("completes", { backoffLimit: 5 }));
    expect(await ends("completes")).toMatchObject({ type: "Complete" });
  });

  it("takes as long as its image's tag says", async () => {
    const started = performance.now();
    await make(job("slow", { backoffLimit: 0, image: "nvcr.io/nim/meta/llama:played-runs-for-3s" }));
    expect(await ends("slow")).toMatchObject({ type: "Complete" });
    expect(performance.now() - started).toBeGreaterThan(3000);
  });

  it("fails when its pods have failed as often as its backoff limit allows", async () => {
    await make(job("fails", { backoffLimit: 1, annotations: as("fails", "10ms") }));
    expect(await ends("fails")).toMatchObject({ type: "Failed", reason: "BackoffLimitExceeded" });
    expect(await plane.api.get(`${jobs()}/fails`)).toMatchObject({ status: { failed: 2 } });
  });

  it("completes after a failure when the next pod succeeds", async () => {
    await make(job("retries", { backoffLimit: 5, annotations: as("waits") }));
    const first = await podOf("retries", []);
    await playPod(plane.api, { namespace, name: first }, "fails", "10ms");
    const second = await podOf("retries", [first]);
    await playPod(plane.api, { namespace, name: second }, "succeeds", "10ms");
    expect(await ends("retries")).toMatchObject({ type: "Complete" });
    expect(await plane.api.get(`${jobs()}/retries`)).toMatchObject({ status: { failed: 1, succeeded: 1 } });
  });

  it("does not end where it runs on", async () => {
    await make(job("runs-on", { backoffLimit: 5, annotations: as("runs-on") }));
    await comesToRest(await podOf("runs-on", []), { phase: "Running" });
    const status = async () => (await plane.api.get(`${jobs()}/runs-on`)).status;
    await eventually("its Job knows", async () => valueAt(await status(), ["ready"]) === 1 || undefined);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await status()).toMatchObject({ active: 1, ready: 1 });
  });
});

describe("what a played pod prints", () => {
  it("is read through the API server", async () => {
    await make(pod("prints"));
    await comesToRest("prints", { phase: "Running" });
    await print(plane, { namespace }, "of the namespace");
    await logs("prints", "of the namespace\n");
    await print(plane, { namespace, pod: "prints" }, "of this pod\nsecond line");
    await logs("prints", "of this pod\nsecond line\n");
    expect(await plane.api.text(`${pods()}/prints/log?tailLines=1`)).toBe("second line\n");
  });
});

describe("a played node", () => {
  it("gets no pods when it is not ready, and gets them again", async () => {
    await playNode(plane.api, "played-2", "not-ready");
    await hasTaint("played-2", true);
    await make(
      pod("elsewhere", { labels: { app: "x" } }, "image", {
        nodeName: undefined,
        nodeSelector: on("played-2"),
      }),
    );
    await eventually("the scheduler has found no node", async () => {
      const conditions = valueAt(await plane.api.get(`${pods()}/elsewhere`), ["status", "conditions"]);
      return JSON.stringify(conditions ?? []).includes("Unschedulable") || undefined;
    });
    await playNode(plane.api, "played-2", "ready");
    await hasTaint("played-2", false);
    await comesToRest("elsewhere", { phase: "Running" });
  });

  it("takes no more GPUs than it has", async () => {
    const gpus = { resources: { limits: { "nvidia.com/gpu": "8" } } };
    await plane.addNodes([node({ name: "played-full" })]);
    const spec = { nodeSelector: on("played-full") };
    await make(pod("takes-all", {}, "image", spec, gpus));
    await comesToRest("takes-all", { phase: "Running" });
    await make(pod("finds-none", {}, "image", spec, gpus));
    await comesToRest("finds-none", {
      phase: "Pending",
      conditions: [
        { type: "PodScheduled", message: expect.stringContaining("1 Insufficient nvidia.com/gpu") },
      ],
    });
  });

  const on = (name: string) => ({ "kubernetes.io/hostname": name });

  async function hasTaint(name: string, wanted: boolean): Promise<void> {
    await eventually(`${name} is ${wanted ? "" : "not "}tainted`, async () => {
      const taints = valueAt(await plane.api.get(`/api/v1/nodes/${name}`), ["spec", "taints"]);
      return JSON.stringify(taints ?? []).includes("node.kubernetes.io/not-ready") === wanted || undefined;
    });
  }
});

function waiting(phase: string, reason: string): object {
  return { phase, containerStatuses: [{ ready: false, state: { waiting: { reason } } }] };
}

function ended(phase: string, exitCode: number, reason: string): object {
  return { phase, containerStatuses: [{ ready: false, state: { terminated: { exitCode, reason } } }] };
}

function pod(
  name: string,
  metadata: object = {},
  image = "image",
  spec: object = {},
  container: object = {},
) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, ...metadata },
    spec: {
      restartPolicy: "Never",
      initContainers: [{ name: "first", image }],
      containers: [{ name: "main", image, ...container }],
      ...spec,
    },
  };
}

function job(
  name: string,
  {
    backoffLimit,
    image = "image",
    annotations = {},
  }: { backoffLimit: number; image?: string; annotations?: object },
) {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name },
    spec: {
      backoffLimit,
      template: {
        metadata: { annotations },
        spec: { restartPolicy: "Never", containers: [{ name: "main", image }] },
      },
    },
  };
}

const pods = () => `/api/v1/namespaces/${namespace}/pods`;
const jobs = () => `/apis/batch/v1/namespaces/${namespace}/jobs`;

async function make(object: { kind: string }): Promise<void> {
  await plane.api.post(object.kind === "Job" ? jobs() : pods(), object);
}

async function comesToRest(name: string, status: object): Promise<void> {
  let last: unknown;
  await eventually(`pod ${name} comes to rest`, async () => {
    last = (await plane.api.get(`${pods()}/${name}`)).status;
    try {
      expect(last).toMatchObject(status);
      return true;
    } catch {
      return undefined;
    }
  }).catch(() => expect(last).toMatchObject(status));
}

/** The condition with which the Job ended. */
async function ends(name: string): Promise<ValueMap> {
  return await eventually(`Job ${name} ends`, async () => {
    const conditions = valueAt(await plane.api.get(`${jobs()}/${name}`), ["status", "conditions"]);
    return Array.isArray(conditions)
      ? conditions.filter(isMap).find(({ type }) => type === "Complete" || type === "Failed")
      : undefined;
  });
}

async function podOf(job: string, others: readonly string[]): Promise<string> {
  return await eventually(`Job ${job} has another pod`, async () => {
    const made = await plane.api.list(`${pods()}?labelSelector=job-name%3D${job}`);
    return made
      .map(({ metadata }) => String(isMap(metadata) && metadata.name))
      .find((name) => !others.includes(name));
  });
}

async function logs(name: string, wanted: string): Promise<void> {
  let last = "";
  await eventually(`pod ${name} prints`, async () => {
    last = await plane.api.text(`${pods()}/${name}/log?container=main`).catch((error: unknown) => {
      if (error instanceof Refused) return error.message;
      throw error;
    });
    return last === wanted || undefined;
  }).catch(() => expect(last).toBe(wanted));
}
