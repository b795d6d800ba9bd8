import { describe, expect, test } from "vitest";
import { systemClock } from "../../../src/kube/clock.ts";
import type { Cluster } from "../../../src/kube/cluster.ts";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import type { Kind, LiveObject, ObjectToSend } from "../../../src/kube/object.ts";
import type { WatchOptions } from "../../../src/kube/watch.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { type PrewarmInput, prewarm } from "../../../src/prewarm/cluster/prewarm.ts";
import { silentProgress } from "../../../src/report/progress.ts";
import { UserError } from "../../../src/user-error.ts";
import { cacheManifest, planOfManifests } from "../../cluster/prewarm-bed.ts";

describe.concurrent("where the cluster cannot be asked for a while", () => {
  test("a dry run ends when its time is over, though the API server never takes the question", async () => {
    const cluster = standIn({
      apply: () => Promise.reject(new ClusterError("unreachable", "no connection")),
    });
    const result = await run(cluster, { dryRun: true, timeouts: { whole: 300, cache: 10_000 } });
    expect(result.outcome).toBe("timed-out");
  });

  test("a dry run ends when it is cancelled, though something is asked still", async () => {
    const stop = new AbortController();
    const cluster = standIn({ exists: (_, { signal } = {}) => untilAborted(signal) });
    setTimeout(() => stop.abort(), 200);
    const result = await run(cluster, { dryRun: true, signal: stop.signal });
    expect(result.outcome).toBe("planned");
  });

  test("credentials that nobody gives just now end no run, and no cache", async () => {
    const noToken = new UserError("GitHub gave no OIDC token for the cluster");
    let asked = 0;
    const cluster = standIn({
      apply: () => {
        asked += 1;
        return Promise.reject(noToken);
      },
      exists: () => Promise.reject(noToken),
      volumeUse: () => Promise.reject(noToken),
      logs: () => Promise.reject(noToken),
      objects: [failedPod("llama-job-1"), runningPod("llama-job-2")],
    });
    const notes: string[] = [];
    const progress = { ...silentProgress, note: (text: string) => void notes.push(text) };
    const result = await run(cluster, { timeouts: { whole: 400, cache: 10_000 }, progress });
    expect(result.outcome).toBe("timed-out");
    expect(asked).toBe(1);
    expect(notes).toEqual(["GitHub gave no OIDC token for the cluster; it is tried again"]);
  });
});

test("a manifest that the plan refuses keeps no other from being filled, whatever its namespace", async () => {
  const manifests = [cacheManifest("Not/Ours", "bad"), cacheManifest("models", "llama")];
  const { plan } = planOfManifests(manifests);
  const resource = { kind: "NIMCache", namespace: "Not/Ours", name: "bad" } as const;
  const blocker = { code: "manifest-refused", message: "no name of a namespace", resource, fixable: false };
  const cluster = standIn({
    list: async (_, { namespace } = {}) => {
      if (namespace !== "models") throw new ClusterError("forbidden", `no rights in ${namespace}`);
      return { items: [], resourceVersion: "1" };
    },
    objects: [live(cacheManifest("models", "llama"), { state: "Ready" })],
  });
  const result = await run(cluster, { dryRun: true, plan: { ...plan, blockers: [blocker] } }, manifests);
  expect(result.caches.map(({ name, did, outcome }) => [name, did, outcome])).toEqual([
    ["bad", "nothing", "failed"],
    ["llama", "untouched", "planned"],
  ]);
});

test("a kind that may not be seen in one namespace is seen in another", async () => {
  const cluster = standIn({
    forbids: ({ kind }, namespace) => kind === "Job" && namespace === "theirs",
    objects: [
      ...["theirs", "models"].flatMap((namespace) => [
        live(cacheManifest(namespace, "llama"), { state: "Pending" }),
        gaveUp(namespace, "old"),
      ]),
    ],
    // The Job that had given up before is replaced by one that gives up too.
    later: (event) => event({ type: "added", object: gaveUp("models", "new") }),
  });
  const manifests = ["theirs", "models"].map((namespace) => cacheManifest(namespace, "llama"));
  const result = await run(cluster, { timeouts: { whole: 1500, cache: 10_000 } }, manifests);
  expect(
    result.caches.map(({ namespace, outcome, causes }) => [namespace, outcome, causes[0]?.code]),
  ).toEqual([
    ["models", "failed", "DownloadFailed"],
    ["theirs", "timed-out", undefined],
  ]);
  expect(result.notes.filter((note) => note.includes("Jobs"))).toEqual([
    expect.stringContaining("may not watch Jobs in theirs: "),
  ]);
});

function run(
  cluster: Cluster,
  given: Partial<PrewarmInput>,
  manifests: readonly ValueMap[] = [cacheManifest("models", "llama")],
) {
  return prewarm({
    ...planOfManifests(manifests),
    cluster,
    operatorVersion: "3.1.2",
    timeouts: { whole: 5_000, cache: 5_000 },
    parallel: 4,
    dryRun: false,
    progress: silentProgress,
    clock: systemClock,
    now: Date.now,
    signal: new AbortController().signal,
    ...given,
  });
}

interface Played extends Partial<Pick<Cluster, "list" | "apply" | "exists" | "volumeUse" | "logs">> {
  readonly objects?: readonly LiveObject[];
  readonly forbids?: (kind: Kind, namespace: string | undefined) => boolean;
  /** Called once when all is watched. */
  readonly later?: (event: NonNullable<WatchOptions["onEvent"]>) => void;
}

/** A cluster that shows these objects and takes whatever is applied. */
function standIn({ objects = [], forbids = () => false, later, ...methods }: Played): Cluster {
  const store = new Map(objects.map((object) => [keyOf(object), object]));
  const cluster: Partial<Cluster> = {
    server: "https://stand-in",
    list: async () => ({ items: [], resourceVersion: "1" }),
    apply: async (object: ObjectToSend) => ({ object: live(object, {}), warnings: [] }),
    exists: async () => true,
    volumeUse: async () => [],
    logs: async () => "",
    watch(kind, options = {}) {
      const { namespace, onEvent, onFault } = options;
      const shown = () =>
        [...store.values()].filter(
          (object) => object.kind === kind.kind && object.metadata.namespace === namespace,
        );
      const isForbidden = forbids(kind, namespace);
      queueMicrotask(() => {
        if (isForbidden) {
          const error = new ClusterError("forbidden", "no");
          onFault?.({ fault: "refused", message: "no", error, retryInMilliseconds: 1000 });
        } else for (const object of shown()) void onEvent?.({ type: "added", object });
      });
      if (kind.kind === "Job" && !isForbidden && later !== undefined) {
        setTimeout(() => {
          later((event) => {
            store.set(keyOf(event.object), event.object);
            return onEvent?.(event);
          });
        }, 300);
      }
      return {
        synced: true,
        whenSynced: () => (isForbidden ? new Promise(() => {}) : Promise.resolve()),
        lastHeard: 0,
        fault: undefined,
        get: (_, name) => shown().find(({ metadata }) => metadata.name === name),
        objects: shown,
        stop: async () => {},
        [Symbol.asyncDispose]: async () => {},
      };
    },
    ...methods,
  };
  return cluster as Cluster;
}

function keyOf({ kind, metadata }: LiveObject): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`;
}

function live(object: ObjectToSend | ValueMap, status: ValueMap): LiveObject {
  const { metadata, apiVersion, kind, ...rest } = object as ObjectToSend;
  const finalizers = ["finalizer.nimcache.apps.nvidia.com"];
  return {
    ...rest,
    apiVersion,
    kind,
    metadata: { ...metadata, finalizers, managedFields: [], uid: "1", resourceVersion: "1" },
    status,
  };
}

function gaveUp(namespace: string, uid: string): LiveObject {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "llama-job", namespace, uid, resourceVersion: "1" },
    status: { failed: 6, conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }] },
  };
}

function failedPod(name: string): LiveObject {
  const metadata = { name, namespace: "models", uid: name, resourceVersion: "1" };
  return { apiVersion: "v1", kind: "Pod", metadata, status: { phase: "Failed" } };
}

function runningPod(name: string): LiveObject {
  const volumes = [{ name: "v", persistentVolumeClaim: { claimName: "llama-pvc" } }];
  return { ...failedPod(name), spec: { nodeName: "n", volumes }, status: { phase: "Running" } };
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(new ClusterError("aborted", "called off")));
  });
}
