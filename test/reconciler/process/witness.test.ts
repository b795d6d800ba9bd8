import { describe, expect, test } from "vitest";
import { Witness, type WitnessSettings } from "../../../reconciler/process/witness.ts";
import type { Cluster, VolumeUse } from "../../../src/kube/cluster.ts";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import type { LiveObject } from "../../../src/kube/object.ts";
import { liveWorld } from "../../../src/nim/health/surroundings.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { setClock } from "../../support/set-clock.ts";

describe("the last words of pods that failed", () => {
  test("are read once, of the operator's pods alone, and forgotten with them", async () => {
    const bed = witnessBed();
    const pod = failedPod("llama-job-a");
    const { labels: _, ...metadata } = pod.metadata;
    bed.witness.heard({ ...pod, metadata: { ...metadata, name: "somebody-else", uid: "else" } }, false);
    bed.witness.heard(failedPod("runs", "Running"), false);
    bed.witness.heard(pod, false);
    bed.witness.heard(pod, false);
    await bed.settled();
    expect(bed.asked).toEqual(["log models/llama-job-a"]);
    expect(bed.news).toEqual(["models"]);
    expect(logOf(bed, "llama-job-a")).toBe("OSError: No space left on device");
    bed.witness.heard(pod, true);
    expect(logOf(bed, "llama-job-a")).toBeUndefined();
  });

  test("are not asked for again for ten minutes where they may not be read, and that is told once", async () => {
    const bed = witnessBed({ logs: refuse });
    bed.witness.heard(failedPod("a"), false);
    bed.witness.heard(failedPod("b"), false);
    await bed.settled();
    bed.witness.heard(failedPod("c"), false);
    await bed.settled();
    expect(bed.asked).toHaveLength(2);
    expect(bed.refused).toEqual(["pods/log"]);
    bed.clock.pass(10 * 60_000);
    bed.witness.heard(failedPod("d"), false);
    await bed.settled();
    expect(bed.asked).toHaveLength(3);
  });
});

describe("bytes on volumes that are being filled", () => {
  test("are asked for once a minute, and no more when the cache is full", async () => {
    const bed = witnessBed();
    bed.look("InProgress");
    bed.look("InProgress");
    await bed.settled();
    expect(bed.asked).toEqual(["volumes hopper"]);
    expect(bed.look("InProgress")).toBe(34 * 2 ** 30);
    expect(bed.news).toEqual(["models"]);
    bed.clock.pass(60_000);
    expect(bed.news).toEqual(["models", "models"]);
    bed.look("InProgress");
    await bed.settled();
    expect(bed.asked).toHaveLength(2);
    bed.clock.pass(60_000);
    bed.look("Ready");
    bed.clock.pass(600_000);
    expect(bed.asked).toHaveLength(2);
  });

  test("are not asked for unless told so", async () => {
    const bed = witnessBed({}, false);
    bed.look("InProgress");
    await bed.settled();
    expect(bed.asked).toEqual([]);
  });

  test("that nobody may ask for are asked for again after ten minutes; what was measured stays", async () => {
    let isRefused = false;
    const volumeUse = async () => (isRefused ? refuse() : [use]);
    const bed = witnessBed({ volumeUse });
    bed.look("InProgress");
    await bed.settled();
    isRefused = true;
    for (let minute = 1; minute < 10; minute += 1) {
      bed.clock.pass(60_000);
      bed.look("InProgress");
      await bed.settled();
    }
    expect(bed.asked).toHaveLength(2);
    expect(bed.refused).toEqual(["nodes/proxy"]);
    bed.clock.pass(60_000);
    expect(bed.look("InProgress")).toBe(34 * 2 ** 30);
    await bed.settled();
    expect(bed.asked).toHaveLength(3);
  });
});

function witnessBed(cluster: Partial<Pick<Cluster, "logs" | "volumeUse">> = {}, bytes = true) {
  const clock = setClock();
  const [asked, news, refused]: string[][] = [[], [], []];
  const logs: Cluster["logs"] = async (pod, options) => {
    asked?.push(`log ${pod.namespace}/${pod.name}`);
    return cluster.logs ? cluster.logs(pod, options) : "OSError: No space left on device\n";
  };
  const volumeUse: Cluster["volumeUse"] = async (node, options) => {
    asked?.push(`volumes ${node}`);
    return cluster.volumeUse ? cluster.volumeUse(node, options) : [use];
  };
  const settings: WitnessSettings = {
    cluster: { logs, volumeUse } as Partial<Cluster> as Cluster,
    clock,
    bytes,
    onNews: (namespace) => void news?.push(namespace),
    onRefused: (what) => void refused?.push(what),
    signal: new AbortController().signal,
  };
  const witness = new Witness(settings);
  /** Bytes that are known of the cache's volume. */
  const look = (state: string): number | undefined => {
    const world = liveWorld([cacheIn(state), claim, filler], witness.facts);
    witness.measure(world);
    return world.around("models").bytesOn("llama-pvc");
  };
  const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
  return { witness, clock, asked: asked ?? [], news: news ?? [], refused: refused ?? [], look, settled };
}

function logOf({ witness }: ReturnType<typeof witnessBed>, pod: string): string | undefined {
  return liveWorld([cacheIn("Failed")], witness.facts)
    .around("models")
    .logOf(pod);
}

function refuse(): never {
  throw new ClusterError("forbidden", "you may not", { status: 403 });
}

const use: VolumeUse = {
  namespace: "models",
  claim: "llama-pvc",
  used: 34 * 2 ** 30,
  capacity: 200 * 2 ** 30,
};

function cacheIn(state: string): ValueMap {
  return {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache",
    metadata: { namespace: "models", name: "llama" },
    spec: { storage: { pvc: { create: true } } },
    status: { state },
  };
}

const claim: ValueMap = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { namespace: "models", name: "llama-pvc" },
  status: { capacity: { storage: "200Gi" } },
};

const filler: ValueMap = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { namespace: "models", name: "llama-job-x" },
  spec: { nodeName: "hopper", volumes: [{ persistentVolumeClaim: { claimName: "llama-pvc" } }] },
  status: { phase: "Running" },
};

function failedPod(name: string, phase = "Failed"): LiveObject {
  const labels = { "app.kubernetes.io/managed-by": "k8s-nim-operator" };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace: "models", name, uid: name, resourceVersion: "1", labels },
    status: { phase },
  };
}
