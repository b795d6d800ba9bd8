import { describe, expect, test } from "vitest";
import { type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { Bed, cache, pipeline, profile, service } from "../../support/reconciler/bed.ts";

async function filled(bed = new Bed()): Promise<Bed> {
  bed.push([cache("a"), service("s", "a")]);
  await bed.settle();
  bed.operatorSays("NIMCache", "a", "Ready");
  bed.time += 3_000;
  await bed.settle();
  bed.operatorSays("NIMService", "s", "Ready");
  await bed.settle();
  bed.takeWrites();
  return bed;
}

const a = { kind: "NIMCache", namespace: "models", name: "a" };

describe("T16 the states of a cache", () => {
  test.each([
    ["", "Progressing"],
    ["NotReady", "Progressing"],
    ["PVC-Created", "Progressing"],
    ["Started", "Progressing"],
    ["InProgress", "Progressing"],
    ["Pending", "Progressing"],
    ["Failed", "Degraded"],
    ["Ready", "Healthy"],
  ])("T16 %j is told as %s", async (state, phase) => {
    const bed = new Bed();
    bed.push([cache("a")]);
    await bed.settle();
    bed.api.update(
      a,
      ({ metadata }) => {
        (metadata as ValueMap).finalizers = ["finalizer.nimcache.apps.nvidia.com"];
      },
      { manager: "manager" },
    );
    bed.api.update(
      a,
      (object) => {
        object.status = { state };
      },
      { manager: "manager", subresource: "status" },
    );
    await bed.settle();
    expect(bed.resource("NIMCache", "a")?.phase).toBe(phase);
  });

  test("T16 failing is not the end: Failed, InProgress, Ready", async () => {
    const bed = new Bed();
    bed.push([cache("a"), service("s", "a")]);
    for (const state of ["Started", "InProgress", "Failed", "InProgress", "Failed", "InProgress"]) {
      await bed.settle();
      bed.operatorSays("NIMCache", "a", state);
      bed.time += 30_000;
    }
    await bed.settle();
    expect(bed.resource("NIMCache", "a")?.failingSince).toBeDefined();
    expect(bed.resource("NIMCache", "a")?.phase).not.toBe("Failed");
    bed.operatorSays("NIMCache", "a", "Ready");
    bed.time += 3_000;
    await bed.settle();
    expect(bed.resource("NIMCache", "a")).toMatchObject({ phase: "Healthy" });
    expect(bed.resource("NIMCache", "a")?.failingSince).toBeUndefined();
    expect(bed.takeWrites()).toContain("apply NIMService s");
  });

  test("T16 a loop of Failed and Started is recognized after more than a Job and its TTL, across a restart", async () => {
    const bed = new Bed();
    bed.push([cache("a")]);
    await bed.settle();
    const phases: string[] = [];
    for (let minute = 0; minute < 24; minute += 1) {
      bed.operatorSays("NIMCache", "a", minute % 4 === 3 ? "Started" : "Failed");
      bed.time += 60_000;
      if (minute === 10) bed.restart();
      await bed.pass();
      phases.push(bed.resource("NIMCache", "a")?.phase ?? "");
    }
    expect(phases.indexOf("Failed")).toBe(16);
    expect(bed.resource("NIMCache", "a")).toMatchObject({ reason: "Looping", rounds: 2 });
  });

  test("T16 a claim that is gone under a Ready cache: what is new waits until it is filled again", async () => {
    const bed = new Bed();
    bed.seen = ["PersistentVolumeClaim"];
    bed.push([cache("a")]);
    await bed.settle();
    bed.operatorSays("NIMCache", "a", "Ready", { pvc: "a-pvc" });
    bed.time += 3_000;
    bed.push([cache("a"), service("s", "a")]);
    await bed.settle();
    expect(bed.resource("NIMService", "s")).toMatchObject({ phase: "Waiting", reason: "CacheNotReady" });
    bed.api.create({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "a-pvc", namespace: "models" },
      status: { phase: "Bound" },
    });
    bed.operatorSays("NIMCache", "a", "PVC-Created");
    await bed.settle();
    expect(bed.resource("NIMService", "s")?.message).toContain("is PVC-Created");
    bed.operatorSays("NIMCache", "a", "Ready", { pvc: "a-pvc" });
    bed.time += 3_000;
    bed.takeWrites();
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMService s"]);
  });
});

describe("T16b edits of a filled cache", () => {
  const withSource = (more: ValueMap) => {
    const { spec } = cache("a");
    const ngc = valueAt(spec, ["source", "ngc"]) as ValueMap;
    return { source: { ngc: { ...ngc, ...more } } };
  };

  test("T16b one of spec.source is not applied: the operator would ignore it, and the status says to take a new name", async () => {
    const bed = await filled();
    bed.push([cache("a", withSource({ model: { profiles: [profile, "f".repeat(64)] } })), service("s", "a")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.resource("NIMCache", "a")).toMatchObject({ phase: "Stalled", reason: "EditIgnored" });
  });

  test("T16b a service that is new does not go onto what is not what Git says", async () => {
    const bed = await filled();
    bed.push([
      cache("a", withSource({ model: { profiles: [profile, "f".repeat(64)] } })),
      service("s", "a"),
      service("t", "a"),
    ]);
    await bed.settle();
    expect(bed.resource("NIMService", "t")).toMatchObject({ phase: "Waiting", reason: "CacheNotAsInGit" });
  });

  test("T33 (operator) renaming the claim is not applied: the services would start on an empty volume", async () => {
    const bed = await filled();
    const pvc = {
      name: "other",
      create: true,
      size: "50Gi",
      storageClass: "nfs",
      volumeAccessMode: "ReadWriteMany",
    };
    bed.push([cache("a", { storage: { pvc } }), service("s", "a")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.resource("NIMCache", "a")).toMatchObject({ phase: "Stalled", reason: "WeightsWouldBeLost" });
  });

  test("T33 (operator) a claim that was renamed by hand is set back", async () => {
    const bed = await filled();
    bed.api.update(a, (object) => {
      const pvc = valueAt(object, ["spec", "storage", "pvc"]) as ValueMap;
      pvc.name = "other";
      pvc.size = "1Ti";
    });
    await bed.settle();
    expect(valueAt(bed.api.find("NIMCache", "models", "a"), ["spec", "storage", "pvc", "size"])).toBe("50Gi");
  });

  test("an edit of a cache that is not filled is applied", async () => {
    const bed = new Bed();
    bed.push([cache("a")]);
    await bed.settle();
    bed.operatorSays("NIMCache", "a", "NotReady");
    bed.takeWrites();
    bed.push([cache("a", withSource({ model: { profiles: [profile, "f".repeat(64)] } }))]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache a"]);
  });
});

describe("T34 (operator) a cache on its way out", () => {
  test("is not made anew before it is gone, nor before its claim is", async () => {
    const bed = await filled();
    bed.seen = ["PersistentVolumeClaim"];
    const claim = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "a-pvc", namespace: "models", deletionTimestamp: "2026-11-21T12:00:00Z" },
    };
    bed.api.create(claim);
    bed.api.update(a, ({ metadata }) => {
      (metadata as ValueMap).deletionTimestamp = "2026-11-21T12:00:00Z";
    });
    await bed.settle();
    expect(bed.resource("NIMCache", "a")).toMatchObject({ phase: "Waiting", reason: "BeingDeleted" });
    bed.api.remove("NIMCache", "models", "a");
    await bed.settle();
    expect(bed.resource("NIMCache", "a")).toMatchObject({ phase: "Waiting", reason: "ClaimTerminating" });
    expect(bed.takeWrites()).toEqual([]);
    bed.api.remove("PersistentVolumeClaim", "models", "a-pvc");
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache a"]);
  });
});

test("T17 Ready from before an apply is not believed until the operator writes again, or has had half a minute", async () => {
  const bed = await filled();
  const before = bed.status?.revision.healthy;
  bed.time += 10_000;
  const commit = bed.push([cache("a"), service("s", "a", { replicas: 2 })]);
  const { wakeAt } = await bed.settle();
  expect(bed.resource("NIMService", "s")).toMatchObject({ phase: "Progressing", reason: "Unproved" });
  expect(bed.status?.revision).toMatchObject({ applied: commit, healthy: before });
  bed.time = wakeAt ?? 0;
  await bed.settle();
  expect(bed.status?.revision.healthy).toBe(commit);
});

test("T18 nothing for longer than the deadline is told, and is no failure", async () => {
  const bed = new Bed();
  bed.push([cache("a")]);
  await bed.settle();
  bed.operatorSays("NIMCache", "a", "InProgress");
  const { wakeAt } = await bed.settle();
  const start = bed.time;
  expect((wakeAt ?? 0) - start).toBeLessThanOrEqual(30 * 60_000);
  bed.time = wakeAt ?? 0;
  await bed.pass();
  expect(bed.resource("NIMCache", "a")).toMatchObject({ phase: "Progressing" });
  expect(bed.resource("NIMCache", "a")?.message).toContain("without a change for more than 30 minutes");
});

test("a pipeline whose edits do not reach its services is told (operator 3.1)", async () => {
  const bed = new Bed();
  const { spec } = service("", "a");
  bed.push([cache("a"), pipeline("chat", [{ name: "one", enabled: true, spec: spec ?? {} }])]);
  await bed.settle();
  bed.operatorSays("NIMCache", "a", "Ready");
  bed.time += 3_000;
  await bed.settle();
  const owner = {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMPipeline",
    name: "chat",
    uid: "1",
    controller: true,
  };
  bed.api.create(
    { ...service("one", "a"), metadata: { name: "one", namespace: "models", ownerReferences: [owner] } },
    "manager",
  );
  bed.operatorSays("NIMService", "one", "Ready");
  bed.operatorSays("NIMPipeline", "chat", "Ready");
  bed.push([
    cache("a"),
    pipeline("chat", [{ name: "one", enabled: true, spec: { ...(spec as ValueMap), replicas: 4 } }]),
  ]);
  await bed.settle();
  expect(bed.resource("NIMPipeline", "chat")).toMatchObject({
    phase: "Degraded",
    reason: "EditNotPropagated",
  });
});
