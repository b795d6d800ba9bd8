import { pause } from "../../kube/clock.ts";
import { ClusterError } from "../../kube/cluster-error.ts";
import type { LiveObject } from "../../kube/object.ts";
import { isMap, valueAt } from "../../nim/value.ts";
import type { StepWorld } from "../airgap/step-world.ts";
import type { ContainerRun } from "./container.ts";
import type { JobHost } from "./container-host.ts";
import { type JobWork, jobContainer, jobOf } from "./job.ts";

export interface JobWorld extends Pick<StepWorld, "clock" | "signal"> {
  /** Milliseconds. */
  readonly timeout: number;
  /** What the Job's pod waits for, in a few words. */
  readonly onState?: (words: string) => void;
}

/** Milliseconds between two looks. */
const interval = 3_000;
/** A pod may recover from these, such as when its Secret comes a moment later. */
const patience = 120_000;

/**
 * Runs a Job to its end. One of the same name that still runs is taken over, since it does the same; one that has ended is
 * made anew. When we are stopped it goes on.
 *
 * @throws ClusterError where the cluster cannot be asked.
 */
export async function runJob(work: JobWork, host: JobHost, world: JobWorld): Promise<ContainerRun> {
  const { cluster, namespace } = host;
  const { clock, signal, timeout } = world;
  const command = `kubectl --namespace ${namespace} logs job/${work.name} # ${[work.image, ...work.args].join(" ")}`;
  const nothing = { stdout: "", stderr: "", code: undefined, outOfMemory: false, lastLines: [], command };
  const job = await started(work, host, world);
  if (job === undefined) return { ...nothing, ended: "stopped" };
  const begun = clock.now();
  let stuckSince: { reason: string; since: number } | undefined;
  for (;;) {
    if (signal?.aborted) return { ...nothing, ended: "stopped" };
    const now = await cluster.get({ apiVersion: "batch/v1", kind: "Job", namespace, name: work.name });
    const pod = await podOf(work.name, host);
    const ended = now === undefined ? "Deleted" : endOf(now);
    if (ended === "Deleted") return { ...nothing, lastLines: ["somebody deleted the Job"] };
    if (ended !== undefined) {
      const run = await ranAs(pod, host, command, nothing);
      if (ended === "Complete") {
        await cluster.delete(
          { apiVersion: "batch/v1", kind: "Job", namespace, name: work.name },
          { propagation: "Background" },
        );
        return { ...run, code: 0 };
      }
      return { ...run, code: run.code === 0 || run.code === undefined ? 1 : run.code };
    }
    const state = stateOf(pod);
    world.onState?.(state.words);
    if (state.stuck === undefined) stuckSince = undefined;
    else if (stuckSince?.reason !== state.stuck) stuckSince = { reason: state.stuck, since: clock.now() };
    else if (clock.now() - stuckSince.since > patience) {
      return { ...nothing, code: 125, lastLines: [state.words] };
    }
    if (clock.now() - begun > timeout) {
      return { ...(await ranAs(pod, host, command, nothing)), code: undefined, ended: "time" };
    }
    await pause(clock, interval, signal);
  }
}

/** Undefined where we were stopped. */
async function started(work: JobWork, host: JobHost, world: JobWorld): Promise<LiveObject | undefined> {
  const name = { apiVersion: "batch/v1", kind: "Job", namespace: host.namespace, name: work.name };
  for (;;) {
    if (world.signal?.aborted) return undefined;
    const there = await host.cluster.get(name);
    if (there === undefined) {
      try {
        return (await host.cluster.create(jobOf(work, host))).object;
      } catch (error) {
        // Somebody was faster.
        if (!(error instanceof ClusterError) || error.reason !== "already-exists") throw error;
      }
    } else if (valueAt(there, ["metadata", "deletionTimestamp"]) === undefined) {
      if (endOf(there) === undefined) return there;
      await host.cluster.delete(name, { propagation: "Background", uid: there.metadata.uid });
    }
    await pause(world.clock, interval, world.signal);
  }
}

function endOf(job: LiveObject): "Complete" | "Failed" | undefined {
  const conditions = valueAt(job, ["status", "conditions"]);
  for (const type of ["Complete", "Failed"] as const) {
    const holds = (condition: unknown) =>
      valueAt(condition, ["type"]) === type && valueAt(condition, ["status"]) === "True";
    if (Array.isArray(conditions) && conditions.some(holds)) return type;
  }
  return undefined;
}

/** The newest. */
async function podOf(job: string, { cluster, namespace }: JobHost): Promise<LiveObject | undefined> {
  const { items } = await cluster.listAll(
    { apiVersion: "v1", kind: "Pod" },
    { namespace, labelSelector: `job-name=${job}` },
  );
  const age = (pod: LiveObject) => String(valueAt(pod, ["metadata", "creationTimestamp"]) ?? "");
  return items.toSorted((one, other) => (age(one) < age(other) ? 1 : -1))[0];
}

interface PodState {
  readonly words: string;
  /** Why it does not get on. */
  readonly stuck?: string;
}

const stuckReasons =
  /^(?:ImagePullBackOff|ErrImagePull|InvalidImageName|CreateContainerConfigError|CreateContainerError|Unschedulable)$/;

function stateOf(pod: LiveObject | undefined): PodState {
  if (pod === undefined) return { words: "waiting for its pod" };
  const waiting = valueAt(statusOf(pod), ["state", "waiting"]);
  const conditions = valueAt(pod, ["status", "conditions"]);
  const unscheduled = (Array.isArray(conditions) ? conditions : []).find(
    (condition) => valueAt(condition, ["reason"]) === "Unschedulable",
  );
  for (const about of [waiting, unscheduled]) {
    if (!isMap(about)) continue;
    const reason = String(about.reason ?? "");
    const message = typeof about.message === "string" ? `: ${about.message}` : "";
    if (stuckReasons.test(reason)) return { words: `${reason}${message}`, stuck: reason };
  }
  return { words: valueAt(pod, ["status", "phase"]) === "Running" ? "running" : "starting" };
}

function statusOf(pod: LiveObject): unknown {
  const statuses = valueAt(pod, ["status", "containerStatuses"]);
  return Array.isArray(statuses)
    ? statuses.find((status) => valueAt(status, ["name"]) === jobContainer)
    : undefined;
}

async function ranAs(
  pod: LiveObject | undefined,
  { cluster, namespace }: JobHost,
  command: string,
  nothing: ContainerRun,
): Promise<ContainerRun> {
  if (pod === undefined) return { ...nothing, lastLines: ["its pod is gone"] };
  const ended = valueAt(statusOf(pod), ["state", "terminated"]);
  const code = valueAt(ended, ["exitCode"]);
  const evicted =
    valueAt(pod, ["status", "reason"]) === "Evicted" ? valueAt(pod, ["status", "message"]) : undefined;
  const log = await cluster
    .logs({ namespace, name: pod.metadata.name }, { container: jobContainer })
    .catch((error: unknown) => (error instanceof ClusterError ? error.message : Promise.reject(error)));
  const lines = log.split(/\r?\n/).filter((line) => line !== "");
  return {
    ...nothing,
    command,
    code: typeof code === "number" ? code : undefined,
    stdout: log,
    outOfMemory: valueAt(ended, ["reason"]) === "OOMKilled",
    lastLines: [...lines.slice(-200), ...(typeof evicted === "string" ? [`evicted: ${evicted}`] : [])],
  };
}
