import { describe, expect, test } from "vitest";
import type { ProfileFacts } from "../../../src/nim/profile/lock/lock.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { withoutRepeated } from "../../../src/plan/caches/claim-faults.ts";
import type { CachePlan } from "../../../src/plan/plan.ts";
import { inventoryOf } from "../../support/demanded-pods.ts";
import { pool } from "../../support/inventories.ts";
import { lintText } from "../../support/lint-text.ts";
import { cacheText, lockOf, plannedFleet, serviceText } from "../../support/planned-fleet.ts";

const image = "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0";
const [one, two] = ["a".repeat(64), "b".repeat(64)];
const storage = "nimCache: {name: llama}";
const classes: ValueMap[] = [
  {
    name: "nfs",
    provisioner: "nfs.csi.k8s.io",
    accessModes: ["ReadWriteOnce", "ReadWriteMany"],
    default: true,
  },
  { name: "ebs", provisioner: "ebs.csi.aws.com", volumeBindingMode: "WaitForFirstConsumer" },
  { name: "local", provisioner: "rancher.io/local-path", volumeBindingMode: "WaitForFirstConsumer" },
];

function planned(
  text: string,
  { pools = [pool()], profiles = {}, more = {} }: Differs = {},
): readonly CachePlan[] {
  const inventory = inventoryOf(pools, { storageClasses: classes, ...more });
  return plannedFleet(text, inventory, { lock: lockOf(image, profiles) }).caches(125e6).caches;
}

interface Differs {
  readonly pools?: ValueMap[];
  readonly profiles?: Readonly<Record<string, ProfileFacts>>;
  readonly more?: ValueMap;
}

const codesOf = ([first]: readonly CachePlan[]) => first?.reasons.map(({ code }) => code);

describe("a quota of the namespace", () => {
  test.each([
    ["requests.storage", "50Gi", "allows 50Gi of requests.storage, and 2 claims ask for 100Gi"],
    ["persistentvolumeclaims", "1", "allows 1 of persistentvolumeclaims, and there are 2 claims"],
    ["nfs.storageclass.storage.k8s.io/requests.storage", "10Gi", "and one claim asks for 50Gi"],
  ])("of %s is held against its claims", (resource, hard, message) => {
    const text = `${cacheText()}${cacheText({ name: "other", pvc: "create: true, size: 50Gi, storageClass: ebs" })}`;
    const quotas = (namespace: string) => [{ namespace, hard: { [resource]: hard } }];
    const reasons = planned(text, { more: { quotas: quotas("models") } }).flatMap((cache) =>
      cache.reasons.filter(({ code }) => code === "storage-quota"),
    );
    expect(reasons).toHaveLength(2);
    expect(reasons[0]?.message).toContain(message);
    const others = planned(text, { more: { quotas: quotas("elsewhere") } });
    expect(others.flatMap((cache) => cache.reasons.map(({ code }) => code))).not.toContain("storage-quota");
  });
});

describe("bytes", () => {
  test("are those of all profiles that are selected", () => {
    const profiles = { [one]: { size: 16e9, precision: "bf16" }, [two]: { size: 9e9, precision: "fp8" } };
    const [cache] = planned(cacheText({ model: `profiles: [${one}, ${two}]` }), { profiles });
    expect(cache).toMatchObject({
      profiles: [one, two],
      download: { bytes: 25e9, from: "lock" },
      seconds: 200,
      volume: { claim: "llama-pvc", size: "50Gi", bytes: 50 * 2 ** 30, needed: 25e9 * 1.2 + 2 ** 30 },
      reasons: [],
    });
  });

  test("are estimated where the lock lacks one, and absent where the name tells nothing", () => {
    const some = planned(cacheText({ model: `profiles: [${one}, ${two}]` }), {
      profiles: { [one]: { size: 16e9 }, [two]: { precision: "fp8" } },
    });
    expect(some[0]?.download).toEqual({ bytes: 24e9, from: "estimated" });
    const nameless = planned(cacheText({ image: "registry.example.com/team/model:1" }));
    expect(nameless[0]).not.toHaveProperty("download");
    expect(nameless[0]).not.toHaveProperty("seconds");
  });

  test("follow from the filter and the nodes of the fleet", () => {
    const text = `schema_version: "2.0"
profiles:
  - id: ${one}
    tags: {llm_engine: tensorrt_llm, precision: fp8, tp: "1", gpu: H100}
  - id: ${two}
    tags: {llm_engine: tensorrt_llm, precision: bf16, tp: "1", gpu: L40S}
`;
    const fleet = plannedFleet(cacheText({ model: "engine: tensorrt_llm" }), inventoryOf([pool()]), {
      modelManifest: () => ({ kind: "text", text }),
    });
    const [cache] = fleet.caches().caches;
    expect(cache).toMatchObject({ profiles: [one], download: { bytes: 8e9, from: "estimated" } });
  });
});

describe("the size of the volume", () => {
  test("the operator's sample for DeepSeek-R1, 671 billion parameters in FP8, is too small with 100Gi", () => {
    const sample = cacheText({
      name: "deepseek-r1-nimcache",
      image: "nvcr.io/nim/deepseek-ai/deepseek-r1:1.7.3",
      pvc: "create: true, storageClass: '', size: 100Gi, volumeAccessMode: ReadWriteMany",
    });
    const [cache] = planned(sample);
    expect(cache?.download).toEqual({ bytes: 671e9, from: "estimated" });
    expect(cache?.volume?.storageClass).toBe("nfs");
    expect(cache?.reasons).toEqual([
      {
        code: "volume-too-small",
        message: "100Gi cannot hold the about 671 GB of its download (estimate)",
        help: "write at least 751Gi: a claim cannot be made larger here later",
      },
    ]);
    expect(codesOf(planned(sample.replace("100Gi", "800Gi")))).toEqual([]);
  });

  test("a volume that has no room to work is little", () => {
    const profiles = { [one]: { size: 50e9 } };
    expect(codesOf(planned(cacheText({ model: `profiles: [${one}]` }), { profiles }))).toEqual([
      "volume-may-be-small",
    ]);
  });

  test("builds add their engines", () => {
    const build = `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata: {name: engine, namespace: models}
spec:
  nimCache: {name: llama, profile: ${one}}
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0, pullSecrets: [ngc]}
`;
    const profiles = { [one]: { size: 20e9, buildable: true } };
    const [cache] = planned(cacheText({ model: `profiles: [${one}]` }) + build, { profiles });
    expect(cache?.volume?.needed).toBe(40e9 * 1.2 + 2 ** 30);
    expect(cache?.consumers).toEqual([{ kind: "NIMBuild", namespace: "models", name: "engine" }]);
  });

  test("an engine is built where its service runs", () => {
    const build = (more: string) => `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata: {name: engine, namespace: models}
spec:
  nimCache: {name: llama, profile: ${one}}
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0, pullSecrets: [ngc]}
${more}
`;
    const manifest = `schema_version: "2.0"
profiles:
  - id: ${one}
    tags: {llm_engine: tensorrt_llm, precision: bf16, tp: "1", trtllm_buildable: "true"}
`;
    const onH100 = "  nodeSelector: {nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3}";
    const told = (more: string) => {
      const text =
        cacheText({ model: `profiles: [${one}]` }) + build(more) + serviceText({ storage, more: onH100 });
      const pools = [pool(), pool({ product: "NVIDIA-L40S", count: 4 }, { name: "l40s" })];
      const inventory = inventoryOf(pools, { storageClasses: classes });
      const fleet = plannedFleet(text, inventory, {
        modelManifest: () => ({ kind: "text", text: manifest }),
      });
      return codesOf(fleet.caches().caches);
    };
    expect(told("")).toEqual(["engine-for-other-gpu"]);
    expect(told(onH100)).toEqual([]);
  });

  test("all claims of a class are held against its capacity", () => {
    const small = { storageClasses: [{ name: "nfs", capacity: "80Gi", default: true }] };
    const text = cacheText() + cacheText({ name: "other" });
    expect(
      planned(text, { more: small })[0]?.reasons.find(({ code }) => code === "storage-class-full")?.message,
    ).toBe("the storage class nfs has 80Gi, and 2 claims ask for 100Gi");
    expect(codesOf(planned(cacheText(), { more: small }))).toEqual([]);
  });
});

describe("access", () => {
  const pvc = (mode: string, storageClass = "nfs") =>
    `create: true, size: 50Gi, volumeAccessMode: ${mode}, storageClass: ${storageClass}`;
  const served = (mode: string, more: string, storageClass?: string) =>
    planned(cacheText({ pvc: pvc(mode, storageClass) }) + serviceText({ storage, more }));

  test("block devices cannot be shared, nor what the inventory does not list", () => {
    expect(served("ReadWriteMany", "", "ebs")[0]?.reasons[0]?.message).toBe(
      "the storage class ebs (ebs.csi.aws.com) makes volumes for one node: it does not offer ReadWriteMany",
    );
    expect(codesOf(served("ReadWriteOncePod", ""))).toEqual(["access-mode-not-offered"]);
    expect(served("ReadWriteMany", "", "local")[0]?.reasons[0]).toMatchObject({
      code: "access-mode-may-not-be-offered",
      message: expect.stringContaining("unless it was set up for that"),
    });
  });

  test("replicas on several nodes need more than ReadWriteOnce", () => {
    expect(codesOf(served("ReadWriteOnce", "  replicas: 2"))).toEqual(["read-write-once-shared"]);
    expect(codesOf(served("ReadWriteOnce", "  replicas: 1"))).toEqual([]);
    expect(codesOf(served("ReadWriteMany", "  replicas: 2"))).toEqual([]);
    const scaled = "  scale: {enabled: true, hpa: {minReplicas: 1, maxReplicas: 3}}";
    expect(served("ReadWriteOnce", scaled)[0]?.reasons[0]?.message).toContain(
      "NIMService models/llama: 1 to 3 pods",
    );
  });

  test("all pods land on the only node there is", () => {
    const text = cacheText({ pvc: pvc("ReadWriteOnce") }) + serviceText({ storage, more: "  replicas: 2" });
    const of = (nodes: number) => codesOf(planned(text, { pools: [pool({}, { nodes })] }));
    expect(of(1)).toEqual([]);
    expect(of(2)).toEqual(["read-write-once-shared"]);
    const other = pool({}, { name: "other", nodes: 1 });
    expect(codesOf(planned(text, { pools: [pool({}, { nodes: 1 }), other] }))).toEqual([
      "read-write-once-shared",
    ]);
  });

  test("pods that no single node can hold are told so", () => {
    const text =
      cacheText({ pvc: pvc("ReadWriteOnce") }) + serviceText({ storage, gpus: 8, more: "  replicas: 2" });
    expect(planned(text)[0]?.reasons[0]).toMatchObject({
      code: "read-write-once-needs-one-node",
      message:
        "the claim llama-pvc is ReadWriteOnce, so one node must take all pods (NIMService models/llama: 2 pods), which need 16 GPUs: no node has more than 8",
    });
  });

  test("ReadWriteOncePod is for one pod, a model on several nodes for none of these modes", () => {
    const anyMode = { storageClasses: [{ name: "nfs", default: true }] };
    const of = (mode: string, more: string) =>
      codesOf(planned(cacheText({ pvc: pvc(mode) }) + serviceText({ storage, more }), { more: anyMode }));
    expect(of("ReadWriteOncePod", "  replicas: 2")).toEqual(["read-write-once-pod-shared"]);
    expect(of("ReadWriteOncePod", "  replicas: 1")).toEqual([]);
    const several = "  replicas: 1\n  multiNode: {parallelism: {pipeline: 2, tensor: 1}, ray: {}}";
    expect(of("ReadWriteOnce", several)).toEqual(["multi-node-needs-read-write-many"]);
  });

  test("two services share a claim as two replicas do", () => {
    const text =
      cacheText({ pvc: pvc("ReadWriteOnce") }) +
      serviceText({ storage }) +
      serviceText({ name: "other", storage });
    const [cache] = planned(text);
    expect(cache?.consumers.map(({ name }) => name)).toEqual(["llama", "other"]);
    expect(codesOf([cache].flatMap((each) => each ?? []))).toEqual(["read-write-once-shared"]);
  });

  test("a class that the inventory lacks is told with the one that was meant", () => {
    expect(planned(cacheText({ pvc: pvc("ReadWriteMany", "nsf") }))[0]?.reasons[0]).toEqual({
      code: "storage-class-unknown",
      message: "the inventory has no storage class nsf",
      help: "write nfs",
    });
    const noDefault = { storageClasses: [{ name: "nfs" }] };
    expect(codesOf(planned(cacheText({ pvc: "create: true, size: 50Gi" }), { more: noDefault }))).toEqual([
      "no-default-storage-class",
    ]);
  });

  test("a claim that stands among the manifests is taken as it is", () => {
    const claim = `---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: weights, namespace: models}
spec: {accessModes: [ReadWriteOnce], storageClassName: ebs, resources: {requests: {storage: 10Gi}}}
`;
    const [cache] = planned(claim + cacheText({ pvc: "name: weights" }));
    expect(cache?.volume).toMatchObject({
      claim: "weights",
      size: "10Gi",
      storageClass: "ebs",
      accessModes: ["ReadWriteOnce"],
    });
    expect(codesOf([cache].flatMap((each) => each ?? []))).toContain("volume-may-be-small");
  });
});

describe("where the volume is made", () => {
  const t4 = pool({ product: "Tesla-T4", count: 1 }, { name: "t4", zone: "b" });
  const h100 = pool({}, { zone: "a" });
  const onH100 = "  nodeSelector: {nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3}";
  const text = (storageClass: string, cache = "") =>
    cacheText({
      pvc: `create: true, size: 50Gi, volumeAccessMode: ReadWriteOnce, storageClass: ${storageClass}`,
      more: cache,
    }) + serviceText({ storage, more: onH100 });

  test("the job may take a node where the service never runs", () => {
    expect(planned(text("local"), { pools: [h100, t4] })[0]?.reasons).toEqual([
      {
        code: "cache-may-bind-elsewhere",
        message:
          "a volume of the storage class local stays on the node of the download, which may be in t4, where NIMService models/llama never runs",
        help: 'add to the NIMCache: nodeSelector: { nvidia.com/gpu.product: "NVIDIA-H100-80GB-HBM3" }, and the tolerations that its service has',
      },
    ]);
    expect(codesOf(planned(text("ebs"), { pools: [h100, t4] }))).toEqual(["cache-may-bind-elsewhere"]);
  });

  test("what it says to add is enough", () => {
    expect(codesOf(planned(text("local", onH100), { pools: [h100, t4] }))).toEqual([]);
  });

  test("shared storage, and nodes of one zone, are reached", () => {
    expect(codesOf(planned(text("nfs"), { pools: [h100, t4] }))).toEqual([]);
    const near = pool({ product: "Tesla-T4", count: 1 }, { name: "t4", zone: "a" });
    expect(codesOf(planned(text("ebs"), { pools: [h100, near] }))).toEqual([]);
  });

  test("a job that can only run elsewhere makes a volume that nobody reaches", () => {
    const onT4 = "  nodeSelector: {nvidia.com/gpu.product: Tesla-T4}";
    expect(codesOf(planned(text("local", onT4), { pools: [h100, t4] }))).toEqual(["cache-out-of-reach"]);
  });

  test("a volume that is bound at once may be in any zone", () => {
    const early = { storageClasses: [{ name: "ebs", provisioner: "ebs.csi.aws.com" }] };
    const [cache] = planned(text("ebs"), { pools: [h100, t4], more: early });
    expect(cache?.reasons[0]?.help).toContain("volumeBindingMode: WaitForFirstConsumer");
  });
});

describe("a fault that is certain", () => {
  const blockersOf = (text: string, { profiles = {}, more = {} }: Differs = {}) => {
    const inventory = inventoryOf([pool()], { storageClasses: classes, ...more });
    const { blockers } = plannedFleet(text, inventory, { lock: lockOf(image, profiles) }).caches();
    return withoutRepeated(blockers).map(
      ({ code, resource, location }) => `${code} ${resource?.name}:${location?.line}`,
    );
  };
  const pvc = (mode: string, storageClass: string, size = "50Gi") =>
    `\n    create: true\n    size: ${size}\n    storageClass: ${storageClass}\n    volumeAccessMode: ${mode}\n  `;
  // As a block, so that each field has its line.
  const cache = (...given: Parameters<typeof pvc>) =>
    cacheText({ pvc: "PVC", model: `profiles: [${one}]` }).replace(
      "{pvc: {PVC}}",
      `\n    pvc:${pvc(...given).replaceAll("\n    ", "\n      ")}`,
    );
  const known = { [one]: { size: 40e9 } };

  test.each([
    [
      "a volume that is too small by the lock",
      cache("ReadWriteMany", "nfs", "20Gi"),
      "volume-too-small llama:10",
    ],
    ["a mode that the class lacks", cache("ReadWriteMany", "ebs"), "access-mode-not-offered llama:12"],
    ["a class that there is not", cache("ReadWriteMany", "nsf"), "storage-class-unknown llama:11"],
  ])("%s blocks, at its line", (_, text, blocker) => {
    expect(blockersOf(text, { profiles: known })).toEqual([blocker]);
  });

  test("what is estimated, or only may go wrong, blocks nothing", () => {
    expect(blockersOf(cache("ReadWriteMany", "nfs", "2Gi"))).toEqual([]);
    expect(blockersOf(cache("ReadWriteMany", "local", "50Gi"))).toEqual([]);
    const shared = serviceText({ storage, more: "  replicas: 2" });
    expect(blockersOf(cache("ReadWriteOnce", "nfs") + shared)).toEqual([]);
    const wide = serviceText({ storage, gpus: 8, more: "  replicas: 2" });
    expect(blockersOf(cache("ReadWriteOnce", "nfs") + wide)).toEqual([
      "read-write-once-needs-one-node llama:12",
    ]);
  });

  test("of all claims together is told once", () => {
    const quotas = [{ namespace: "models", hard: { persistentvolumeclaims: "1" } }];
    const text = cache("ReadWriteMany", "nfs") + cacheText({ name: "other" });
    expect(blockersOf(text, { more: { quotas } })).toEqual(["storage-quota llama:10"]);
  });
});

test.each([
  ["deepseek-ai/deepseek-r1:1.7.3", ""],
  ["meta/llama-3.3-70b-instruct:1.13.1", ""],
  ["meta/llama-3.1-405b-instruct:1.8.4", "precision: fp8"],
  ["meta/llama-3.1-8b-instruct:1.12.0", ""],
])("what lint advises for %s {%s} is enough for a plan", (name, model) => {
  const of = (size: string) =>
    cacheText({
      image: `nvcr.io/nim/${name}`,
      model,
      pvc: `create: true, size: ${size}, volumeAccessMode: ReadWriteMany, storageClass: nfs`,
    });
  const told = lintText(of("2Gi")).findings.find(({ rule }) => rule === "cache-size-against-model");
  const [, size = "none"] = /at least (\d+Gi)/.exec(told?.help ?? "") ?? [];
  expect(codesOf(planned(of("2Gi")))).toContain("volume-too-small");
  expect(codesOf(planned(of(size)))).toEqual([]);
});
