import { describe, expect, test } from "vitest";
import { type ValueMap, valueAt } from "../../../src/nim/value.ts";
import {
  madeOfService,
  mainContainer,
  namesOf,
  objectOf,
  podOf,
  serviceSpec,
  variable,
} from "../../support/service-objects.ts";

const ngcCache = (status?: ValueMap): ValueMap => ({
  apiVersion: "apps.nvidia.com/v1alpha1",
  kind: "NIMCache",
  metadata: { name: "weights" },
  spec: {
    source: { ngc: { authSecret: "ngc-api", modelPuller: "nvcr.io/nim/meta/llama:1" } },
    storage: { pvc: { create: true, size: "60Gi", volumeAccessMode: "ReadWriteMany", subPath: "llama" } },
  },
  ...(status && { status }),
});

const ready = (config: ValueMap): ValueMap =>
  ngcCache({ state: "Ready", pvc: "weights-pvc", profiles: [{ name: "p", model: "", release: "", config }] });

const onProfile = (resources?: ValueMap): ValueMap => ({
  storage: { nimCache: { name: "weights", profile: "p" } },
  ...(resources && { resources }),
});

describe("a service", () => {
  test("becomes an account with its rights, a Service and a Deployment, in this order", () => {
    expect(namesOf(madeOfService())).toEqual([
      "ServiceAccount/llama",
      "Role/llama",
      "RoleBinding/llama",
      "Service/llama",
      "Deployment/llama",
    ]);
  });

  test("named null gets no more than what has another name: the operator reads its templates without a name", () => {
    const pvc = { create: true, size: "1Gi", storageClass: "s", volumeAccessMode: "ReadWriteMany" };
    const outcome = madeOfService({ storage: { pvc } }, { name: "null" });
    expect(namesOf(outcome)).toEqual(["PersistentVolumeClaim/null-pvc"]);
    expect(outcome.stopped).toBeUndefined();
  });

  test("gets everything that it may expose, before its pods", () => {
    const outcome = madeOfService({
      replicas: null,
      expose: {
        service: { port: 8000, grpcPort: 8001 },
        router: {
          hostDomainName: "example.com",
          gateway: { name: "g", namespace: "gw", grpcRoutesEnabled: true },
          eppConfig: {
            containerSpec: { name: "epp", image: { repository: "r/epp", tag: "v1" } },
            config: { plugins: [{ type: "queue-scorer" }], schedulingProfiles: [] },
          },
        },
      },
      scale: { enabled: true, hpa: { maxReplicas: 2 } },
      metrics: { enabled: true },
    });
    expect(namesOf(outcome).slice(4)).toEqual([
      "HTTPRoute/llama",
      "GRPCRoute/llama",
      "HorizontalPodAutoscaler/llama",
      "ServiceMonitor/llama",
      "ServiceAccount/llama-epp",
      "Role/llama-epp",
      "RoleBinding/llama-epp",
      "ConfigMap/llama-epp-config",
      "Service/llama-epp",
      "Deployment/llama-epp",
      "InferencePool/llama",
      "Deployment/llama",
    ]);
    expect(objectOf(outcome, "ConfigMap").data).toEqual({
      "default-plugins.yaml": `data: null
plugins:
- name: ""
  parameters: null
  type: queue-scorer
schedulingProfiles: []
`,
    });
  });

  test("without storage ends behind its Service", () => {
    const outcome = madeOfService({ storage: {} });
    expect(namesOf(outcome).at(-1)).toBe("Service/llama");
    expect(outcome.stopped?.message).toMatch(/^neither external PVC name/);
  });

  test("ends where the API server refuses an object", () => {
    const outcome = madeOfService({ labels: { app: "mine" } });
    expect(namesOf(outcome)).not.toContain("Deployment/llama");
    expect(outcome.stopped).toMatchObject({ state: "Failed", reason: "DeploymentFailed" });
  });

  test("whose name YAML takes for a boolean comes to nothing", () => {
    expect(madeOfService({}, { name: "y" })).toMatchObject({
      objects: [],
      stopped: {
        reason: "ServiceAccountFailed",
        message: "error converting unstructured object to ServiceAccount: unrecognized type: string",
      },
    });
  });

  test("asks for a claim twice and is stopped before anything is made", () => {
    const outcome = madeOfService({
      draResources: [{ resourceClaimName: "gpu" }, { resourceClaimName: "gpu" }],
    });
    expect(outcome.objects).toEqual([]);
    expect(outcome.stopped).toEqual({
      state: "Failed",
      reason: "DRAResourcesUnsupported",
      message: "spec.draResources[1].resourceClaimName: duplicate resource claim name: 'gpu'",
    });
  });

  test("makes no claim that is there already", () => {
    const storage = { pvc: { create: true, name: "w", size: "1Gi", volumeAccessMode: "ReadWriteMany" } };
    expect(namesOf(madeOfService({ storage }))).toContain("PersistentVolumeClaim/w");
    const there = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "w" } };
    expect(namesOf(madeOfService({ storage }, { objects: [there] }))).not.toContain(
      "PersistentVolumeClaim/w",
    );
  });

  test("fails where a Service of that name is another's, which the operator does not see", () => {
    const objects = [{ apiVersion: "v1", kind: "Service", metadata: { name: "llama" } }];
    const message = 'services "llama" already exists';
    expect(madeOfService({}, { objects }).stopped).toEqual({
      state: "Failed",
      reason: "ServiceFailed",
      message,
    });
    expect(madeOfService({}, { objects, version: "3.0.2" }).stopped).toBeUndefined();
  });

  test("writes an exponent as a size without quotes, and gets the number", () => {
    const pod = podOf(madeOfService({ storage: { emptyDir: { sizeLimit: "1e3" } } }));
    expect(valueAt(pod, ["volumes", 1, "emptyDir"])).toEqual({ sizeLimit: "1k" });
  });
});

describe("a service on a cache", () => {
  test("mounts the claim that the cache will have, though the cache is not there yet", () => {
    const outcome = madeOfService({ storage: { nimCache: { name: "weights" } } }, { objects: [ngcCache()] });
    const pod = podOf(outcome);
    expect(valueAt(pod, ["volumes", 1, "persistentVolumeClaim", "claimName"])).toBe("weights-pvc");
    expect(valueAt(pod, ["containers", 0, "volumeMounts", 0, "subPath"])).toBe("llama");
  });

  test.each([
    ["InProgress", { state: "NotReady", reason: "NIMCacheNotReady", message: "NIMCache weights not ready" }],
    ["Failed", { state: "Failed", reason: "NIMCacheFailed", message: "" }],
  ])("that is %s waits for it", (state, stopped) => {
    const objects = [ngcCache({ state, pvc: "weights-pvc" })];
    const outcome = madeOfService({ storage: { nimCache: { name: "weights" } } }, { objects });
    expect(outcome.stopped).toEqual(stopped);
    expect(namesOf(outcome).at(-1)).toBe("Service/llama");
  });

  test.each([
    [{ tp: "2" }, "2"],
    [{ tp: "2", tensorParallelism: "4" }, "4"],
    [{}, "1"],
  ])("asks for the GPUs of its profile, whose tags are %j", (config, gpus) => {
    const { resources } = mainContainer(madeOfService(onProfile(), { objects: [ready(config)] }));
    expect(resources).toEqual({ requests: { "nvidia.com/gpu": gpus }, limits: { "nvidia.com/gpu": gpus } });
  });

  test("keeps the GPUs that are written", () => {
    const resources = { limits: { "nvidia.com/gpu": 1 } };
    const outcome = madeOfService(onProfile(resources), { objects: [ready({ tp: "8" })] });
    expect(mainContainer(outcome).resources).toEqual({ limits: { "nvidia.com/gpu": "1" } });
  });

  test("with limits only makes the operator panic, and no pod", () => {
    const resources = { limits: { cpu: 8 } };
    const outcome = madeOfService(onProfile(resources), { objects: [ready({ tp: "8" })] });
    expect(outcome.stopped).toEqual({ state: "", message: "panic: assignment to entry in nil map" });
    expect(namesOf(outcome).at(-1)).toBe("Service/llama");
  });

  test("whose profiles nobody knows is left out and named", () => {
    const outcome = madeOfService(onProfile(), { objects: [ngcCache()], image: { kind: "unknown" } });
    expect(namesOf(outcome)).not.toContain("Deployment/llama");
    expect(outcome.unknown).toMatchObject([{ kind: "Deployment", name: "llama" }]);
    expect(outcome.stopped).toBeUndefined();
  });

  test("of a Hugging Face dataset makes the operator trip since 3.1.1", () => {
    const source = {
      hf: {
        ...{ endpoint: "https://huggingface.co", namespace: "n", authSecret: "a", modelPuller: "p:1" },
        ...{ pullSecret: "s", datasetName: "d" },
      },
    };
    const cache = ngcCache({ state: "Ready", pvc: "weights-pvc" });
    const objects = [{ ...cache, spec: { source, storage: {} } }];
    const on = (version: "3.1.0" | "3.1.1") =>
      madeOfService({ storage: { nimCache: { name: "weights" } } }, { version, objects }).stopped;
    expect(on("3.1.1")?.message).toMatch(/nil pointer/);
    expect(on("3.1.0")).toBeUndefined();
  });
});

describe("an image that is native", () => {
  const image = { kind: "native" } as const;
  const secret = (hosts: ValueMap): ValueMap => ({
    kind: "Secret",
    metadata: { name: "pull" },
    data: { ".dockerconfigjson": Buffer.from(JSON.stringify({ auths: hosts })).toString("base64") },
  });
  const spec = { image: { repository: "nvcr.io/nim/x", tag: "1", pullSecrets: ["pull"] } };

  test("has its model under /model", () => {
    const objects = [secret({ "https://nvcr.io": {} })];
    const container = mainContainer(madeOfService(spec, { image, objects }));
    expect(variable(container, "NIM_ENGINE_MODEL_PATH")).toMatchObject({ value: "/model" });
    expect(valueAt(container, ["volumeMounts", 0, "mountPath"])).toBe("/model");
  });

  test("is taken for an older one where its pull Secret is missing, and that is said", () => {
    const outcome = madeOfService(spec, { image });
    expect(valueAt(mainContainer(outcome), ["volumeMounts", 0, "mountPath"])).toBe("/model-store");
    expect(outcome.notes).toEqual([
      expect.stringMatching(/^the pull Secret pull is not there, so the operator/),
    ]);
  });

  test("was an older one for everybody before 3.1.2", () => {
    const outcome = madeOfService({}, { image, version: "3.1.1" });
    expect(valueAt(mainContainer(outcome), ["volumeMounts", 0, "mountPath"])).toBe("/model-store");
  });

  test("or is not is not guessed", () => {
    const { unknown } = madeOfService({}, { image: { kind: "unknown" } });
    expect(unknown).toEqual([
      {
        kind: "Deployment",
        name: "llama",
        service: "llama",
        why: {
          sentence: "the model manifest of nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0 is not known",
          give: { modelManifestOf: "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0", mayBeNative: true },
        },
      },
    ]);
    expect(madeOfService({}, { image: { kind: "unknown" }, version: "3.1.1" }).unknown).toEqual([]);
  });
});

describe("a service of several nodes", () => {
  const multiNode = { parallelism: { pipeline: 2, tensor: 4 } };

  test("has a LeaderWorkerSet and what MPI needs", () => {
    const names = namesOf(madeOfService({ multiNode }));
    expect(names.slice(4)).toEqual([
      "ConfigMap/llama-mpi-config",
      "ConfigMap/llama-mpi-start-script",
      "Secret/llama-ssh-pk",
      "LeaderWorkerSet/llama-lws",
    ]);
  });

  test("on one node is a Deployment behind a Service that does not find it", () => {
    const outcome = madeOfService({ multiNode: { parallelism: { pipeline: 1 } } });
    expect(namesOf(outcome)).toContain("Deployment/llama");
    expect(valueAt(objectOf(outcome, "Service"), ["spec", "selector"])).toMatchObject({ app: "llama-lws" });
    const old = madeOfService({ multiNode }, { version: "3.0.2" });
    expect(namesOf(old)).toContain("LeaderWorkerSet/llama-lws");
  });

  test("without replicas comes to nothing", () => {
    expect(madeOfService({ multiNode, replicas: null }).stopped).toEqual({
      state: "Failed",
      reason: "LeaderWorkerSetFailed",
      message: "error converting unstructured object to LeaderWorkerSet: unrecognized type: int32",
    });
  });

  test("with absurdly many replicas is refused, not computed", () => {
    const outcome = madeOfService({ multiNode, replicas: 2_000_000_000 });
    expect(outcome.stopped).toMatchObject({ reason: "ConfigMapFailed" });
  });

  test("in a domain that is not among the manifests is left out and named", () => {
    const outcome = madeOfService({ multiNode: { ...multiNode, computeDomain: { name: "rack" } } });
    expect(outcome.unknown).toMatchObject([
      { kind: "LeaderWorkerSet", why: { sentence: expect.stringContaining("ComputeDomain rack") } },
    ]);
  });

  test("of operator 3.0 takes the labels of the NIMService", () => {
    const around = { metadata: { labels: { team: "a" } } };
    const labels = (version: "3.0.2" | "3.1.0") =>
      objectOf(madeOfService({ multiNode }, { ...around, version }), "LeaderWorkerSet").metadata.labels;
    expect(labels("3.0.2")).toEqual({ team: "a" });
    expect(labels("3.1.0")).toHaveProperty(["app.kubernetes.io/name"]);
  });
});

describe("operator versions", () => {
  test("3.0.2 gives rights no labels, and leaves the count to the HPA", () => {
    const spec = { replicas: null, scale: { enabled: true, hpa: { maxReplicas: 3 } } };
    const old = madeOfService(spec, { version: "3.0.2" });
    expect(objectOf(old, "Role").metadata.labels).toBeUndefined();
    expect(valueAt(objectOf(old, "Deployment"), ["spec", "replicas"])).toBeUndefined();
    expect(valueAt(objectOf(madeOfService(spec), "Deployment"), ["spec", "replicas"])).toBe(1);
  });

  test("3.0.2 asks for devices by an older API", () => {
    const draResources = [{ claimCreationSpec: { devices: [{ name: "gpu" }] } }];
    const template = (version: "3.0.2" | "3.1.0") =>
      objectOf(madeOfService({ draResources }, { version }), "ResourceClaimTemplate").apiVersion;
    expect(template("3.0.2")).toBe("resource.k8s.io/v1beta2");
    expect(template("3.1.0")).toBe("resource.k8s.io/v1");
  });

  test("main gives no key where no Secret is named", () => {
    const { authSecret: _, ...spec } = serviceSpec();
    const outcome = madeOfService({ ...spec, authSecret: null }, { version: "main" });
    expect(variable(mainContainer(outcome), "NGC_API_KEY")).toBeUndefined();
    const { env } = mainContainer(madeOfService({}, { version: "main" }));
    expect(env).toMatchObject({ 5: { name: "NIM_LOG_LEVEL" }, 6: { name: "NGC_API_KEY" } });
  });
});
