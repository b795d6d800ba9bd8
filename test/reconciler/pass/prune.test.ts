import { describe, expect, test } from "vitest";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { Bed, cache, pipeline, service } from "../../support/reconciler/bed.ts";

async function running(bed = new Bed(), more: readonly string[] = []): Promise<Bed> {
  bed.push([cache("a"), service("s", "a"), ...more.map((name) => service(name, "a"))]);
  await bed.settle();
  bed.operatorSays("NIMCache", "a", "Ready");
  bed.time += 3_000;
  await bed.settle();
  for (const name of ["s", ...more]) bed.operatorSays("NIMService", name, "Ready");
  await bed.settle();
  bed.takeWrites();
  return bed;
}

const deletesCaches = () => new Bed({ prune: { enabled: true, caches: "delete", onDelete: "orphan" } });

describe("T11 what is no longer in Git", () => {
  test("T11 a service is deleted, a cache is kept and told as orphaned", async () => {
    const bed = await running(new Bed(), ["t"]);
    bed.push([service("t", "a")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["delete NIMService s"]);
    expect(bed.resource("NIMCache", "a")).toMatchObject({ phase: "Orphaned", reason: "StillInUse" });
    bed.finalize();
    await bed.settle();
    bed.push([cache("b")]);
    await bed.settle();
    bed.finalize();
    await bed.settle();
    expect(bed.resource("NIMCache", "a")).toMatchObject({ phase: "Orphaned", reason: "CacheKept" });
    expect(bed.status?.ledger.find(({ name }) => name === "a")?.leftBehind).toBe("cache-kept");
    expect(bed.takeWrites()).toEqual(["apply NIMCache b", "delete NIMService t"]);
  });

  test("T11 only what carries our label is deleted", async () => {
    const bed = await running(new Bed(), ["t"]);
    bed.api.update({ kind: "NIMService", namespace: "models", name: "t" }, ({ metadata }) => {
      (metadata as ValueMap).labels = { "nimops.dev/repository": "somebody.else" };
    });
    bed.push([cache("a"), service("s", "a")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.status?.ledger.map(({ name }) => name)).toEqual(["a", "s"]);
  });

  test("T11 the annotation nimops.dev/prune: disabled keeps it", async () => {
    const bed = new Bed();
    bed.push([
      cache("a"),
      cache("b"),
      service("s", "b", {}, { annotations: { "nimops.dev/prune": "disabled", "nimops.dev/wait": "false" } }),
    ]);
    await bed.settle();
    bed.takeWrites();
    bed.push([cache("a"), cache("b")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.resource("NIMService", "s")).toMatchObject({ phase: "Orphaned", reason: "PruneDisabled" });
  });

  test("nothing is deleted where pruning is off", async () => {
    const bed = await running(new Bed({ prune: { enabled: false, caches: "delete", onDelete: "orphan" } }));
    bed.push([cache("b")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache b"]);
    expect(bed.resource("NIMService", "s")).toMatchObject({ phase: "Orphaned", reason: "NotPruning" });
  });
});

test("T12 a deletion that fails stays in the ledger, and is tried again", async () => {
  const bed = await running(new Bed(), ["t"]);
  bed.api.fault = (verb) => {
    if (verb === "delete") throw new ClusterError("forbidden", "you may not delete", { status: 403 });
  };
  bed.push([cache("a"), service("s", "a")]);
  // Nothing else may happen for a long time.
  expect((await bed.pass()).wakeAt).toBe(bed.time + 30_000);
  await bed.settle();
  expect(bed.status?.ledger.find(({ name }) => name === "t")?.leftBehind).toBe("delete-failed");
  expect(bed.resource("NIMService", "t")).toMatchObject({
    reason: "DeleteFailed",
    message: "you may not delete",
  });
  bed.api.fault = undefined;
  // Not tried hot.
  await bed.settle();
  expect(bed.takeWrites()).toEqual([]);
  bed.time = (await bed.pass()).wakeAt ?? 0;
  await bed.settle();
  expect(bed.takeWrites()).toEqual(["delete NIMService t"]);
  bed.finalize();
  await bed.settle();
  expect(bed.status?.ledger.map(({ name }) => name)).toEqual(["a", "s"]);
});

describe("T13 a set that is not whole", () => {
  test.each([
    ["there is no manifest at all", {}],
    [
      "a file cannot be read",
      { "models.yaml": "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\nmetadata: [" },
    ],
    ["a field is of the wrong type", { "models.yaml": JSON.stringify(cache("a", { storage: "none" })) }],
    ["the files need rendering", { "kustomization.yaml": "resources: [models.yaml]" }],
  ])("T13 nothing is deleted where %s", async (_, files) => {
    const bed = await running(deletesCaches());
    bed.pushFiles(files);
    await bed.settle();
    bed.restart();
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.status?.ledger.map(({ name }) => name)).toEqual(["a", "s"]);
  });
});

describe("T14 things that move", () => {
  test("T14 a manifest in another file, in another order, is the same", async () => {
    const bed = await running();
    bed.push([service("s", "a"), cache("a")], "deep/in/another.yaml");
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
  });

  test("T14 services are deleted before the cache that they used, and that once they are gone", async () => {
    const bed = await running(deletesCaches());
    bed.push([cache("b")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache b", "delete NIMService s"]);
    bed.operatorSays("NIMCache", "b", "Ready");
    bed.time += 3_000;
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    bed.finalize();
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["delete NIMCache a"]);
  });

  test("a cache is not deleted while somebody else's service, a pipeline or a pod uses it", async () => {
    const bed = await running(deletesCaches());
    bed.seen = ["Pod"];
    bed.api.create({ ...service("theirs", "a") });
    bed.push([cache("b")]);
    bed.operatorSays("NIMCache", "b", "Ready");
    await bed.settle();
    bed.operatorSays("NIMCache", "b", "Ready");
    bed.time += 3_000;
    bed.finalize();
    await bed.settle();
    expect(bed.resource("NIMCache", "a")?.message).toContain("NIMService models/theirs still uses it");
    bed.api.remove("NIMService", "models", "theirs");
    bed.api.create(pipeline("chat", [{ name: "x", enabled: true, spec: service("", "a").spec ?? {} }]));
    await bed.settle();
    expect(bed.resource("NIMCache", "a")?.message).toContain("NIMPipeline models/chat still uses it");
    bed.api.remove("NIMPipeline", "models", "chat");
    bed.api.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "old", namespace: "models" },
      spec: { volumes: [{ name: "v", persistentVolumeClaim: { claimName: "a-pvc" } }] },
      status: { phase: "Running" },
    });
    await bed.settle();
    expect(bed.resource("NIMCache", "a")?.message).toContain("pod old still mounts its claim a-pvc");
    bed.api.remove("Pod", "models", "old");
    bed.takeWrites();
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["delete NIMCache a"]);
  });
});

test("T15 one invalid object: the whole set is refused, nothing is pruned, and the finding is in the status", async () => {
  const bed = await running();
  bed.push([cache("b"), service("s", "a", { replicas: -1 })]);
  await bed.settle();
  expect(bed.takeWrites()).toEqual([]);
  expect(bed.condition("Stalled")).toMatchObject({ status: "True", reason: "InvalidManifests" });
  expect(bed.status?.findings[0]).toMatchObject({
    severity: "error",
    location: expect.stringContaining("models.yaml:"),
  });
  expect(bed.condition("Ready")?.status).toBe("False");
});

describe("a NIMRepository that goes", () => {
  async function owned(onDelete: "orphan" | "delete", caches: "keep" | "delete"): Promise<Bed> {
    const bed = await running(new Bed({ prune: { enabled: true, caches, onDelete } }));
    bed.metadata = {
      finalizers: ["nimops.dev/repository"],
      deletionTimestamp: "2026-11-21T12:00:00Z",
      uid: "u",
    };
    bed.api.create({
      apiVersion: "nimops.dev/v1alpha1",
      kind: "NIMRepository",
      metadata: { name: "models", namespace: "models", finalizers: ["nimops.dev/repository"] },
    });
    return bed;
  }

  test("leaves everything alone but its label, and lets go of its finalizer", async () => {
    const bed = await owned("orphan", "delete");
    expect((await bed.pass()).isGone).toBe(true);
    expect(
      bed.api.objects.map(({ kind, metadata }) => [kind, metadata.labels ?? metadata.finalizers]),
    ).toEqual([
      ["NIMCache", {}],
      ["NIMService", {}],
      ["NIMRepository", []],
    ]);
  });

  test("deletes services, keeps caches", async () => {
    const bed = await owned("delete", "keep");
    expect((await bed.pass()).isGone).toBe(false);
    bed.finalize();
    expect((await bed.pass()).isGone).toBe(true);
    expect(bed.api.objects.map(({ kind }) => kind)).toEqual(["NIMCache", "NIMRepository"]);
  });

  test("deletes caches after their services where it is told so", async () => {
    const bed = await owned("delete", "delete");
    await bed.pass();
    expect(bed.takeWrites()).toEqual(["delete NIMService s"]);
    bed.finalize();
    await bed.pass();
    expect(bed.takeWrites()).toEqual(["delete NIMCache a"]);
    bed.finalize();
    expect((await bed.pass()).isGone).toBe(true);
  });
});
