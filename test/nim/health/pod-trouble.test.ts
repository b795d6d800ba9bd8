import { describe, expect, test } from "vitest";
import type { ValueMap } from "../../../src/nim/value.ts";
import { deployment, every, judged, nim, other, pod, unschedulable } from "./live-objects.ts";

const waiting = (reason: string, message = ""): ValueMap => ({ waiting: { reason, message } });
const ended = (reason: string, message = "", exitCode = 1): ValueMap => ({
  terminated: { reason, message, exitCode },
});
const notReady = ["Ready=False NotReady: waiting", "Failed=False Ready"];

/** A service that waits for this pod. */
function withPod(given: ValueMap, ...more: readonly ValueMap[]) {
  const service = nim("NIMService", { state: "NotReady", conditions: notReady });
  return judged([service, deployment(1, 0), given, ...more]);
}

describe("a pod that waits says why", () => {
  test.each([
    ["ImagePullBackOff", "pull access denied: 401 Unauthorized", "ImagePullDenied"],
    ["ErrImagePull", "manifest unknown: not found", "ImageNotFound"],
    ["ErrImagePull", "dial tcp: lookup nvcr.io: no such host", "RegistryUnreachable"],
    ["ImagePullBackOff", 'Back-off pulling image "a:1"', "ImagePull"],
    ["InvalidImageName", "couldn't parse image name", "ImagePull"],
    ["CreateContainerConfigError", 'secret "ngc-api-key" not found', "SecretMissing"],
    ["CreateContainerConfigError", "couldn't find key NGC_API_KEY in Secret models/ngc", "SecretKeyMissing"],
    ["CreateContainerConfigError", 'configmap "certs" not found', "ConfigMapMissing"],
    ["CreateContainerError", "context deadline exceeded", "ContainerNotStarted"],
    ["RunContainerError", "no such executable", "ContainerNotStarted"],
  ])("%s, %s: %s", (reason, message, expected) => {
    expect(withPod(pod("llama-1", "Pending", waiting(reason, message)))).toMatchObject({
      health: "blocked",
      reason: expected,
    });
  });

  test.each([
    ["0/3 nodes are available: 3 Insufficient nvidia.com/gpu. preemption: none", "NotEnoughGpus"],
    ["0/3 nodes: 2 Insufficient nvidia.com/mig-1g.10gb, 1 node(s) had untolerated taint", "NotEnoughGpus"],
    ["0/3 nodes are available: 3 Insufficient memory.", "NotEnoughResources"],
    ["0/3 nodes are available: 3 node(s) had untolerated taint {gpu: yes}.", "Tainted"],
    ["0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.", "NoMatchingNode"],
    ['persistentvolumeclaim "weights" not found', "ClaimMissing"],
    ['persistentvolumeclaim "weights" is being deleted', "ClaimTerminating"],
    ["0/3 nodes: 3 node(s) had volume node affinity conflict", "VolumeElsewhere"],
    ["0/3 nodes are available: something new", "Unschedulable"],
  ])("%s: %s", (message, expected) => {
    expect(withPod(unschedulable("llama-1", message))).toMatchObject({ health: "blocked", reason: expected });
  });

  test("a container that is only starting is no trouble", () => {
    expect(withPod(pod("llama-1", "Pending", waiting("ContainerCreating")))).toMatchObject({
      health: "progressing",
    });
  });

  test("a container that cannot mount a secret says so only in an event", () => {
    const event = other("Event", "e", {
      involvedObject: { kind: "Pod", name: "llama-1" },
      type: "Warning",
      reason: "FailedMount",
      message: 'MountVolume.SetUp failed for volume "x" : secret "certs" not found',
    });
    const starting = pod("llama-1", "Pending", waiting("ContainerCreating"));
    expect(withPod(starting, event)).toMatchObject({ health: "blocked", reason: "VolumeSourceMissing" });
    // The event stays for an hour; the pod runs by now.
    expect(withPod(pod("llama-1", "Running", { running: {} }), event)).toMatchObject({
      health: "progressing",
    });
  });
});

describe("a volume that is made on demand", () => {
  const claimless = unschedulable("llama-1", "pod has unbound immediate PersistentVolumeClaims");
  const service = nim("NIMService", { state: "NotReady", conditions: notReady });
  const old = {
    ...claimless,
    metadata: { ...(claimless.metadata as ValueMap), creationTimestamp: "2026-01-01T00:00:00Z" },
  };

  test("is waited for", () => {
    expect(judged([service, deployment(1, 0), claimless])).toMatchObject({
      health: "progressing",
      reason: "ClaimUnbound",
    });
  });

  test("should be there after two minutes", () => {
    const now = Date.parse("2026-01-01T00:02:01Z");
    expect(judged([service, deployment(1, 0), old], { knows: every, now })).toMatchObject({
      health: "blocked",
      reason: "ClaimUnbound",
    });
  });
});

describe("a program that ends says why", () => {
  const crashed = (reason: string, message: string): ValueMap =>
    other("Pod", "llama-1", {
      metadata: { labels: { app: "llama" } },
      status: {
        phase: "Running",
        containerStatuses: [{ state: waiting("CrashLoopBackOff"), lastState: ended(reason, message) }],
      },
    });

  test.each([
    ["OOMKilled", "", "OutOfMemory"],
    ["Error", "OSError: [Errno 28] No space left on device", "VolumeFull"],
    ["Error", "accept4: too many open files", "OpenFilesLimit"],
    ["Error", "torch.OutOfMemoryError: CUDA out of memory", "GpuMemory"],
    ["Error", "HTTP 403 Forbidden", "CredentialsRefused"],
    ["Error", "Temporary failure in name resolution", "NetworkUnreachable"],
    ["Error", "mkdir /model-store: permission denied", "VolumePermission"],
    ["Error", "Segmentation fault", "CrashLoop"],
  ])("%s, %s: %s", (reason, message, expected) => {
    const found = withPod(crashed(reason, message));
    expect(found).toMatchObject({ health: "degraded", reason: expected });
    if (message !== "") expect(found.message).not.toContain(message);
  });

  test("in its log, where somebody has read it", () => {
    const service = nim("NIMService", { state: "NotReady", conditions: notReady });
    const logs = new Map([["models/llama-1", "error: Too many open files"]]);
    expect(judged([service, deployment(1, 0), crashed("Error", "")], { knows: every, logs })).toMatchObject({
      reason: "OpenFilesLimit",
    });
  });

  test("an earlier end of a container that runs again is history", () => {
    const running = other("Pod", "llama-1", {
      metadata: { labels: { app: "llama" } },
      status: {
        phase: "Running",
        containerStatuses: [{ state: { running: {} }, lastState: ended("OOMKilled") }],
      },
    });
    expect(withPod(running)).toMatchObject({ health: "progressing" });
  });
});

test("a command is only made of words that are names: the text comes from a cluster", () => {
  const evil = pod("a; rm -rf $HOME", "Pending", waiting("ImagePullBackOff", "denied"));
  const found = withPod(evil);
  expect(found.help).toContain("`kubectl -n models describe pod NAME`");
  expect(found.help).not.toContain("rm -rf");
});
