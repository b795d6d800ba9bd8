import { describe, expect, test } from "vitest";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import { type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { Bed, cache, service, unavailable } from "../../support/reconciler/bed.ts";

/** A service that runs on a filled cache. */
async function running(bed = new Bed(), spec: ValueMap = {}): Promise<Bed> {
  bed.push([cache("a"), service("s", "a", spec)]);
  await bed.settle();
  bed.operatorSays("NIMCache", "a", "Ready");
  bed.time += 3_000;
  await bed.settle();
  bed.operatorSays("NIMService", "s", "Ready");
  await bed.settle();
  bed.takeWrites();
  return bed;
}

const s = { kind: "NIMService", namespace: "models", name: "s" };
const specOf = (object: ValueMap) => object.spec as ValueMap;

describe("T4 what has not changed is not written", () => {
  test("T4 an unchanged set means no write at all, not even a dry run or a status", async () => {
    const bed = await running();
    const { written } = bed;
    const count = written.length;
    for (let pass = 0; pass < 10; pass += 1) {
      bed.time += 60_000;
      await bed.pass();
    }
    expect(bed.api.writes).toEqual([]);
    expect(written.length).toBe(count);
    expect(bed.condition("Ready")).toMatchObject({ status: "True", reason: "Healthy" });
    const { commit } = bed;
    expect(bed.status?.revision).toEqual({
      attempted: commit,
      ref: "main",
      applied: commit,
      healthy: commit,
    });
  });

  test("T4 one that changed is written exactly once", async () => {
    const bed = await running();
    bed.push([cache("a"), service("s", "a", { replicas: 3 })]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMService s"]);
  });

  test("T4 after a restart nothing is written either", async () => {
    const bed = await running();
    bed.restart();
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
  });

  test("T4 a new commit that changes no manifest writes nothing but the status", async () => {
    const bed = await running();
    bed.push([cache("a"), service("s", "a")], "moved/elsewhere.yaml");
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.status?.revision.healthy).toBe(bed.commit);
  });
});

describe("T5 all or nothing", () => {
  const refuse = (name: string) => (verb: string, object: { name: string }) => {
    if (verb === "apply" && object.name === name) {
      throw new ClusterError("invalid", `cannot apply ${name}: spec.x: Invalid value`, { status: 422 });
    }
  };

  test("T5 where the dry run of one fails, nothing is written, and the status says which and why", async () => {
    const bed = new Bed();
    bed.api.fault = refuse("b");
    bed.push([cache("a"), cache("b")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.condition("Stalled")).toMatchObject({ status: "True", reason: "Invalid" });
    expect(bed.condition("Stalled")?.message).toContain("NIMCache models/b");
    // Not asked hot again.
    bed.time += 60_000;
    await bed.pass();
    expect(bed.api.writes).toEqual([]);
    bed.api.fault = undefined;
    bed.push([cache("a"), cache("b", { tolerations: [] })]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache a", "apply NIMCache b"]);
  });

  test("T5 the one that waits is rehearsed with the others, so its fault is told at once", async () => {
    const bed = new Bed();
    bed.api.fault = refuse("s");
    bed.push([cache("a"), service("s", "a")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.condition("Stalled")?.message).toContain("NIMService models/s");
  });

  test("T5 the revision before holds while the newest is refused: drift from it is corrected", async () => {
    const bed = await running();
    bed.api.fault = refuse("b");
    bed.push([cache("a"), cache("b"), service("s", "a", { replicas: 5 })]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    bed.api.update(s, (object) => {
      specOf(object).replicas = 9;
    });
    await bed.settle();
    expect(valueAt(bed.api.find("NIMService", "models", "s"), ["spec", "replicas"])).toBe(1);
    expect(bed.status?.revision).toMatchObject({ attempted: bed.commit });
    expect(bed.condition("Stalled")?.status).toBe("True");
  });

  test("T5 an apply that fails after its dry run leaves the others applied, and is told", async () => {
    const bed = new Bed();
    bed.api.fault = (verb, object, dryRun) => {
      if (verb === "apply" && !dryRun && object.name === "a")
        throw new ClusterError("forbidden", "you may not", { status: 403 });
    };
    bed.push([cache("a"), cache("b")]);
    const { effects } = await bed.pass();
    expect(effects.map(({ name, did }) => [name, did]).sort()).toEqual([
      ["a", "failed"],
      ["b", "created"],
    ]);
    expect(bed.resource("NIMCache", "a")).toMatchObject({ phase: "Stalled", message: "you may not" });
  });

  test("what may pass by itself ends the round, is told, and is gone when the server is back", async () => {
    const bed = new Bed();
    bed.api.fault = (verb) => {
      if (verb === "apply") throw unavailable();
    };
    bed.push([cache("a")]);
    const { transient } = await bed.pass();
    expect(transient).toContain("ApiUnavailable");
    expect(bed.condition("Reconciling")).toMatchObject({ status: "True", reason: "ApiUnavailable" });
    expect(bed.condition("Stalled")?.status).toBe("False");
    bed.api.fault = undefined;
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache a"]);
  });
});

describe("T6 fields of others", () => {
  test("T6 a field that another one declares is left to him: object, field and manager are named, and not asked hot", async () => {
    const bed = await running();
    bed.api.update(s, (object) => {
      specOf(object).replicas = 4;
    });
    // kustomize-controller declares it from now on.
    const live = bed.api.find("NIMService", "models", "s");
    bed.api.remove("NIMService", "models", "s");
    bed.api.create(
      {
        ...(live as NonNullable<typeof live>),
        metadata: { name: "s", namespace: "models", labels: live?.metadata.labels ?? {} },
      },
      "kustomize-controller",
      "Apply",
    );
    bed.operatorSays("NIMService", "s", "Ready");
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.resource("NIMService", "s")).toMatchObject({ phase: "Stalled" });
    expect(bed.resource("NIMService", "s")?.message).toContain(
      "spec.replicas is Flux (kustomize-controller)'s",
    );
    bed.api.writes.length = 0;
    bed.time += 10_000;
    const { wakeAt } = await bed.pass();
    expect(bed.api.writes).toEqual([]);
    expect(wakeAt).toBeGreaterThan(bed.time);
  });

  test("a hand edit is drift: the field is taken back without force, and what was not declared stays", async () => {
    const bed = await running();
    bed.api.update(s, (object) => {
      specOf(object).replicas = 7;
      specOf(object).runtimeClassName = "nvidia";
    });
    await bed.settle();
    const live = bed.api.find("NIMService", "models", "s");
    expect(valueAt(live, ["spec", "replicas"])).toBe(1);
    expect(valueAt(live, ["spec", "runtimeClassName"])).toBe("nvidia");
    expect(bed.takeWrites().at(-1)).toBe("apply NIMService s");
    expect(bed.status?.ledger.find(({ name }) => name === "s")?.corrected).toHaveLength(1);
  });

  test("our label that somebody took away is put back, and one of another repository is not", async () => {
    const bed = await running();
    bed.api.update(s, ({ metadata }) => {
      (metadata as ValueMap).labels = {};
    });
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMService s"]);
    bed.api.update(s, ({ metadata }) => {
      (metadata as ValueMap).labels = { "nimops.dev/repository": "other.models" };
    });
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.resource("NIMService", "s")).toMatchObject({ phase: "Stalled", reason: "OwnedByRepository" });
  });

  test("two who fight: after three corrections it waits longer each time, and says with whom", async () => {
    const bed = await running();
    let corrections = 0;
    for (let second = 0; second < 600; second += 1) {
      bed.api.update(
        s,
        (object) => {
          specOf(object).replicas = 7;
        },
        { manager: "autoscaler-x" },
      );
      await bed.pass();
      corrections += bed.takeWrites().filter((write) => write.startsWith("apply")).length;
      bed.time += 1_000;
    }
    expect(corrections).toBeGreaterThanOrEqual(5);
    expect(corrections).toBeLessThanOrEqual(8);
    expect(bed.resource("NIMService", "s")).toMatchObject({ phase: "Degraded", reason: "Fighting" });
    expect(bed.resource("NIMService", "s")?.message).toContain("autoscaler-x");
  });
});

describe("T7 what can never change", () => {
  test("T7 an edit of modelPuller is not even sent: it stalls, and says to take a new name", async () => {
    const bed = await running();
    const { spec } = cache("a");
    const changed = structuredClone(spec) as { source: { ngc: ValueMap } };
    changed.source.ngc.modelPuller = "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.13.0";
    bed.push([cache("a", changed as unknown as ValueMap), service("s", "a")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.resource("NIMCache", "a")).toMatchObject({ phase: "Stalled", reason: "EditRefused" });
    expect(bed.condition("Stalled")).toMatchObject({ status: "True", reason: "ResourceStalled" });
  });

  test.each([
    ["modelPuller is an immutable field. Please create a new NIMCache resource", "Immutable"],
    ['Invalid value: "-1": should be greater than or equal to 0', "Invalid"],
  ])("T7 a 422 that says %j is told as %s", async (message, reason) => {
    const bed = new Bed();
    bed.api.fault = (verb) => {
      if (verb === "apply")
        throw new ClusterError("invalid", `cannot apply: ${message}`, { status: 422, causes: [{ message }] });
    };
    bed.push([cache("a")]);
    await bed.settle();
    expect(bed.condition("Stalled")).toMatchObject({ status: "True", reason });
  });
});

test("T8 where the kinds are not served the operator is missing; it goes on when they are, without a restart", async () => {
  const bed = new Bed();
  bed.api.fault = () => {
    throw new ClusterError("not-served", "cannot list NIMCaches: the kind is not served", {
      status: 404,
      help: "install the NIM Operator",
    });
  };
  bed.push([cache("a")]);
  const store = bed.api.fault;
  bed.api.fault = (verb, object, dryRun) => {
    if (verb !== "status") store(verb, object, dryRun);
  };
  const { transient } = await bed.pass();
  expect(transient).toContain("OperatorMissing");
  expect(bed.condition("Ready")).toMatchObject({ status: "Unknown", reason: "OperatorMissing" });
  bed.api.fault = undefined;
  await bed.settle();
  expect(bed.takeWrites()).toEqual(["apply NIMCache a"]);
});

describe("T9 what the operator and the server write back is no drift", () => {
  test("T9 fields that nobody declared, amounts in another form, an annotation of the operator's", async () => {
    const bed = await running(new Bed(), {
      resources: { limits: { "nvidia.com/gpu": 1, memory: "1024Mi" } },
    });
    bed.api.update(
      s,
      (object) => {
        Object.assign(specOf(object), {
          expose: { ingress: { spec: {} }, router: {}, service: { port: 8000 } },
          livenessProbe: {},
          readinessProbe: {},
          startupProbe: {},
          metrics: { serviceMonitor: {} },
          scale: { hpa: { maxReplicas: 0, minReplicas: 1 } },
          inferencePlatform: "standalone",
          resources: { limits: { "nvidia.com/gpu": "1", memory: "1Gi" } },
        });
      },
      { manager: "manager" },
    );
    bed.api.update(
      { kind: "NIMCache", namespace: "models", name: "a" },
      (object) => {
        specOf(object).resources = { cpu: "0", memory: "0" };
        const metadata = object.metadata as ValueMap;
        metadata.annotations = { "nvidia.com/selected-profiles": "[]" };
      },
      { manager: "manager" },
    );
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
  });

  test("T9 what the operator filled in is taken over when Git says otherwise later", async () => {
    const bed = await running();
    bed.api.update(
      s,
      (object) => {
        specOf(object).expose = { service: { port: 8000 } };
      },
      { manager: "manager" },
    );
    bed.push([cache("a"), service("s", "a", { expose: { service: { port: 9000 } } })]);
    await bed.settle();
    expect(valueAt(bed.api.find("NIMService", "models", "s"), ["spec", "expose", "service", "port"])).toBe(
      9000,
    );
    expect(bed.condition("Stalled")?.status).toBe("False");
  });

  test("T9 an apply that changes nothing is not repeated", async () => {
    const bed = await running();
    bed.api.update(s, (object) => {
      specOf(object).replicas = 2;
    });
    bed.api.ignored.add("s");
    await bed.settle();
    bed.time += 60_000;
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["patch NIMService s", "apply NIMService s"]);
  });
});

describe("T10 replicas of an autoscaler", () => {
  test("T10 who scales keeps what Git no longer declares; and what Git declares besides is told as a conflict", async () => {
    const bed = await running();
    bed.api.update(
      s,
      (object) => {
        specOf(object).replicas = 3;
      },
      { manager: "keda", subresource: "scale" },
    );
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.resource("NIMService", "s")?.message).toContain("spec.replicas is keda's");
    const { replicas: _, ...spec } = service("s", "a").spec as ValueMap;
    bed.push([cache("a"), { ...service("s", "a"), spec }]);
    await bed.settle();
    expect(valueAt(bed.api.find("NIMService", "models", "s"), ["spec", "replicas"])).toBe(3);
    expect(bed.condition("Stalled")?.status).toBe("False");
  });
});

describe("objects of others", () => {
  test.each([
    [
      "kubectl apply",
      { annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}" } },
      "kubectl apply",
    ],
    ["Flux", { labels: { "kustomize.toolkit.fluxcd.io/name": "models" } }, "Flux (kustomize-controller)"],
    ["Argo CD", { annotations: { "argocd.argoproj.io/tracking-id": "x" } }, "Argo CD"],
    ["another NIMRepository", { labels: { "nimops.dev/repository": "other.models" } }, "other.models"],
    ["nobody in particular", {}, "kubectl"],
  ])("one of %s is refused, and taken with the annotation", async (_, metadata, who) => {
    const bed = new Bed();
    bed.api.create(cache("a", {}, metadata), "kubectl-create");
    bed.push([cache("a")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual([]);
    expect(bed.resource("NIMCache", "a")?.message).toContain(who);
    expect(bed.status?.ledger).toEqual([]);
    bed.push([cache("a", {}, { annotations: { "nimops.dev/adopt": "true" } })]);
    await bed.settle();
    expect(bed.takeWrites()).toContain("apply NIMCache a");
    expect(bed.status?.ledger).toHaveLength(1);
    expect(
      valueAt(bed.api.find("NIMCache", "models", "a"), ["metadata", "labels", "nimops.dev/repository"]),
    ).toBe("models.models");
  });

  test("what our own prewarm has made is taken without a word", async () => {
    const bed = new Bed();
    bed.api.create(cache("a"), "nimops", "Apply");
    bed.push([cache("a")]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache a"]);
  });

  test("a service that a pipeline made is left alone until the operator has deleted it", async () => {
    const bed = new Bed();
    bed.api.create(
      service(
        "s",
        "a",
        {},
        {
          ownerReferences: [
            {
              apiVersion: "apps.nvidia.com/v1alpha1",
              kind: "NIMPipeline",
              name: "chat",
              uid: "1",
              controller: true,
            },
          ],
        },
      ),
      "manager",
    );
    bed.push([cache("a"), service("s", "a", {}, { annotations: { "nimops.dev/adopt": "true" } })]);
    await bed.settle();
    expect(bed.takeWrites()).toEqual(["apply NIMCache a"]);
    expect(bed.resource("NIMService", "s")).toMatchObject({ phase: "Stalled", reason: "PipelineChild" });
  });
});

test("T48 the ledger is written before anything is applied, so a crash in between leaves nothing behind", async () => {
  const bed = new Bed();
  bed.api.watching = () => {
    expect(bed.status?.ledger.map(({ name }) => name)).toEqual(["a"]);
    throw new Error("killed");
  };
  bed.push([cache("a")]);
  await expect(bed.pass()).rejects.toThrow("killed");
  expect(bed.status?.ledger).toEqual([{ kind: "NIMCache", namespace: "models", name: "a" }]);
});
