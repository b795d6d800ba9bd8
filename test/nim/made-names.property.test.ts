import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type MadeName,
  namesMadeForBuild,
  namesMadeForCache,
  namesMadeForService,
} from "../../src/nim/made-names.ts";
import type { ModelManifest } from "../../src/nim/profile/model-of-image.ts";
import { judge } from "../../src/nim/schema/judge.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { operatorVersions } from "../../src/nim/version.ts";
import type { Outcome, Surroundings } from "../../src/nim/workload/made.ts";
import { objectsMadeOf } from "../../src/nim/workload/objects.ts";
import { serviceSpec } from "../support/service-objects.ts";

const modes = ["Standard", "Knative", "RawDeployment", "Serverless", "ModelMesh", "knative"] as const;

const metrics = fc.constantFrom({ enabled: true }, { enabled: false });
const scale = fc.constantFrom({ enabled: true, hpa: { maxReplicas: 2 } }, { enabled: false });
const ingress = fc.constantFrom(
  { enabled: true, spec: { ingressClassName: "nginx", rules: [{ host: "a.example.com" }] } },
  { enabled: false },
);
const gateway = fc.record(
  {
    name: fc.constant("g"),
    namespace: fc.constant("g"),
    httpRoutesEnabled: fc.boolean(),
    grpcRoutesEnabled: fc.boolean(),
  },
  { requiredKeys: ["name", "namespace"] },
);
const containerSpec = { name: "epp", image: { repository: "r/epp", tag: "1" } };
const picker = fc.constantFrom(
  { containerSpec, config: { plugins: [{ type: "queue-scorer" }], schedulingProfiles: [] } },
  { containerSpec, configMapRef: { name: "epp", key: "plugins.yaml" } },
);
const router = fc.record(
  {
    hostDomainName: fc.constant("example.com"),
    ingress: fc.constantFrom({ ingressClass: "nginx" }, { ingressClass: "" }, {}),
    gateway,
    eppConfig: picker,
  },
  { requiredKeys: [] },
);
const multiNode = fc
  .record({
    parallelism: fc.record({ pipeline: fc.nat(3), tensor: fc.nat(2) }, { requiredKeys: [] }),
    start: fc.constantFrom({}, { ray: {} }, { ray: { rayPort: 6379 } }, { mpi: { mpiStartTimeout: 60 } }),
    domain: fc.constantFrom(
      {},
      {},
      { computeDomain: { create: true } },
      { computeDomain: { name: "domain" } },
    ),
  })
  .map(({ parallelism, start, domain }) => ({ parallelism, ...start, ...domain }));
const claim = { create: true, size: "10Gi", volumeAccessMode: "ReadWriteMany" };
const storage = fc.constantFrom<ValueMap[]>(
  { emptyDir: {} },
  { hostPath: "/models" },
  { pvc: claim },
  { pvc: { ...claim, name: "weights" } },
  { pvc: { name: "weights" } },
  { nimCache: { name: "cache" }, pvc: claim },
  { nimCache: { name: "nowhere" }, pvc: claim },
);

const where = fc.record({
  operatorVersion: fc.constantFrom(...operatorVersions),
  kserveMode: fc.constantFrom(...modes),
});

/** Up to three of the features; with all at once hardly any service would be taken by the API server. */
const service = fc
  .record({
    kept: fc.subarray(["platform", "storage", "metrics", "scale", "router", "ingress", "multiNode"], {
      maxLength: 3,
    }),
    platform: fc.constantFrom(...modes, undefined).map((mode) => ({
      inferencePlatform: "kserve",
      ...(mode && { annotations: { "serving.kserve.io/deploymentMode": mode } }),
    })),
    storage: storage.map((storage) => ({ storage })),
    metrics: metrics.map((metrics) => ({ metrics })),
    // A count of replicas and a scale exclude each other.
    scale: scale.map((scale) => ({ scale, ...(scale.enabled && { replicas: undefined }) })),
    router: router.map((router) => ({ expose: { service: { port: 8000 }, router } })),
    ingress: ingress.map((ingress) => ({ expose: { service: { port: 8000 }, ingress } })),
    multiNode: multiNode.map((multiNode) => ({ multiNode })),
  })
  .map(
    ({ kept, ...features }): ValueMap =>
      Object.assign(
        {},
        ...Object.entries(features).map(([name, feature]) =>
          kept.some((one) => one === name) ? feature : {},
        ),
      ),
  );

test("what is made of a service has a name among those that lint compares, and no name is idle", () => {
  const seen = new Map<string, number>();
  let finished = 0;
  fc.assert(
    fc.property(service, where, (changes, where) => {
      const spec = JSON.parse(JSON.stringify(serviceSpec(changes)));
      const { problems, resource } = judge("NIMService", where.operatorVersion, document("NIMService", spec));
      if (problems.length > 0 || !resource.spec) return;
      const { operatorVersion } = where;
      const subject = { kind: "NIMService", name: "llama", metadata: {}, spec: resource.spec } as const;
      const outcome = objectsMadeOf(subject, around(where, { kind: "none" }));
      const names = textOf(namesMadeForService({ name: "llama", spec: resource.spec }, where));
      const made = namesIn(outcome);
      expect(made.filter((name) => !names.includes(name))).toEqual([]);
      seen.set(operatorVersion, (seen.get(operatorVersion) ?? 0) + 1);
      if (outcome.stopped) return;
      finished++;
      expect(names.filter((name) => !made.includes(name))).toEqual([]);
    }),
    { numRuns: 2000 },
  );
  // Were all of them refused or stopped, this would prove nothing.
  for (const version of operatorVersions) expect(seen.get(version), version).toBeGreaterThan(60);
  expect(finished).toBeGreaterThan(400);
});

const puller = { authSecret: "a", modelPuller: "p:1", pullSecret: "s" };
const hub = { ...puller, endpoint: "https://huggingface.co", namespace: "meta" };
const source = fc.constantFrom<ValueMap[]>(
  { ngc: { ...puller, model: { engine: "vllm" } } },
  { ngc: { ...puller, model: { profiles: ["all"] } } },
  { ngc: { ...puller, modelEndpoint: "ngc://nim/meta/llama:1" } },
  { hf: { ...hub, modelName: "llama" } },
  { hf: { ...hub, datasetName: "llama" } },
  { dataStore: { ...hub, modelName: "llama" } },
);
const cacheStorage = fc.constantFrom<ValueMap[]>(
  { pvc: claim },
  { pvc: { ...claim, name: "weights" } },
  { pvc: { name: "weights" } },
);
const images: readonly ModelManifest[] = [
  { kind: "native" },
  { kind: "none" },
  { kind: "unknown" },
  { kind: "text", text: "aaaa:\n  model: llama\n  tags:\n    tp: 1\n    llm_engine: vllm\n" },
];

test("what is made of a cache has a name among those that lint compares, and only an image leaves one idle", () => {
  let finished = 0;
  const world = { source, storage: cacheStorage, where, image: fc.constantFrom(...images) };
  fc.assert(
    fc.property(fc.record(world), ({ source, storage, where, image }) => {
      const { operatorVersion } = where;
      const found = judge("NIMCache", operatorVersion, document("NIMCache", { source, storage }));
      const { spec } = found.resource;
      if (found.problems.length > 0 || !spec) return;
      const outcome = objectsMadeOf(
        { kind: "NIMCache", name: "llama", metadata: {}, spec },
        around(where, image),
      );
      const names = textOf(namesMadeForCache({ name: "llama", spec }, where));
      const made = namesIn(outcome);
      expect(made.filter((name) => !names.includes(name))).toEqual([]);
      if (outcome.stopped) return;
      finished++;
      const idle = names.filter((name) => !made.includes(name));
      // A native image has no manifest that a pod could read, and one without a manifest leaves nothing to keep.
      const ofImage = ["Pod/llama-pod", "ConfigMap/llama-manifest"];
      expect(idle.filter((name) => image.kind === "text" || !ofImage.includes(name))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
  expect(finished).toBeGreaterThan(200);
});

test("what is made of a build has a name among those that lint compares", () => {
  const profile = { name: "aaaa", config: { trtllm_buildable: "true", tp: "1" } };
  const cache = document("NIMCache", { source: { ngc: { authSecret: "a", modelPuller: "p:1" } } });
  const status = { state: "Ready", pvc: "weights", profiles: [profile] };
  for (const operatorVersion of operatorVersions) {
    const spec = { nimCache: { name: "cache" }, image: { repository: "r/llm", tag: "1" } };
    const { resource } = judge("NIMBuild", operatorVersion, document("NIMBuild", spec));
    const outcome = objectsMadeOf(
      { kind: "NIMBuild", name: "llama", metadata: {}, spec: resource.spec ?? {} },
      {
        ...around({ operatorVersion, kserveMode: "Standard" }, { kind: "none" }),
        find: () => ({ ...cache, status }),
      },
    );
    expect(outcome.stopped).toBeUndefined();
    expect(textOf(namesMadeForBuild({ name: "llama" }))).toEqual(expect.arrayContaining(namesIn(outcome)));
    expect(namesIn(outcome)).toEqual(["Pod/llama-engine-build-pod"]);
  }
});

function document(kind: string, spec: ValueMap): ValueMap {
  return { apiVersion: "apps.nvidia.com/v1alpha1", kind, metadata: { name: "llama" }, spec };
}

function around(
  { operatorVersion, kserveMode }: Pick<Surroundings, "operatorVersion"> & { kserveMode: string },
  image: ModelManifest,
): Surroundings {
  const cache = document("NIMCache", { source: { ngc: { authSecret: "a", modelPuller: "p:1" } } });
  return {
    namespace: "models",
    operatorVersion,
    kserveMode,
    products: ["NVIDIA-H100-80GB-HBM3"],
    modelManifest: () => image,
    find: (kind, name) => {
      if (kind === "Secret" && name === "s") return { data: {} };
      return kind === "NIMCache" && name === "cache" ? cache : undefined;
    },
  };
}

/** What is made, and what would be if more were known; claim templates have a hash in their names, and lint leaves them out. */
function namesIn({ objects, unknown }: Outcome): string[] {
  const made = [
    ...objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`),
    ...unknown.map(({ kind, name }) => `${kind}/${name}`),
  ];
  return made.filter((name) => !name.startsWith("ResourceClaimTemplate/"));
}

function textOf(names: readonly MadeName[]): string[] {
  return names.map(({ kind, name }) => `${kind}/${name}`);
}
