import { describe, expect, test } from "vitest";
import type { ModelManifest } from "../../../src/nim/profile/model-of-image.ts";
import type { NIMCacheSpec } from "../../../src/nim/schema/kinds.ts";
import { type ValueMap, valueAt } from "../../../src/nim/value.ts";
import type { OperatorVersion } from "../../../src/nim/version.ts";
import { objectsMadeOfCache } from "../../../src/nim/workload/cache.ts";
import { cachedProfiles, cacheTypeOf } from "../../../src/nim/workload/cached-profiles.ts";
import type { Surroundings } from "../../../src/nim/workload/made.ts";
import type { Subject } from "../../../src/nim/workload/subject.ts";

const image = "nvcr.io/nim/meta/llama:1.8.4";
const pvc = { create: true, size: "50Gi", volumeAccessMode: "ReadWriteMany" };
const ngc = { authSecret: "key", modelPuller: image, pullSecret: "pull" };
const hub = {
  authSecret: "hf",
  modelPuller: image,
  pullSecret: "pull",
  namespace: "org",
  endpoint: "https://h",
};
const v1 = "aaaa:\n  model: llama\n  tags: {tp: 2}\nbbbb:\n  model: llama\n  tags: {tp: 4}\n";

describe("by source", () => {
  test("a model endpoint is stored by create-model-store, whatever the image holds", () => {
    const source = { ngc: { ...ngc, modelEndpoint: "ngc://x" } };
    for (const manifest of [{ kind: "none" }, { kind: "unknown" }] as const) {
      expect(containerOf(made({ source }, { manifest }))).toMatchObject({
        command: ["create-model-store"],
        args: ["--model-repo", "ngc://x", "--model-store", "/model-store"],
      });
    }
  });

  test("a model of Hugging Face: by its files with a manifest, by its address without, and then without revision", () => {
    const source = { hf: { ...hub, modelName: "m", revision: "r" } };
    expect(containerOf(made({ source }, { manifest: text(v1) })).command).toEqual(
      "huggingface-cli download org/m --local-dir /model-store --repo-type model --revision r".split(" "),
    );
    expect(containerOf(made({ source }, { manifest: { kind: "none" } })).command).toEqual(
      "download-to-cache --model-uri hf://org/m --manifest-file /model-store/model_manifest.json".split(" "),
    );
  });

  test("whether the image has a manifest decides on the Job of a model of Hugging Face, so without one it is not known", () => {
    const outcome = made({ source: { hf: { ...hub, modelName: "m" } } });
    expect(outcome.objects.at(-1)?.kind).toBe("Pod");
    expect(outcome.unknown.map(({ kind }) => kind)).toEqual(["ConfigMap", "Job"]);
  });

  test("without a spec nothing is made: the operator's first write is refused", () => {
    const cache = { kind: "NIMCache", name: "llama", metadata: {}, spec: {} } as const;
    expect(objectsMadeOfCache(cache, around({}))).toMatchObject({ objects: [], stopped: { state: "" } });
  });

  test("a dataset and an image without a manifest: the operator panics (T23)", () => {
    const outcome = made({ source: { hf: { ...hub, datasetName: "d" } } }, { manifest: { kind: "none" } });
    expect(outcome.stopped).toMatchObject({ state: "", message: expect.stringContaining("nil pointer") });
    expect(outcome.objects.at(-1)?.kind).toBe("Pod");
  });

  test("no manifest: the status of named profiles cannot be told, so that the cache never becomes Ready", () => {
    const named = (...profiles: string[]) =>
      made({ source: { ngc: { ...ngc, model: { profiles } } } }, { manifest: { kind: "none" } });
    expect(named("aaaa").objects.at(-1)?.kind).toBe("Job");
    expect(named("aaaa").stopped).toMatchObject({
      state: "NotReady",
      message: expect.stringContaining('ConfigMap "llama-manifest" not found'),
    });
    expect(named("all").stopped).toBeUndefined();
  });

  test("an empty nodeSelector: the pod of the operator's first pass goes anywhere, the Job of a later one does not (T25)", () => {
    const source = { ngc: { ...ngc, pullSecret: "", model: { profiles: ["all"] } } };
    const selectors = (manifest: ModelManifest) =>
      made({ source, nodeSelector: {} }, { manifest }).objects.flatMap((object) => {
        const path = object.kind === "Pod" ? ["spec"] : ["spec", "template", "spec"];
        const has = valueAt(object, [...path, "nodeSelector"]) !== undefined;
        return object.kind === "Pod" || object.kind === "Job" ? [`${object.kind} ${has}`] : [];
      });
    expect(selectors(text(v1))).toEqual(["Pod false", "Job true"]);
    expect(selectors({ kind: "native" })).toEqual(["Job false"]);
  });

  test("no manifest: named profiles are downloaded, a filter finds nothing to filter (T24)", () => {
    const filtered = made({ source: { ngc } }, { manifest: { kind: "none" } });
    expect(filtered.stopped?.message).toBe(
      'failed to get model manifest config file: unable to get ConfigMap llama-manifest: ConfigMap "llama-manifest" not found',
    );
    const named = made(
      { source: { ngc: { ...ngc, model: { profiles: ["x"] } } } },
      { manifest: { kind: "none" } },
    );
    expect(containerOf(named).args).toEqual(["--profiles", "x"]);
  });

  test("a native image downloads by itself; what drives it wins over the author's variables", () => {
    const env = [
      { name: "NIM_ENGINE_MODEL_PATH", value: "/elsewhere" },
      { name: "A", value: "b" },
    ];
    const outcome = made(
      { source: { ngc: { ...ngc, pullSecret: undefined } }, env },
      { manifest: { kind: "native" } },
    );
    expect(outcome.objects.map(({ kind }) => kind)).not.toContain("Pod");
    expect(containerOf(outcome).env).toEqual([
      { name: "NIM_ENGINE_MODEL_DOWNLOAD_ONLY", value: "1" },
      { name: "NIM_ENGINE_MODEL_PATH", value: "/model/llama" },
      { name: "A", value: "b" },
    ]);
  });

  test("a manifest that cannot be read ends it before the ConfigMap, an empty one without a word", () => {
    const source = { ngc: { ...ngc, model: { profiles: ["all"] } } };
    expect(made({ source }, { manifest: text("a: [") })).toMatchObject({ stopped: { state: "NotReady" } });
    expect(made({ source }, { manifest: text("") })).toMatchObject({ stopped: { state: "" } });
  });

  test("a manifest that the cluster keeps is not read again", () => {
    const kept = { kind: "ConfigMap", metadata: {}, data: { "model_manifest.yaml": v1 } };
    const outcome = made({ source: { ngc } }, { find: (kind) => (kind === "ConfigMap" ? kept : undefined) });
    expect(outcome.objects.map(({ kind }) => kind)).not.toContain("Pod");
    expect(containerOf(outcome).args).toEqual(["--profiles", "aaaa", "bbbb"]);
  });

  test.each<[string, ValueMap, string]>([
    ["without the key", {}, "model_manifest.yaml not found in ConfigMap"],
    ["without data", { data: null }, "model_manifest.yaml not found in ConfigMap"],
    [
      "that cannot be read",
      { data: { "model_manifest.yaml": "aaaa: x\n" } },
      "failed to unmarshal manifest data: yaml: unmarshal errors",
    ],
  ])("a kept manifest %s fails the selection, not profiles that are named", (_, parts, words) => {
    const kept = { kind: "ConfigMap", metadata: {}, ...parts };
    const find = (kind: string) => (kind === "ConfigMap" ? kept : undefined);
    const selecting = made({ source: { ngc } }, { manifest: text(v1), find });
    expect(selecting.objects.map(({ kind }) => kind)).not.toContain("Pod");
    expect(selecting.stopped?.message).toContain(`failed to get model manifest config file: ${words}`);
    const naming = { ngc: { ...ngc, model: { profiles: ["x", "all"] } } };
    expect(containerOf(made({ source: naming }, { manifest: text(v1), find })).args).toEqual(["--all"]);
  });

  test("an image that was found to have no manifest is not asked again", () => {
    const status = { type: "model-free" };
    const named = { ngc: { ...ngc, model: { profiles: ["aaaa"] } } };
    for (const manifest of [text(v1), { kind: "unknown" }] as const) {
      const filtered = made({ source: { ngc } }, { manifest, status });
      expect(filtered.objects.map(({ kind }) => kind)).not.toContain("Pod");
      expect(filtered.stopped?.message).toMatch(/ConfigMap "llama-manifest" not found$/);
      expect(containerOf(made({ source: named }, { manifest, status })).args).toEqual(["--profiles", "aaaa"]);
    }
    const before = made({ source: named }, { manifest: text(v1), status, version: "3.1.0" });
    expect(before.objects.map(({ kind }) => kind)).toContain("Pod");
  });

  test("a pull Secret that cannot be read hides that the image is native, as it does for a service", () => {
    const secret = { kind: "Secret", metadata: {}, stringData: { ".dockerconfigjson": "not json" } };
    const find = (kind: string) => (kind === "Secret" ? secret : undefined);
    const source = { ngc: { ...ngc, model: { profiles: ["aaaa"] } } };
    const { objects, notes } = made({ source }, { manifest: { kind: "native" }, find });
    expect(objects.map(({ kind }) => kind)).toContain("Pod");
    expect(notes).toEqual([expect.stringMatching(/of the Secret pull cannot be read, so the operator/)]);
    const untagged = { ngc: { ...source.ngc, pullSecret: undefined, modelPuller: "nvcr.io/nim/llama" } };
    expect(made({ source: untagged }, { manifest: { kind: "native" } }).notes).toEqual([
      expect.stringMatching(/^the image's name has no tag, so the operator/),
    ]);
  });
});

describe("by version of the operator", () => {
  const source = { ngc: { ...ngc, model: { profiles: ["aaaa"] } } };
  const proxy = { httpsProxy: "http://p:1" };

  test("3.0 labels less and has no scratch volume", () => {
    const outcome = made({ source }, { version: "3.0.2", manifest: text(v1) });
    const claim = outcome.objects.find(({ kind }) => kind === "PersistentVolumeClaim");
    expect(claim?.metadata).not.toHaveProperty("labels");
    expect(containerOf(outcome).volumeMounts).toEqual([
      { name: "nim-cache-volume", mountPath: "/model-store" },
    ]);
    expect(outcome.objects[0]?.metadata.labels).toEqual({ app: "k8s-nim-operator" });
  });

  test("3.1.0 mounts volumes that it does not make where a proxy has no certificates", () => {
    const { stopped } = made({ source, proxy }, { version: "3.1.0", manifest: text(v1) });
    expect(stopped?.message).toMatch(/^Job\.batch "llama-job" is invalid: .*custom-ca/);
    expect(made({ source, proxy }, { version: "3.1.1", manifest: text(v1) }).stopped).toBeUndefined();
  });

  test("before 3.1.1 only NGC profiles have a manifest, and `cat` complains where there is none", () => {
    const hf = made({ source: { hf: { ...hub, modelName: "m" } } }, { version: "3.1.0" });
    expect(hf.objects.map(({ kind }) => kind)).not.toContain("Pod");
    expect(containerOf(hf).env).toHaveLength(2);
    const none = made({ source }, { version: "3.1.0", manifest: { kind: "none" } });
    expect(none.stopped?.message).toBe("yaml: mapping values are not allowed in this context");
  });

  test("before 3.1.2 nobody asks whether an image is native, so the pod is known and the manifest is not", () => {
    const { objects, unknown } = made({ source }, { version: "3.1.1", manifest: { kind: "unknown" } });
    expect(objects.at(-1)?.kind).toBe("Pod");
    expect(unknown.map(({ kind }) => kind)).toEqual(["ConfigMap", "Job"]);
  });
});

describe("what stands beside the download", () => {
  const source = { ngc: { ...ngc, model: { profiles: ["aaaa"] } } };

  test("init containers see the download's variables and volumes, but not the proxy's", () => {
    const initContainers = [
      { name: "first", image: { repository: "r", tag: "1" }, env: [{ name: "A", value: "" }] },
    ];
    const env = [{ name: "HTTP_PROXY", value: "mine" }];
    const job = jobOf(made({ source, initContainers, env, proxy: {} }, { manifest: text(v1) }));
    expect(valueAt(job, ["spec", "template", "spec", "initContainers", 0])).toMatchObject({
      image: "r:1",
      env: [{ name: "HTTP_PROXY", value: "mine" }, { name: "NIM_CACHE_PATH" }, { name: "A" }],
    });
  });

  test("a claim that is there already is not made, and needs no size", () => {
    const outcome = made(
      { source, storage: { pvc: { create: true } } },
      {
        manifest: text(v1),
        find: (kind) => (kind === "PersistentVolumeClaim" ? { metadata: {} } : undefined),
      },
    );
    expect(outcome.stopped).toBeUndefined();
    expect(outcome.objects.map(({ kind }) => kind)).not.toContain("PersistentVolumeClaim");
  });

  test.each([
    ["", "quantities must match"],
    ["10 GB", "quantities must match"],
    ["10GX", "quantities must match"],
    ["10gi", "quantities must match"],
    ["10GM", "unable to parse quantity's suffix"],
  ])("the size %j is told as Go tells it", (size, words) => {
    const { stopped } = made({ source, storage: { pvc: { ...pvc, size } } });
    expect(stopped?.message).toContain(`failed to parse size for pvc creation llama-pvc, err ${words}`);
  });
});

describe("what services and builds ask", () => {
  test("profiles of a cache without a status are those that it will have", () => {
    const cache = subject({ source: { ngc: { ...ngc, model: { profiles: ["bbbb", "absent"] } } } });
    expect(cachedProfiles(cache, around({ manifest: text(v1) }))).toEqual({
      kind: "known",
      profiles: [{ name: "bbbb", config: { tp: "4" } }],
    });
    expect(cachedProfiles(cache, around({ manifest: { kind: "unknown" } })).kind).toBe("unknown");
  });

  test("a cache of all profiles lists none", () => {
    const cache = subject({ source: { ngc: { ...ngc, model: { profiles: ["all"] } } } });
    expect(cachedProfiles(cache, around({ manifest: { kind: "unknown" } }))).toEqual({
      kind: "known",
      profiles: [],
    });
  });

  test("the type is that of the status once the cache is Ready", () => {
    const ready = { ...subject({ source: { ngc } }), status: { state: "Ready", type: "native" } };
    expect(cacheTypeOf(ready, around({ manifest: text(v1) }))).toEqual({ kind: "native" });
    expect(
      cacheTypeOf({ ...ready, status: { state: "InProgress" } }, around({ manifest: text(v1) })),
    ).toEqual({
      kind: "legacy",
    });
  });
});

interface Given {
  readonly version?: OperatorVersion;
  readonly manifest?: ModelManifest;
  readonly find?: Surroundings["find"];
  readonly status?: ValueMap;
}

function made(spec: NIMCacheSpec, given: Given = {}) {
  return objectsMadeOfCache(
    { ...subject(spec), ...(given.status && { status: given.status }) },
    around(given),
  );
}

function subject(spec: NIMCacheSpec): Subject<"NIMCache"> {
  return { kind: "NIMCache", name: "llama", metadata: {}, spec: { storage: { pvc }, ...spec } };
}

function around({
  version = "3.1.2",
  manifest = { kind: "unknown" },
  find = () => undefined,
}: Given): Surroundings {
  return { namespace: "models", operatorVersion: version, products: [], modelManifest: () => manifest, find };
}

function text(manifest: string): ModelManifest {
  return { kind: "text", text: manifest };
}

function jobOf({ objects }: { readonly objects: readonly ValueMap[] }): ValueMap {
  const job = objects.find(({ kind }) => kind === "Job");
  if (!job) throw new Error("no Job was made");
  return job;
}

function containerOf(outcome: { readonly objects: readonly ValueMap[] }): ValueMap {
  const container = valueAt(jobOf(outcome), ["spec", "template", "spec", "containers", 0]);
  if (typeof container !== "object" || container === null || Array.isArray(container))
    throw new Error("no container");
  return container;
}
