import { describe, expect, test } from "vitest";
import { SourceError } from "../../../reconciler/source/source.ts";
import { lintChoiceOf } from "../../../src/commands/lint-choice.ts";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import { Bed, cache, profile, service } from "../../support/reconciler/bed.ts";

const stalled = (bed: Bed) => bed.condition("Stalled");

describe("what guards a revision", () => {
  test("a finding of lint stalls it, with the place in the status; warn only tells, off does not look", async () => {
    const bad = service("s", "a", {
      replicas: 2,
      scale: { enabled: true, hpa: { minReplicas: 1, maxReplicas: 2 } },
    });
    const wrong = service("s", "a", {
      resources: { requests: { "nvidia.com/gpu": 2 }, limits: { "nvidia.com/gpu": 1 } },
    });
    for (const [gate, isStalled, tells] of [
      ["enforce", true, true],
      ["warn", false, true],
      ["off", false, false],
    ] as const) {
      const bed = new Bed({ gates: { lint: gate, plan: "off", registries: [] } });
      bed.push([cache("a"), wrong]);
      await bed.settle();
      expect([gate, stalled(bed)?.status === "True"]).toEqual([gate, isStalled]);
      expect(bed.status?.findings.length !== 0).toBe(tells);
      // What the API server would refuse no gate lets through.
      bed.push([cache("a"), bad]);
      await bed.settle();
      expect(stalled(bed)).toMatchObject({ status: "True", reason: "InvalidManifests" });
    }
  });

  test("a namespace that is not on the list", async () => {
    const bed = new Bed();
    bed.push([cache("a"), { ...cache("b"), metadata: { name: "b", namespace: "kube-system" } }]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(stalled(bed)).toMatchObject({ reason: "NamespaceNotAllowed" });
    bed.setSpec({ targetNamespaces: ["models", "kube-system"] });
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache b", "apply NIMCache a"]);
  });

  test("a kind that is not on the list", async () => {
    const gates = { lint: "off", plan: "off", registries: [], kinds: ["NIMCache"] } as const;
    const bed = new Bed({ gates });
    bed.push([cache("a"), service("s", "a")]);
    await bed.settle();
    expect(stalled(bed)).toMatchObject({ status: "True", reason: "KindNotAllowed" });
    expect(stalled(bed)?.message).toBe(
      "NIMService s (models.yaml) is of a kind that is not one of spec.gates.kinds: NIMCache",
    );
    expect(bed.takeWrites()).toEqual([]);
    bed.push([cache("a")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache a"]);
  });

  test("of other kinds than the four nothing is sent, not even as a rehearsal", async () => {
    const bed = new Bed();
    const other = (apiVersion: string, kind: string) => ({ apiVersion, kind, metadata: { name: "x" } });
    bed.push([
      cache("a"),
      { ...other("v1", "Secret"), stringData: { token: "x" } },
      other("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
      other("v1", "Pod"),
      other("nimops.dev/v1alpha1", "NIMRepository"),
    ]);
    await bed.settle();
    expect([...new Set(bed.api.writes.map(({ kind }) => kind))]).toEqual(["NIMCache"]);
    expect(stalled(bed)?.status).toBe("False");
  });

  test("an image of a registry that is not on the list, whatever a comment or a gate says", async () => {
    const bed = new Bed({ gates: { lint: "off", plan: "off", registries: ["registry.example.com/nim"] } });
    bed.push([cache("a", {}, { annotations: { "nimops.dev/ignore": "image-not-allowed" } })]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(stalled(bed)).toMatchObject({ reason: "ImageNotAllowed" });
    bed.setSpec({ gates: { lint: "off", plan: "off", registries: ["nvcr.io/nim"] } });
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache a"]);
  });

  test.each(["kustomization.yaml", "base/Kustomization", "chart/Chart.yaml"])(
    "%s: it needs rendering, and the status says how",
    async (file) => {
      const bed = new Bed();
      bed.pushFiles({ [file]: "resources: []", "models.yaml": JSON.stringify(cache("a")) });
      await bed.settle();
      expect(bed.takeWrites()).toEqual([]);
      expect(stalled(bed)).toMatchObject({ reason: "NeedsRendering" });
      expect(stalled(bed)?.message).toMatch(/render in CI.*spec\.mode: observe/);
    },
  );

  test("GPUs that do not suffice, where the repository has an inventory", async () => {
    const inventory = {
      apiVersion: "nimops.dev/v1alpha1",
      kind: "GPUInventory",
      metadata: { name: "small" },
      spec: { nodePools: [{ name: "l40s", nodes: 1, gpu: { product: "l40s", count: 4 } }] },
    };
    const bed = new Bed({ inventory: { path: "fleet.yaml" } });
    const push = (replicas: number) =>
      bed.pushFiles({
        "fleet.yaml": JSON.stringify(inventory),
        "models.yaml": [cache("a"), service("s", "a", { replicas })]
          .map((each) => JSON.stringify(each))
          .join("\n---\n"),
      });
    push(40);
    await bed.settle();
    expect(stalled(bed)).toMatchObject({ status: "True", reason: "DoesNotFit" });
    bed.setSpec({ gates: { lint: "enforce", plan: "warn", registries: [] } });
    await bed.settle();
    expect(stalled(bed)?.status).toBe("False");
    expect(bed.status?.findings[0]).toMatchObject({ severity: "warning", rule: "DoesNotFit" });
  });

  test("an inventory that cannot be used, or is not there", async () => {
    const bed = new Bed({ inventory: { path: "fleet.yaml" } });
    bed.pushFiles({ "fleet.yaml": "kind: Nothing", "models.yaml": JSON.stringify(cache("a")) });
    await bed.settle();
    expect(stalled(bed)).toMatchObject({ reason: "InventoryInvalid" });
    bed.pushFiles({ "models.yaml": JSON.stringify(cache("a")) });
    await bed.settle();
    expect(stalled(bed)).toMatchObject({ reason: "PathNotFound" });
  });

  test("the repository's lock file counts: a volume that cannot hold what is downloaded is found before", async () => {
    const image = "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0";
    const lock = (size: number) => {
      const known = { id: profile, size, sources: { size: "hand" } };
      return JSON.stringify({ version: 1, images: { [image]: { profiles: [known], sources: {} } } });
    };
    const bed = new Bed({ path: "models" });
    const models = [cache("a"), service("s", "a")].map((each) => JSON.stringify(each)).join("\n---\n");
    const push = (text: string) => bed.pushFiles({ "nimops.lock.json": text, "models/models.yaml": models });
    push(lock(200 * 2 ** 30));
    await bed.settle();
    expect(stalled(bed)).toMatchObject({ status: "True", reason: "PlanBlocked" });
    push(lock(20 * 2 ** 30));
    await bed.settle();
    expect(stalled(bed)?.status).toBe("False");
    expect(bed.memory.judged?.downloads.get("NIMCache models/a")).toBe(20 * 2 ** 30);
    push("{");
    await bed.settle();
    expect(stalled(bed)).toMatchObject({ status: "True", reason: "LockInvalid" });
    expect(stalled(bed)?.message).toContain("nimops.lock.json");
    bed.setSpec({ gates: { lint: "enforce", plan: "off", registries: [] } });
    await bed.settle();
    expect(stalled(bed)?.status).toBe("False");
  });

  test("a lock file that cannot be had is told, and the plan goes on without", async () => {
    const bed = new Bed({ path: "models" });
    bed.pushFiles({ "models/models.yaml": JSON.stringify(cache("a")) });
    bed.gitFault = (path) => {
      if (path === "nimops.lock.json") throw new SourceError("permanent", "TooLarge", "it is too large");
    };
    await bed.settle();
    expect(stalled(bed)?.status).toBe("False");
    expect(bed.status?.findings).toContainEqual(
      expect.objectContaining({ severity: "warning", rule: "LockNotRead", message: "it is too large" }),
    );
  });

  test("the repository's own nimops.yaml counts, as in the pull request; not against what nobody lets through", async () => {
    const wrong = service("s", "a", {
      resources: { requests: { "nvidia.com/gpu": 2 }, limits: { "nvidia.com/gpu": 1 } },
    });
    const models = [cache("a"), wrong].map((each) => JSON.stringify(each)).join("\n---\n");
    const bed = new Bed({ gates: { lint: "enforce", plan: "off", registries: [] } });
    bed.readLint = lintChoiceOf;
    bed.pushFiles({ "models/models.yaml": models });
    await bed.settle();
    expect(stalled(bed)).toMatchObject({ status: "True", reason: "LintErrors" });
    const rule = bed.status?.findings[0]?.rule ?? "";
    const configuration = `overrides:\n  - rule: ${rule}\n    paths: [models]\n    severity: off\n    reason: a test`;
    bed.pushFiles({ "models/models.yaml": models, "nimops.yaml": configuration });
    await bed.settle();
    expect(stalled(bed)?.status).toBe("False");
    bed.pushFiles({ "models/models.yaml": models, "nimops.yaml": "rules: {no-such-rule: off}" });
    await bed.settle();
    expect(stalled(bed)).toMatchObject({ reason: "ConfigurationInvalid" });
    bed.setSpec({ gates: { lint: "enforce", plan: "off", registries: ["registry.example.com"] } });
    bed.pushFiles({ "models/models.yaml": models, "nimops.yaml": "rules: {image-not-allowed: off}" });
    await bed.settle();
    expect(stalled(bed)).toMatchObject({ reason: "ImageNotAllowed" });
  });

  test("two manifests of one name", async () => {
    const bed = new Bed();
    bed.push([cache("a"), cache("a", { userID: 1 })]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(stalled(bed)?.status).toBe("True");
  });

  test("more resources than a status can hold", async () => {
    const bed = new Bed({ gates: { lint: "off", plan: "off", registries: [] } });
    bed.push(Array.from({ length: 1001 }, (_, index) => cache(`c${index}`)));
    await bed.settle();
    expect(stalled(bed)).toMatchObject({ reason: "TooManyResources" });
  });

  test("the revision before goes on while a newer one is stalled, and is found again after a restart", async () => {
    const bed = new Bed();
    bed.push([cache("a"), service("s", "a")]);
    await bed.settle();
    bed.pushFiles({ "models.yaml": "kind: NIMCache\napiVersion: apps.nvidia.com/v1alpha1\nmetadata: [" });
    await bed.settle();
    bed.restart();
    bed.operatorSays("NIMCache", "a", "Ready");
    bed.time += 3_000;
    bed.takeWrites();
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMService s"]);
    expect(stalled(bed)?.status).toBe("True");
    expect(bed.condition("Ready")?.status).toBe("False");
  });
});

describe("Git that does not answer", () => {
  test("what may pass is told and what was good goes on; what is permanent stalls", async () => {
    const bed = new Bed();
    bed.push([cache("a"), service("s", "a")]);
    await bed.settle();
    bed.gitFault = () => {
      throw new SourceError("transient", "Unreachable", "cannot reach git.example.com");
    };
    bed.operatorSays("NIMCache", "a", "Ready");
    bed.time += 3_000;
    bed.takeWrites();
    const { transient } = await bed.pass();
    expect(transient).toContain("Unreachable");
    expect(bed.takeWrites()).toEqual(["apply NIMService s"]);
    expect(bed.condition("Reconciling")).toMatchObject({ status: "True", reason: "Unreachable" });
    bed.gitFault = () => {
      throw new SourceError(
        "permanent",
        "RefNotFound",
        "there is no branch main",
        "the branches are: master",
      );
    };
    await bed.pass();
    expect(stalled(bed)).toMatchObject({
      status: "True",
      reason: "RefNotFound",
      message: "there is no branch main; the branches are: master",
    });
  });

  test("is not asked at all where only the cluster changed", async () => {
    const bed = new Bed();
    bed.push([cache("a")]);
    await bed.settle();
    const { looks, reads } = bed;
    await bed.pass({ looks: false });
    expect([bed.looks, bed.reads]).toEqual([looks, reads]);
  });

  test("the same commit is read and judged once", async () => {
    const bed = new Bed();
    bed.push([cache("a")]);
    await bed.pass();
    const { reads } = bed;
    await bed.settle();
    await bed.pass();
    expect(bed.reads).toBe(reads);
  });
});

describe("other ways to run", () => {
  test("suspended, it asks nobody and writes nothing", async () => {
    const bed = new Bed({ suspend: true });
    bed.push([cache("a")]);
    await bed.pass();
    expect([bed.looks, bed.api.writes.length, bed.written.length]).toEqual([0, 0, 0]);
  });

  test("a dry run tells what it would do, has it rehearsed, and writes nothing", async () => {
    const bed = new Bed();
    bed.push([cache("a"), service("s", "a")]);
    const { decision, effects } = await bed.pass({ dryRun: true });
    expect(decision?.apply.map(({ name, why }) => [name, why])).toEqual([["a", "create"]]);
    expect(decision?.hold.map(({ name, reason }) => [name, reason])).toEqual([["s", "CacheNotReady"]]);
    expect(effects).toEqual([]);
    expect(bed.api.realWrites()).toEqual([]);
    expect(bed.api.writes.map(({ name }) => name)).toEqual(["a", "s"]);
    expect(bed.written).toEqual([]);
  });

  test("observing, it applies nothing, takes the revision from Flux, and tells how everything is", async () => {
    const bed = new Bed({
      mode: "observe",
      observe: { kind: "Kustomization", namespace: "flux-system", name: "models" },
    });
    const commit = bed.push([cache("a"), service("s", "a")]);
    const kustomization = {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name: "models", namespace: "flux-system" },
    };
    expect((await bed.pass()).transient).toContain("DeliveryMissing");
    bed.api.create({ ...kustomization, status: { lastAppliedRevision: `main@sha1:${commit}` } } as never);
    bed.api.create(
      cache("a", {}, { labels: { "kustomize.toolkit.fluxcd.io/name": "models" } }),
      "kustomize-controller",
      "Apply",
    );
    await bed.settle();
    expect(bed.api.writes).toEqual([]);
    expect(bed.looks).toBe(0);
    expect(bed.resource("NIMService", "s")).toMatchObject({ phase: "Pending", reason: "NotDelivered" });
    bed.api.create(service("s", "a"), "kustomize-controller", "Apply");
    bed.operatorSays("NIMCache", "a", "Ready");
    bed.time += 1_000;
    bed.operatorSays("NIMService", "s", "Ready");
    await bed.settle();
    expect(bed.status?.revision).toMatchObject({ attempted: commit, applied: commit, healthy: commit });
    expect(bed.status?.ledger).toEqual([]);
    expect(bed.api.writes).toEqual([]);
  });

  test.each([
    [
      "Kustomization",
      {
        "kustomize.toolkit.fluxcd.io/name": "models",
        "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
      },
      {},
    ],
    ["Application", {}, { "argocd.argoproj.io/tracking-id": "models:apps.nvidia.com/NIMCache:models/a" }],
  ] as const)(
    "observing a %s whose files need rendering, it tells of what was delivered",
    async (kind, labels, annotations) => {
      const bed = new Bed({ mode: "observe", observe: { kind, namespace: "flux-system", name: "models" } });
      const commit = bed.pushFiles({ "kustomization.yaml": "resources: [base]" });
      const status =
        kind === "Kustomization"
          ? { lastAppliedRevision: `main@sha1:${commit}` }
          : { sync: { revision: commit } };
      bed.api.create({
        apiVersion: "x/v1",
        kind,
        metadata: { name: "models", namespace: "flux-system" },
        status,
      });
      bed.api.create(cache("a", {}, { labels, annotations }), "somebody", "Apply");
      bed.api.create(cache("other"), "somebody", "Apply");
      bed.operatorSays("NIMCache", "a", "Ready");
      await bed.settle();
      expect(bed.status?.resources.map(({ name, phase }) => [name, phase])).toEqual([["a", "Healthy"]]);
      expect(bed.status?.revision.healthy).toBe(commit);
      expect(bed.api.writes).toEqual([]);
    },
  );

  test("observing, what the rules say stops nothing", async () => {
    const bed = new Bed({
      mode: "observe",
      observe: { kind: "Application", namespace: "argocd", name: "models" },
    });
    const commit = bed.push([cache("a", { resources: { cpu: "-1" } })]);
    bed.api.create({
      apiVersion: "x/v1",
      kind: "Application",
      metadata: { name: "models", namespace: "argocd" },
      status: { sync: { revision: commit } },
    });
    await bed.settle();
    expect(stalled(bed)?.status).toBe("False");
    expect(bed.status?.findings.length).toBeGreaterThan(0);
    expect(bed.resource("NIMCache", "a")).toMatchObject({ phase: "Pending", reason: "NotDelivered" });
  });

  test("observing Argo CD", async () => {
    const bed = new Bed({
      mode: "observe",
      observe: { kind: "Application", namespace: "argocd", name: "models" },
    });
    const commit = bed.push([cache("a")]);
    bed.api.create({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: "models", namespace: "argocd" },
      status: { sync: { revision: commit } },
    } as never);
    await bed.settle();
    expect(bed.status?.revision.attempted).toBe(commit);
  });

  test("the annotation nimops.dev/reconcile is answered once Git was asked", async () => {
    const bed = new Bed();
    bed.push([cache("a")]);
    await bed.settle();
    bed.metadata = { annotations: { "nimops.dev/reconcile": "now" } };
    await bed.pass({ looks: false });
    expect(bed.status?.lastHandledReconcileAt).toBeUndefined();
    await bed.pass();
    expect(bed.status?.lastHandledReconcileAt).toBe("now");
  });

  test("conditions keep the time of their last change, and name the generation", async () => {
    const bed = new Bed();
    bed.push([cache("a")]);
    await bed.settle();
    const { lastTransitionTime } = bed.condition("Ready") ?? {};
    bed.time += 60_000;
    bed.operatorSays("NIMCache", "a", "InProgress");
    await bed.settle();
    expect(bed.condition("Ready")).toMatchObject({
      status: "False",
      lastTransitionTime,
      observedGeneration: 1,
    });
    expect(bed.condition("Ready")?.message).toContain("0 of 1 ready");
  });

  test("a status that cannot be written is told as what may pass", async () => {
    const bed = new Bed();
    bed.push([service("s", "missing")]);
    bed.api.fault = (verb) => {
      if (verb === "status") throw unavailableStatus();
    };
    expect((await bed.pass()).transient).toContain("ApiUnavailable");
  });
});

function unavailableStatus(): Error {
  return new ClusterError("timeout", "no answer in 30 s");
}
