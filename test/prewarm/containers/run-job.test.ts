import { expect, test } from "vitest";
import type { Clock } from "../../../src/kube/clock.ts";
import type { Cluster } from "../../../src/kube/cluster.ts";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import type { LiveObject, ObjectToSend } from "../../../src/kube/object.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { jobOf } from "../../../src/prewarm/containers/job.ts";
import { runJob } from "../../../src/prewarm/containers/run-job.ts";

const work = {
  name: "nimops-download-1",
  image: "registry.local/nim/x:1",
  args: ["download-to-cache", "--profiles", "a"],
  settings: { NIM_CACHE_PATH: "/model-store" },
  mountAt: "/model-store",
};

type PodStatus = ValueMap;

/** A cluster with one Job whose states follow each other at each look. */
class JobCluster {
  readonly sent: ObjectToSend[] = [];
  readonly deleted: string[] = [];
  job: LiveObject | undefined;
  log = "";
  states: { job?: ValueMap; pod?: PodStatus; gone?: boolean }[] = [];
  #uid = 0;

  readonly cluster = {
    get: async () => {
      const state = this.states.length > 1 ? this.states.shift() : this.states[0];
      this.#pod = state?.pod;
      if (state?.gone) this.job = undefined;
      if (this.job && state?.job) this.job = { ...this.job, status: state.job };
      return this.job;
    },
    create: async (object: ObjectToSend) => {
      if (this.job) throw new ClusterError("already-exists", "it is there");
      this.sent.push(object);
      this.job = {
        ...object,
        metadata: { ...object.metadata, uid: `uid-${++this.#uid}`, resourceVersion: "1" },
      };
      return { object: this.job, warnings: [] };
    },
    delete: async ({ name }: { name: string }) => {
      this.deleted.push(name);
      this.job = undefined;
      return true;
    },
    listAll: async () => ({
      resourceVersion: "1",
      items: this.#pod
        ? [
            {
              apiVersion: "v1",
              kind: "Pod",
              metadata: { name: "pod", uid: "u", resourceVersion: "1" },
              status: this.#pod,
            },
          ]
        : [],
    }),
    logs: async () => this.log,
  };
  #pod: PodStatus | undefined;

  host(changes = {}) {
    return { cluster: this.cluster as unknown as Cluster, namespace: "nim", claim: "cache", ...changes };
  }
}

const ended = (exitCode: number, reason = "Completed") => ({
  phase: exitCode === 0 ? "Succeeded" : "Failed",
  containerStatuses: [{ name: "nim", state: { terminated: { exitCode, reason } } }],
});
const complete = { conditions: [{ type: "Complete", status: "True" }] };
const failed = { conditions: [{ type: "Failed", status: "True" }] };
const running = { phase: "Running", containerStatuses: [{ name: "nim", state: { running: {} } }] };

function world(signal?: AbortSignal) {
  const words: string[] = [];
  return {
    clock: instantClock(),
    signal,
    timeout: 3_600_000,
    onState: (text: string) => words.push(text),
    words,
  };
}

/** A clock on which every wait is over at once. */
function instantClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    after(milliseconds, callback) {
      now += milliseconds;
      queueMicrotask(callback);
      return () => {};
    },
  };
}

test("a Job that completes gives its log, and is removed", async () => {
  const cluster = new JobCluster();
  cluster.states = [{}, { job: {}, pod: running }, { job: complete, pod: ended(0) }];
  cluster.log = "Downloaded filename: a\n";
  const surroundings = world();
  const run = await runJob(work, cluster.host(), surroundings);
  expect(run).toMatchObject({ code: 0, stdout: cluster.log, lastLines: ["Downloaded filename: a"] });
  expect(surroundings.words).toContain("running");
  expect(cluster.deleted).toEqual([work.name]);
});

test("one that fails says with which code and why, and stays to be looked at", async () => {
  const cluster = new JobCluster();
  cluster.states = [{}, { job: failed, pod: ended(1) }];
  cluster.log = "no space left on device\n";
  expect(await runJob(work, cluster.host(), world())).toMatchObject({ code: 1, outOfMemory: false });
  expect(cluster.deleted).toEqual([]);
  cluster.states = [{ job: failed }, {}, { job: failed, pod: ended(137, "OOMKilled") }];
  expect(await runJob(work, cluster.host(), world())).toMatchObject({ code: 137, outOfMemory: true });
});

test("a Job that goes on is taken over, one that has ended is made anew", async () => {
  const cluster = new JobCluster();
  await cluster.cluster.create(jobOf(work, cluster.host()));
  cluster.states = [
    { job: {}, pod: running },
    { job: complete, pod: ended(0) },
  ];
  expect(await runJob(work, cluster.host(), world())).toMatchObject({ code: 0 });
  expect(cluster.sent).toHaveLength(1);
  await cluster.cluster.create(jobOf(work, cluster.host()));
  cluster.states = [{ job: failed }, {}, { job: {}, pod: running }, { job: complete, pod: ended(0) }];
  expect(await runJob(work, cluster.host(), world())).toMatchObject({ code: 0 });
  expect(cluster.sent).toHaveLength(3);
});

test("a pod that never starts is given up after a while, with the reason", async () => {
  const cluster = new JobCluster();
  const waiting = { reason: "ImagePullBackOff", message: "unauthorized" };
  cluster.states = [
    {},
    { job: {}, pod: { phase: "Pending", containerStatuses: [{ name: "nim", state: { waiting } }] } },
  ];
  expect(await runJob(work, cluster.host(), world())).toMatchObject({
    code: 125,
    lastLines: ["ImagePullBackOff: unauthorized"],
  });
});

test("one that somebody deletes is not waited for", async () => {
  const cluster = new JobCluster();
  cluster.states = [{}, { job: {}, pod: running }, { gone: true }];
  expect((await runJob(work, cluster.host(), world())).lastLines).toEqual(["somebody deleted the Job"]);
});

test("it ends when it takes too long and when the user wants that; the Job goes on", async () => {
  const cluster = new JobCluster();
  cluster.states = [{}, { job: {}, pod: running }];
  expect(await runJob(work, cluster.host(), { ...world(), timeout: 60_000 })).toMatchObject({
    ended: "time",
  });
  expect(await runJob(work, cluster.host(), world(AbortSignal.abort()))).toMatchObject({ ended: "stopped" });
  expect(cluster.deleted).toEqual([]);
});

test("it runs without rights as user 26, on GPU nodes, with the key from a Secret", () => {
  const { spec } = jobOf(
    work,
    new JobCluster().host({ authSecret: "ngc", pullSecrets: ["pull"], subPath: "a" }),
  );
  expect(spec).toMatchObject({
    backoffLimit: 0,
    template: {
      spec: {
        automountServiceAccountToken: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 26,
          runAsGroup: 26,
          fsGroup: 26,
          seccompProfile: { type: "RuntimeDefault" },
        },
        imagePullSecrets: [{ name: "pull" }],
        tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
        containers: [
          {
            args: work.args,
            env: [
              { name: "NIM_CACHE_PATH", value: "/model-store" },
              { name: "NGC_API_KEY", valueFrom: { secretKeyRef: { name: "ngc", key: "NGC_API_KEY" } } },
            ],
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
            volumeMounts: [{ name: "cache", mountPath: "/model-store", subPath: "a" }],
          },
        ],
        volumes: [{ name: "cache", persistentVolumeClaim: { claimName: "cache" } }],
      },
    },
  });
  expect(jobOf({ ...work, args: [] }, new JobCluster().host({ gpus: 1 })).spec).toMatchObject({
    template: { spec: { containers: [{ resources: { limits: { "nvidia.com/gpu": 1 } } }] } },
  });
});
