import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Cluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connect.ts";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { defaultOperatorVersion } from "../../src/nim/version.ts";
import { collectionOf } from "../support/operator/cluster.ts";
import { withinTime } from "../support/within-time.ts";
import { eventually } from "./api.ts";
import { kubeconfigOf } from "./api-user.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds, nimCrds } from "./crds.ts";
import { grant } from "./granted.ts";
import { cacheManifest, cacheNamespace, profile } from "./prewarm-bed.ts";
import { ReconcilerBed } from "./reconciler-bed.ts";
import { ProcessBed, repositoryCrd, rulesOf } from "./reconciler-process-bed.ts";

let plane: ControlPlane;
let cluster: Cluster;

/** No operator runs: the test says what it would say. */
beforeAll(async () => {
  plane = await startControlPlane();
  cluster = await connect({ kubeconfig: [plane.kubeconfig], env: {} });
  await installCrds(plane.api, [repositoryCrd]);
});
afterAll(async () => {
  await cluster?.close();
  await plane?.stop();
});

describe("T10 a field that somebody scales", () => {
  it("T10 is left to him, named as a conflict, and given up without a reset once Git does not say it any more", async () => {
    const namespace = await cacheNamespace(plane);
    const bed = await running(namespace);
    // The kind has no subresource for it: who scales it declares the field.
    const path = `${collectionOf("NIMService", namespace)}/chat?fieldManager=keda&force=true`;
    const scaled = { ...service(namespace, "chat", "llama"), spec: { replicas: 3 } };
    await plane.api.ask("PATCH", path, scaled, "application/apply-patch+yaml");
    await bed.pass();
    await bed.pass();
    expect(bed.resource("NIMService", "chat")).toMatchObject({ phase: "Stalled", reason: "FieldConflict" });
    expect(bed.resource("NIMService", "chat")?.message).toContain("spec.replicas is keda's");
    expect(await replicas(namespace)).toBe(3);
    bed.push(cacheManifest(namespace, "llama"), service(namespace, "chat", "llama", { replicas: undefined }));
    await bed.pass();
    await bed.pass();
    expect(bed.resource("NIMService", "chat")?.phase).not.toBe("Stalled");
    expect(await replicas(namespace)).toBe(3);
  });
});

describe("T17 what was Ready before an apply", () => {
  it("T17 does not make the new commit healthy until the operator has written again", async () => {
    const namespace = await cacheNamespace(plane);
    const bed = await running(namespace);
    const before = bed.status?.revision.healthy;
    expect(before).toBe(bed.status?.revision.attempted);
    // Times of objects have whole seconds.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    bed.push(cacheManifest(namespace, "llama"), service(namespace, "chat", "llama", { replicas: 2 }));
    await bed.pass();
    await bed.pass();
    expect(bed.resource("NIMService", "chat")).toMatchObject({ phase: "Progressing", reason: "Unproved" });
    expect(bed.status?.revision.applied).toBe(bed.status?.revision.attempted);
    expect(bed.status?.revision.healthy).toBe(before);
    expect(bed.condition("Ready")?.status).toBe("False");
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await operatorSays(namespace, "NIMService", "chat", "Ready");
    // Half a minute would do without a word.
    const isProved = ({ status }: ReconcilerBed) => status?.revision.healthy === status?.revision.attempted;
    await bed.until("healthy", isProved, 15);
  });
});

describe("T18 a cache that stands still", () => {
  it("T18 is told as that after its deadline, and is no failure", async () => {
    const namespace = await cacheNamespace(plane);
    const bed = new ReconcilerBed(cluster, namespace, { progressDeadline: "2s" });
    bed.push(cacheManifest(namespace, "llama"));
    await bed.pass();
    await operatorSays(namespace, "NIMCache", "llama", "InProgress");
    await bed.pass();
    expect(bed.resource("NIMCache", "llama")?.message).not.toContain("without a change");
    await bed.until("told", (it) => /without a change/.test(it.resource("NIMCache", "llama")?.message ?? ""));
    expect(bed.resource("NIMCache", "llama")?.phase).toBe("Progressing");
    expect(bed.condition("Stalled")?.status).toBe("False");
  });
});

describe("T12 a deletion that fails", () => {
  it("T12 stays in the ledger, with the reason, and is done when the right is given", async () => {
    const bed = await ProcessBed.make(plane, undefined, false);
    await bed.bind("nimops-reconciler", bed.home, rulesOf("role.yaml"));
    const [rule] = rulesOf("role-target.yaml");
    const verbs = ["get", "list", "watch", "create", "patch"];
    await bed.bind("nimops-reconciler-target", bed.models, [{ ...rule, verbs }]);
    bed.push(bed.cache("llama"), bed.service("chat", "llama"));
    await bed.makeRepository();
    const { lines } = await bed.start();
    await bed.exists("NIMCache", "llama");
    await operatorSays(bed.models, "NIMCache", "llama", "Ready");
    await bed.exists("NIMService", "chat");
    bed.push(bed.cache("llama"));
    const left = await eventually("it stays in the ledger", async () => {
      const ledger = valueAt(await bed.status(), ["ledger"]);
      const found = Array.isArray(ledger) ? ledger : [];
      return found.find((entry) => valueAt(entry, ["leftBehind"]) === "delete-failed");
    });
    expect(left).toMatchObject({ kind: "NIMService", name: "chat" });
    const resources = valueAt(await bed.status(), ["resources"]);
    const told = (Array.isArray(resources) ? resources : []).find(
      (each) => valueAt(each, ["name"]) === "chat",
    );
    expect(told).toMatchObject({ phase: "Deleting", reason: "DeleteFailed" });
    expect(String(valueAt(told, ["message"]))).toContain("may not delete nimservices.apps.nvidia.com");
    await bed.bind("more", bed.models, [{ ...rule, verbs: ["delete"] }]);
    await eventually("it is gone", async () =>
      (await bed.object("NIMService", "chat")) === undefined ? true : undefined,
    );
    await eventually("the ledger has it no more", async () => {
      const ledger = valueAt(await bed.status(), ["ledger"]);
      return (Array.isArray(ledger) && ledger.length === 1) || undefined;
    });
    expect(lines.filter(({ level }) => level === "error")).toEqual([]);
  }, 400_000);
});

describe("T19 a new commit in the middle of a wait", () => {
  it("T19 is taken at once, and the old one is superseded", async () => {
    await withinTime(5_000, async () => {
      const bed = await ProcessBed.make(plane);
      const first = bed.push(bed.cache("slow"), bed.service("chat", "slow"));
      await bed.makeRepository({ interval: "24h" });
      await bed.start();
      await bed.exists("NIMCache", "slow");
      await operatorSays(bed.models, "NIMCache", "slow", "InProgress");
      const second = bed.push(bed.cache("slow"), bed.cache("quick"), bed.service("chat", "quick"));
      const pushedAt = performance.now();
      const annotations = { "nimops.dev/reconcile": "1" };
      await plane.api.patch(bed.path("models"), { metadata: { annotations } });
      await bed.exists("NIMCache", "quick");
      const took = performance.now() - pushedAt;
      const history = await eventually("the history has both", async () => {
        const found = valueAt(await bed.status(), ["history"]);
        return Array.isArray(found) && found.length > 1 ? found : undefined;
      });
      expect(history.map((entry) => [valueAt(entry, ["revision"]), valueAt(entry, ["outcome"])])).toEqual([
        [second, "Progressing"],
        [first, "Superseded"],
      ]);
      return took;
    });
  });
});

describe("history that was rewritten", () => {
  it("is told in an event and in the log; with refuseRewinds the commit is not taken", async () => {
    const bed = await ProcessBed.make(plane);
    const first = bed.push(bed.cache("one"));
    const second = bed.push(bed.cache("one"), bed.cache("two"));
    await bed.makeRepository();
    const { lines } = await bed.start();
    await bed.exists("NIMCache", "two");
    await eventually("it is taken", async () => (await attempted(bed)) === second || undefined);
    bed.git.git("reset", "-q", "--hard", first);
    await eventually("the older one is taken", async () => (await attempted(bed)) === first || undefined);
    const events = await eventually("there is an event", async () => {
      const all = await plane.api.list(`/api/v1/namespaces/${bed.home}/events`);
      const found = all.filter(({ reason }) => reason === "HistoryRewritten");
      return found.length > 0 ? found : undefined;
    });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      type: "Warning",
      message: expect.stringContaining(`main went from ${second.slice(0, 12)} to ${first.slice(0, 12)}`),
    });
    expect(lines.some(({ message }) => message === "the history of the repository was rewritten")).toBe(true);

    await plane.api.patch(bed.path("models"), { spec: { refuseRewinds: true } });
    bed.git.git("commit", "-q", "--amend", "-m", "rewritten");
    const stalled = await eventually("it stalls", async () => {
      const condition = await bed.condition("Stalled");
      return condition.status === "True" ? condition : undefined;
    });
    expect(stalled.reason).toBe("HistoryRewritten");
    expect(await attempted(bed)).toBe(first);
    await plane.api.patch(bed.path("models"), { spec: { refuseRewinds: false } });
    const amended = bed.git.git("rev-parse", "HEAD").trim();
    await eventually("it is let in", async () => (await attempted(bed)) === amended || undefined);
  }, 400_000);
});

/** The last: it takes the kinds away from everybody. */
describe("T8 the NIM Operator's kinds", () => {
  it("T8 are waited for where they are not installed, and again when they were taken away, without a restart", async () => {
    const bed = await ProcessBed.make(plane);
    const crds = nimCrds(defaultOperatorVersion);
    await removeCrds(crds);
    bed.push(bed.cache("one"));
    await bed.makeRepository();
    const { page, lines } = await bed.start();
    await toldMissing(bed);
    expect((await page("/healthz")).status).toBe(200);
    await installCrds(plane.api, crds);
    await bed.exists("NIMCache", "one");
    await removeCrds(crds);
    await toldMissing(bed);
    await installCrds(plane.api, crds);
    await bed.exists("NIMCache", "one");
    expect(lines.filter(({ level }) => level === "error")).toEqual([]);
  }, 400_000);
});

async function toldMissing(bed: ProcessBed): Promise<void> {
  const condition = await eventually("the operator is missed", async () => {
    const found = await bed.condition("Reconciling");
    return found.reason === "OperatorMissing" ? found : undefined;
  });
  expect(condition.status).toBe("True");
  expect(await bed.condition("Stalled")).toMatchObject({ status: "False" });
}

async function removeCrds(crds: readonly ValueMap[]): Promise<void> {
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  for (const crd of crds) await plane.api.ask("DELETE", `${path}/${valueAt(crd, ["metadata", "name"])}`);
  for (const crd of crds) {
    await eventually(
      "the CRD is gone",
      async () =>
        (await plane.api.ask("GET", `${path}/${valueAt(crd, ["metadata", "name"])}`)).code === 404 ||
        undefined,
    );
  }
}

async function attempted(bed: ProcessBed): Promise<unknown> {
  return valueAt(await bed.status(), ["revision", "attempted"]);
}

function service(
  namespace: string,
  name: string,
  cacheName: string,
  spec: { readonly replicas?: number | undefined } = {},
) {
  const { replicas: count } = { replicas: 1, ...spec };
  return {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMService",
    metadata: { name, namespace },
    spec: {
      image: { repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct", tag: "1.12.0", pullSecrets: ["ngc"] },
      authSecret: "key",
      storage: { nimCache: { name: cacheName, profile } },
      resources: { limits: { "nvidia.com/gpu": 1 } },
      expose: { service: { type: "ClusterIP", port: 8000 } },
      ...(count !== undefined && { replicas: count }),
    },
  };
}

/** A service that is healthy on its cache. */
async function running(namespace: string): Promise<ReconcilerBed> {
  const bed = new ReconcilerBed(await withoutCauses(namespace), namespace);
  bed.push(cacheManifest(namespace, "llama"), service(namespace, "chat", "llama"));
  await bed.pass();
  await operatorSays(namespace, "NIMCache", "llama", "Ready");
  await bed.until("applied", ({ effects }) => effects.includes("created NIMService chat"));
  await operatorSays(namespace, "NIMService", "chat", "Ready");
  await bed.until("healthy", ({ status }) => status?.revision.healthy !== undefined);
  return bed;
}

/** Who may not look at Deployments and claims, of which there are none here. */
async function withoutCauses(namespace: string): Promise<Cluster> {
  const user = `reconciler-${namespace}`;
  const name = "nimops-reconciler-target";
  await grant(plane.api, { name, user, namespace, rules: rulesOf("role-target.yaml") });
  const limited = await connect({ env: {}, kubeconfigText: await kubeconfigOf(plane, user) });
  onTestFinished(() => limited.close());
  return limited;
}

async function replicas(namespace: string): Promise<unknown> {
  return valueAt(await plane.api.get(`${collectionOf("NIMService", namespace)}/chat`), ["spec", "replicas"]);
}

async function operatorSays(
  namespace: string,
  kind: "NIMCache" | "NIMService",
  name: string,
  state: string,
): Promise<void> {
  const isReady = state === "Ready" ? "True" : "False";
  const condition = {
    type: kind === "NIMCache" ? "NIM_CACHE_JOB_COMPLETED" : "Ready",
    status: isReady,
    reason: state,
    message: "",
    lastTransitionTime: `${new Date().toISOString().slice(0, 19)}Z`,
  };
  await plane.api.patch(`${collectionOf(kind, namespace)}/${name}/status?fieldManager=manager`, {
    status: { state, conditions: [condition] },
  });
}
