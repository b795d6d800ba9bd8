import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failureOf } from "../../reconciler/apply/failure.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import { ClusterError } from "../../src/kube/cluster-error.ts";
import { connect } from "../../src/kube/connect.ts";
import { isLiveObject, type LiveObject, type ObjectToSend } from "../../src/kube/object.ts";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { collectionOf } from "../support/operator/cluster.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { validManifests } from "../support/valid-manifests.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds, standInCrds } from "./crds.ts";
import { node } from "./nodes.ts";
import { cacheManifest, cacheNamespace, profile, proxied, writesIn } from "./prewarm-bed.ts";
import { isHealthy, managersIn, ReconcilerBed } from "./reconciler-bed.ts";
import { type Storage, startStorage } from "./storage.ts";

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;
let cluster: Cluster;

beforeAll(async () => {
  plane = await startControlPlane();
  cluster = await connect({ kubeconfig: [plane.kubeconfig], env: {} });
  const labels = {
    "feature.node.kubernetes.io/pci-10de.present": "true",
    "nvidia.com/gpu.product": "NVIDIA-L40S",
  };
  const allocatable = { "nvidia.com/gpu": "64", cpu: "10000", memory: "100000Gi", pods: "1000" };
  await plane.addNodes([node({ name: "ada", labels, allocatable })]);
  await installCrds(plane.api, standInCrds);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await cluster?.close();
  await storage?.stop();
  await plane?.stop();
});

function service(
  namespace: string,
  name: string,
  cacheName: string,
  spec: ValueMap = {},
  metadata: ValueMap = {},
): ObjectToSend {
  return {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMService",
    metadata: { name, namespace, ...metadata },
    spec: {
      image: { repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct", tag: "1.12.0", pullSecrets: ["ngc"] },
      authSecret: "key",
      storage: { nimCache: { name: cacheName, profile } },
      resources: { limits: { "nvidia.com/gpu": 1, memory: "1024Mi" } },
      replicas: 1,
      ...spec,
    },
  };
}

async function get(kind: string, namespace: string, name: string): Promise<LiveObject | undefined> {
  return cluster.get({ apiVersion: "apps.nvidia.com/v1alpha1", kind, namespace, name });
}

async function patch(
  kind: string,
  namespace: string,
  name: string,
  change: ValueMap,
  query: string,
): Promise<void> {
  await plane.api.patch(`${collectionOf(kind, namespace)}/${name}?${query}`, change);
}

async function writtenBack(namespace: string): Promise<void> {
  await eventually(
    "the operator has written back",
    async () => (await operator.isIdle(namespace)) || undefined,
  );
}

/** A service that is healthy on its cache. */
async function running(bed: ReconcilerBed, namespace: string, spec: ValueMap = {}): Promise<void> {
  bed.push(cacheManifest(namespace, "llama"), service(namespace, "chat", "llama", spec));
  await bed.until("healthy", isHealthy);
  bed.effects.length = 0;
}

it("T1 fills the cache, then makes the service, and ends healthy", async () => {
  const namespace = await cacheNamespace(plane);
  const bed = new ReconcilerBed(cluster, namespace);
  bed.push(cacheManifest(namespace, "llama"), service(namespace, "chat", "llama"));
  await bed.until(
    "waiting",
    ({ status }) => status?.resources.some(({ phase }) => phase === "Waiting") === true,
  );
  expect(bed.effects).toEqual(["created NIMCache llama"]);
  await bed.until("healthy", isHealthy);
  expect(bed.effects).toEqual(["created NIMCache llama", "created NIMService chat"]);
  const commit = bed.status?.revision.attempted;
  expect(bed.status?.revision).toEqual({ attempted: commit, ref: "main", applied: commit, healthy: commit });
});

it("T4 T9 writes nothing once the operator has written everything back in its own way, after a restart neither", async () => {
  const namespace = await cacheNamespace(plane);
  const { cluster: counted, proxy } = await proxied(plane);
  const bed = new ReconcilerBed(counted, namespace);
  await running(bed, namespace);
  await writtenBack(namespace);
  await bed.pass();
  const before = writesIn(proxy).length;
  const statuses = bed.statuses.length;
  bed.restart();
  for (let pass = 0; pass < 3; pass += 1) await bed.pass();
  expect(writesIn(proxy).slice(before)).toEqual([]);
  expect(bed.statuses.length).toBe(statuses);
});

it("T4 T9 sees no drift in any of the fields that the four kinds have, as the server and the operator store them", async () => {
  const namespace = await cacheNamespace(plane);
  const bed = new ReconcilerBed(cluster, namespace, { gates: { lint: "off", plan: "off", registries: [] } });
  const manifests = validManifests.map(({ status: _, ...manifest }): ValueMap => {
    const metadata = manifest.metadata as ValueMap;
    const annotations = { ...(metadata.annotations as ValueMap | undefined), "nimops.dev/wait": "false" };
    return { ...manifest, metadata: { ...metadata, namespace, annotations } };
  });
  bed.push(...manifests);
  await bed.pass();
  expect(bed.condition("Stalled")?.status === "True" ? bed.condition("Stalled")?.message : "").toBe("");
  await writtenBack(namespace);
  bed.effects.length = 0;
  await bed.pass();
  await bed.pass();
  expect(bed.effects).toEqual([]);
  const odd = bed.status?.resources.filter(({ phase }) => phase === "Pending" || phase === "Stalled");
  expect(odd).toEqual([]);
});

describe("T6 fields of others", () => {
  it("T6 corrects a hand edit without force, and leaves alone what nobody declared", async () => {
    const namespace = await cacheNamespace(plane);
    const bed = new ReconcilerBed(cluster, namespace);
    await running(bed, namespace);
    await patch(
      "NIMService",
      namespace,
      "chat",
      { spec: { replicas: 3, env: [{ name: "NIM_LOG_LEVEL", value: "INFO" }] } },
      "fieldManager=kubectl-edit",
    );
    await bed.until("corrected", ({ effects }) => effects.length > 0);
    const live = await get("NIMService", namespace, "chat");
    expect(valueAt(live, ["spec", "replicas"])).toBe(1);
    expect(valueAt(live, ["spec", "env", 0, "value"])).toBe("INFO");
    expect(managersIn(live)).not.toContain("Update kubectl-edit");
    await bed.until("healthy again", isHealthy);
    expect(bed.effects).toEqual(["corrected NIMService chat: spec.replicas"]);
  });

  it("T6 names who declares a field himself, and which", async () => {
    const namespace = await cacheNamespace(plane);
    const bed = new ReconcilerBed(cluster, namespace);
    await running(bed, namespace);
    const path = `${collectionOf("NIMService", namespace)}/chat?fieldManager=kustomize-controller&force=true`;
    const theirs = {
      apiVersion: "apps.nvidia.com/v1alpha1",
      kind: "NIMService",
      metadata: { name: "chat", namespace },
      spec: { replicas: 2 },
    };
    expect((await plane.api.ask("PATCH", path, theirs, "application/apply-patch+yaml")).code).toBe(200);
    await bed.pass();
    await bed.pass();
    expect(bed.resource("NIMService", "chat")).toMatchObject({ phase: "Stalled", reason: "FieldConflict" });
    expect(bed.resource("NIMService", "chat")?.message).toContain(
      "spec.replicas is Flux (kustomize-controller)'s",
    );
  });

  it("T6 takes out again what Git has brought into a part that the operator filled in", async () => {
    const namespace = await cacheNamespace(plane);
    const bed = new ReconcilerBed(cluster, namespace);
    await running(bed, namespace);
    await writtenBack(namespace);
    const change = async (spec: ValueMap, is: unknown) => {
      bed.effects.length = 0;
      bed.push(cacheManifest(namespace, "llama"), service(namespace, "chat", "llama", spec));
      await bed.until("updated", ({ effects }) => effects.includes("updated NIMService chat"));
      expect(valueAt(await get("NIMService", namespace, "chat"), ["spec", "livenessProbe"])).toEqual(is);
      await bed.until("healthy", isHealthy);
    };
    await change({ livenessProbe: { enabled: false } }, { enabled: false });
    await change({}, {});
  });

  it("T9 takes over what the operator filled in, when Git says otherwise later", async () => {
    const namespace = await cacheNamespace(plane);
    const bed = new ReconcilerBed(cluster, namespace);
    await running(bed, namespace);
    bed.push(
      cacheManifest(namespace, "llama"),
      service(namespace, "chat", "llama", {
        expose: { service: { port: 9000 } },
        scale: { enabled: false, hpa: { maxReplicas: 3 } },
      }),
    );
    await bed.until("updated", ({ effects }) => effects.includes("updated NIMService chat"));
    expect(valueAt(await get("NIMService", namespace, "chat"), ["spec", "expose", "service", "port"])).toBe(
      9000,
    );
    await bed.until("healthy", isHealthy);
    expect(bed.effects).toEqual(["updated NIMService chat"]);
  });

  it("takes over what kubectl applied only with the annotation, and is its only owner then", async () => {
    const namespace = await cacheNamespace(plane);
    const theirs = service(
      namespace,
      "chat",
      "llama",
      { replicas: 2, env: [{ name: "NIM_LOG_LEVEL", value: "INFO" }] },
      { annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}" } },
    );
    await plane.api.post(
      `${collectionOf("NIMService", namespace)}?fieldManager=kubectl-client-side-apply`,
      theirs,
    );
    const bed = new ReconcilerBed(cluster, namespace);
    bed.push(cacheManifest(namespace, "llama"), service(namespace, "chat", "llama"));
    await bed.until("the cache is ready", (it) => it.resource("NIMCache", "llama")?.phase === "Healthy");
    expect(bed.resource("NIMService", "chat")).toMatchObject({ phase: "Stalled", reason: "NotOurs" });
    expect(bed.resource("NIMService", "chat")?.message).toContain("kubectl apply");
    const annotations = { "nimops.dev/adopt": "true" };
    bed.push(cacheManifest(namespace, "llama"), service(namespace, "chat", "llama", {}, { annotations }));
    await bed.until("healthy", isHealthy);
    expect(bed.effects).toContain("adopted NIMService chat");
    const live = await get("NIMService", namespace, "chat");
    expect(valueAt(live, ["spec", "replicas"])).toBe(1);
    expect(managersIn(live)).toContain("Apply nimops");
    expect(managersIn(live)).not.toContain("Update kubectl-client-side-apply");
    // What kubectl had declared and Git does not say is gone, as a kubectl apply would have it.
    expect(valueAt(live, ["spec", "env"])).toBeUndefined();
    expect(
      valueAt(live, ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"]),
    ).toBeUndefined();
  });
});

describe("T5 all or nothing", () => {
  it("T5 writes nothing where the server refuses one of them, and says which", async () => {
    const namespace = await cacheNamespace(plane);
    const bed = new ReconcilerBed(cluster, namespace, { targetNamespaces: [namespace, "not-there"] });
    bed.push(cacheManifest(namespace, "llama"), cacheManifest("not-there", "other"));
    await bed.pass();
    expect(bed.condition("Stalled")).toMatchObject({ status: "True", reason: "NamespaceMissing" });
    expect(bed.condition("Stalled")?.message).toContain("NIMCache not-there/other");
    expect(await get("NIMCache", namespace, "llama")).toBeUndefined();
  });
});

describe("T7 what can never change", () => {
  it("T7 tells the server's refusal of a modelPuller from any other 422", async () => {
    const namespace = await cacheNamespace(plane);
    const first = cacheManifest(namespace, "llama");
    if (!isToSend(first)) throw new Error("no manifest");
    await cluster.apply(first);
    const changed = structuredClone(first);
    const ngc = valueAt(changed, ["spec", "source", "ngc"]) as ValueMap;
    ngc.modelPuller = "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.13.0";
    expect(await reasonOf(cluster.apply(changed))).toBe("Immutable");
    const wrong = structuredClone(first);
    (wrong.spec as ValueMap).userID = "nobody";
    expect(await reasonOf(cluster.apply(wrong))).toBe("Invalid");
  });

  it("T7 T16b sends no edit that a filled cache would refuse or ignore", async () => {
    const namespace = await cacheNamespace(plane);
    const bed = new ReconcilerBed(cluster, namespace);
    await running(bed, namespace);
    const edited = cacheManifest(namespace, "llama");
    (valueAt(edited, ["spec", "source", "ngc"]) as ValueMap).modelPuller =
      "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.13.0";
    bed.push(edited, service(namespace, "chat", "llama"));
    await bed.pass();
    await bed.pass();
    expect(bed.effects).toEqual([]);
    expect(bed.resource("NIMCache", "llama")).toMatchObject({ phase: "Stalled", reason: "EditRefused" });
  });
});

describe("what is no longer in Git", () => {
  it("T11 deletes the service and keeps the cache, told as orphaned", async () => {
    const namespace = await cacheNamespace(plane);
    const bed = new ReconcilerBed(cluster, namespace);
    await running(bed, namespace);
    bed.push(cacheManifest(namespace, "other"));
    await bed.until("the service is gone", (it) => it.resource("NIMService", "chat") === undefined);
    await bed.until("the cache is kept", (it) => it.resource("NIMCache", "llama")?.reason === "CacheKept");
    expect(bed.effects).toEqual(["created NIMCache other", "deleted NIMService chat"]);
    expect(await get("NIMCache", namespace, "llama")).toBeDefined();
  });

  it("T14 T16c moves a service to a new cache when that is Ready, and deletes the old one after that", async () => {
    const namespace = await cacheNamespace(plane);
    const bed = new ReconcilerBed(cluster, namespace, {
      prune: { enabled: true, caches: "delete", onDelete: "orphan" },
    });
    await running(bed, namespace);
    bed.push(cacheManifest(namespace, "llama-2"), service(namespace, "chat", "llama-2"));
    const seen: string[] = [];
    await bed.until("the old cache is gone", (it) => {
      seen.push(
        `${it.resource("NIMCache", "llama")?.phase ?? "gone"} ${it.resource("NIMService", "chat")?.phase}`,
      );
      return it.resource("NIMCache", "llama") === undefined;
    });
    expect(bed.effects).toEqual([
      "created NIMCache llama-2",
      "updated NIMService chat",
      "deleted NIMCache llama",
    ]);
    expect(seen[0]).toBe("Orphaned Waiting");
    expect(await get("NIMCache", namespace, "llama")).toBeUndefined();
  });

  it("deletes only the very object that was decided about", async () => {
    const namespace = await cacheNamespace(plane);
    const bed = new ReconcilerBed(cluster, namespace);
    await running(bed, namespace);
    const live = await get("NIMService", namespace, "chat");
    const { uid = "", resourceVersion = "" } = live?.metadata ?? {};
    await patch(
      "NIMService",
      namespace,
      "chat",
      { metadata: { labels: { touched: "1" } } },
      "fieldManager=kubectl-label",
    );
    const name = { apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMService", namespace, name: "chat" };
    const error = await cluster
      .delete(name, { uid: String(uid), resourceVersion: String(resourceVersion) })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ClusterError);
    expect(error).toMatchObject({ reason: "conflict", conflicts: [] });
  });
});

async function reasonOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ClusterError)) return "accepted";
  return failureOf(error, { kind: "NIMCache", namespace: "models", name: "llama" }, 0).reason;
}

function isToSend(object: ValueMap): object is ObjectToSend {
  return isLiveObject({
    ...object,
    metadata: { ...(object.metadata as ValueMap), uid: "", resourceVersion: "" },
  });
}
