import { afterAll, beforeAll, expect, it } from "vitest";
import type { Cluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connect.ts";
import { repositoryLabel } from "../../src/nim/managed-by.ts";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { leapingClock } from "../support/leaping-clock.ts";
import { collectionOf } from "../support/operator/cluster.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import {
  addRoom,
  cacheManifest,
  cacheNamespace,
  Heard,
  only,
  otherProfile,
  planOfManifests,
  profile,
  proxied,
  runPrewarm,
  writesIn,
} from "./prewarm-bed.ts";
import { type Storage, startStorage } from "./storage.ts";

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;
let cluster: Cluster;

beforeAll(async () => {
  plane = await startControlPlane();
  cluster = await connect({ kubeconfig: [plane.kubeconfig], env: {} });
  await addRoom(plane);
  storage = await startStorage(plane.api, [
    { name: "files", accessModes: ["ReadWriteMany"] },
    { name: "never", accessModes: ["ReadWriteMany"], takes: "never" },
  ]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await cluster?.close();
  await storage?.stop();
  await plane?.stop();
});

it("makes a cache that is not there, and waits until it is ready", async () => {
  const namespace = await cacheNamespace(plane);
  const heard = new Heard();
  const result = await runPrewarm(cluster, [cacheManifest(namespace, "llama")], { heard });
  expect(result).toMatchObject({ version: 1, outcome: "ready", dryRun: false, notes: [] });
  expect(only(result)).toMatchObject({
    namespace,
    name: "llama",
    did: "created",
    outcome: "ready",
    message: "ready",
    state: "Ready",
    claim: "llama-pvc",
    profiles: { expected: [profile], listed: [profile], missing: [], duplicated: [] },
  });
  expect(heard.words(`${namespace}/llama`).at(-1)).toBe("ready");
  expect(heard.ended).toBe(1);
});

it("writes nothing the second time", async () => {
  const namespace = await cacheNamespace(plane);
  const manifests = [
    cacheManifest(namespace, "llama", { resources: { cpu: "4000m", memory: "1024Mi" } }),
    cacheManifest(namespace, "mistral"),
  ];
  await runPrewarm(cluster, manifests);
  const { cluster: counted, proxy } = await proxied(plane);
  const again = await runPrewarm(counted, manifests);
  expect(writesIn(proxy)).toEqual([]);
  expect(again.caches.map(({ did, outcome, message }) => [did, outcome, message])).toEqual([
    ["untouched", "ready", "it was ready already"],
    ["untouched", "ready", "it was ready already"],
  ]);
});

it("two runs at once make one cache, and both see it get ready", async () => {
  const namespace = await cacheNamespace(plane);
  const manifest = cacheManifest(namespace, "llama", { resources: { cpu: "0.5", memory: "0.5Gi" } });
  const results = await Promise.all([runPrewarm(cluster, [manifest]), runPrewarm(cluster, [manifest])]);
  expect(results.map(({ outcome }) => outcome)).toEqual(["ready", "ready"]);
  expect(only(results[0]).uid).toBe(only(results[1]).uid);
});

it("names the manager and the field where somebody else owns one", async () => {
  const namespace = await cacheNamespace(plane);
  const theirs = cacheManifest(namespace, "llama", { played: "played-waits", resources: { cpu: "1" } });
  await applyAs("kustomize-controller", theirs);
  const { cluster: counted, proxy } = await proxied(plane);
  const ours = cacheManifest(namespace, "llama", { played: "played-waits", resources: { cpu: "2" } });
  const result = await runPrewarm(counted, [ours]);
  expect(only(result)).toMatchObject({
    outcome: "conflict",
    did: "nothing",
    causes: [{ code: "FieldConflict" }],
  });
  expect(only(result).message).toContain("spec.resources.cpu is Flux (kustomize-controller)'s");
  expect(writesIn(proxy)).toHaveLength(1);
});

it("only waits for what a NIMRepository owns", async () => {
  const namespace = await cacheNamespace(plane);
  const metadata = { labels: { [repositoryLabel]: "models" } };
  await applyAs("nimops", cacheManifest(namespace, "llama", { metadata }));
  const { cluster: counted, proxy } = await proxied(plane);
  const other = cacheManifest(namespace, "llama", { resources: { cpu: "2" } });
  const result = await runPrewarm(counted, [other]);
  expect(only(result)).toMatchObject({ did: "waited-for", outcome: "ready" });
  expect(writesIn(proxy)).toEqual([]);
});

it("does not write an edit that a filled cache would ignore, and tells the safe path", async () => {
  const namespace = await cacheNamespace(plane);
  await runPrewarm(cluster, [cacheManifest(namespace, "llama")]);
  const { cluster: counted, proxy } = await proxied(plane);
  const edited = cacheManifest(namespace, "llama", { profiles: [otherProfile] });
  const result = await runPrewarm(counted, [edited]);
  expect(only(result)).toMatchObject({
    did: "nothing",
    outcome: "skipped",
    causes: [{ code: "cache-edit-ignored" }],
  });
  expect(only(result).causes[0]?.help).toContain("a NIMCache of a new name");
  expect(writesIn(proxy)).toEqual([]);
});

it("tells a cache that is Ready without the profiles of the plan from one that has them", async () => {
  const namespace = await cacheNamespace(plane);
  const manifests = [cacheManifest(namespace, "llama")];
  const { plan } = planOfManifests(manifests);
  const expected = [profile, otherProfile];
  const caches = plan.caches.map((cache) => ({ ...cache, profiles: expected }));
  const result = await runPrewarm(cluster, manifests, { plan: { ...plan, caches } });
  expect(only(result)).toMatchObject({
    outcome: "failed",
    causes: [{ code: "ProfilesMissing" }],
    profiles: { expected, listed: [profile], missing: [otherProfile] },
  });
});

it("makes a cache anew when one of its name is on its way out", async () => {
  const namespace = await cacheNamespace(plane);
  const manifest = cacheManifest(namespace, "llama");
  await runPrewarm(cluster, [manifest]);
  const path = `${collectionOf("NIMCache", namespace)}/llama`;
  await plane.api.patch(path, { metadata: { finalizers: ["test.nimops.dev/held"] } });
  await plane.api.delete(path);
  const heard = new Heard();
  const running = runPrewarm(cluster, [manifest], { heard });
  await eventually(
    "it is said",
    () => heard.words(`${namespace}/llama`).join().includes("is being deleted") || undefined,
  );
  await plane.api.patch(path, { metadata: { finalizers: null } });
  expect(only(await running)).toMatchObject({ did: "created", outcome: "ready" });
});

it("writes nothing in a dry run, and tells what it would", async () => {
  const namespace = await cacheNamespace(plane);
  const manifests = [cacheManifest(namespace, "llama"), cacheManifest(namespace, "mistral")];
  await runPrewarm(cluster, manifests.slice(0, 1));
  await plane.api.delete(`/api/v1/namespaces/${namespace}/secrets/key`);
  const result = await runPrewarm(cluster, manifests, { dryRun: true });
  expect(result.caches[1]?.causes).toMatchObject([
    { code: "SecretMissing", message: `secret key does not exist in namespace ${namespace}` },
  ]);
  expect(result).toMatchObject({ dryRun: true, outcome: "planned" });
  expect(result.caches.map(({ did, outcome }) => [did, outcome])).toEqual([
    ["untouched", "ready"],
    ["created", "planned"],
  ]);
  const { code } = await plane.api.ask("GET", `${collectionOf("NIMCache", namespace)}/mistral`);
  expect(code).toBe(404);
});

it("fills no more at once on a storage class than it may", async () => {
  const namespace = await cacheNamespace(plane);
  const names = ["a", "b", "c", "d", "e"];
  const watch = cluster.watch({ apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMCache" }, { namespace });
  let most = 0;
  const look = setInterval(() => {
    const open = [...watch.objects()].filter((each) => valueAt(each, ["status", "state"]) !== "Ready");
    most = Math.max(most, open.length);
  }, 20);
  const heard = new Heard();
  const result = await runPrewarm(
    cluster,
    names.map((name) => cacheManifest(namespace, name)),
    { parallel: 2, heard },
  );
  clearInterval(look);
  await watch.stop();
  expect(result.caches.map(({ outcome }) => outcome)).toEqual(names.map(() => "ready"));
  expect(most).toBe(2);
  expect(heard.words(`${namespace}/e`)).toContain(
    "waits until fewer than 2 are being filled on storage class files",
  );
});

it("does not let a cache that is stuck keep others from being filled", async () => {
  const namespace = await cacheNamespace(plane);
  const manifests = [
    cacheManifest(namespace, "a", { played: "played-cannot-pull" }),
    cacheManifest(namespace, "b"),
  ];
  const hour = 3_600_000;
  const [clock, heard] = [leapingClock(), new Heard()];
  const timeouts = { whole: 3 * hour, cache: hour };
  const running = runPrewarm(cluster, manifests, { parallel: 1, timeouts, clock, heard });
  await eventually("b is filled", () => heard.words(`${namespace}/b`).at(-1) === "ready" || undefined, 120);
  clock.leap(hour);
  const result = await running;
  expect(result.caches.map(({ outcome }) => outcome)).toEqual(["timed-out", "ready"]);
});

async function applyAs(manager: string, manifest: ValueMap): Promise<void> {
  const { name, namespace } = manifest.metadata as { name: string; namespace: string };
  const path = `${collectionOf("NIMCache", namespace)}/${name}?fieldManager=${manager}`;
  const answer = await plane.api.ask("PATCH", path, manifest, "application/apply-patch+yaml");
  if (answer.code >= 400) throw new Error(answer.text);
}
