import { describe, expect, test } from "vitest";
import type { Cluster } from "../../../../src/kube/cluster.ts";
import { ClusterError } from "../../../../src/kube/cluster-error.ts";
import type { LiveObject } from "../../../../src/kube/object.ts";
import type { ValueMap } from "../../../../src/nim/value.ts";
import { verifyCluster } from "../../../../src/prewarm/airgap/verify/cluster.ts";
import type { CacheRecord } from "../../../../src/prewarm/record/schema.ts";
import { redactor } from "../../../../src/prewarm/redaction.ts";
import { imageDigest, profileId } from "../../../support/cache-folder.ts";

const record: CacheRecord = {
  version: 1,
  tool: "nimops test",
  image: {
    reference: "nvcr.io/nim/meta/llama:1.0",
    digest: imageDigest,
    platforms: [{ platform: "linux/amd64", digest: `sha256:${"b".repeat(64)}` }],
  },
  protocol: "legacy",
  profiles: [{ id: profileId }],
  totals: { files: 1, bytes: 1000 },
};
const ours = "registry.local:5000/mirror/nim/meta/llama:1.0";

function object(apiVersion: string, kind: string, name: string, rest: ValueMap): LiveObject {
  const { metadata = {}, ...others } = rest;
  const known = { name, namespace: "models", uid: name, resourceVersion: "1" };
  return { apiVersion, kind, ...others, metadata: { ...(metadata as ValueMap), ...known } };
}

interface Scene {
  readonly state?: string;
  readonly profiles?: readonly string[];
  readonly imageID?: string;
  readonly image?: string;
  readonly log?: string;
  readonly used?: number | "forbidden";
  readonly owner?: string;
}

function clusterOf(scene: Scene): Cluster {
  const {
    state = "Ready",
    profiles = [profileId],
    image = ours,
    log = "",
    used = 2000,
    owner = "ReplicaSet",
  } = scene;
  const imageID = scene.imageID ?? `registry.local:5000/mirror/nim/meta/llama@${imageDigest}`;
  const objects = [
    object("apps.nvidia.com/v1alpha1", "NIMCache", "llama", {
      spec: { source: { ngc: { modelPuller: image } } },
      status: { state, pvc: "llama-pvc", profiles: profiles.map((name) => ({ name })) },
    }),
    object("v1", "Pod", "llama-0", {
      metadata: { ownerReferences: [{ kind: owner }] },
      spec: {
        nodeName: "n1",
        containers: [{ name: "nim", image }],
        volumes: [{ persistentVolumeClaim: { claimName: "llama-pvc" } }],
      },
      status: { phase: "Running", containerStatuses: [{ name: "nim", image, imageID }] },
    }),
  ];
  const partial: Partial<Cluster> = {
    server: "https://api.example:6443",
    listAll: async ({ kind }) => ({
      items: objects.filter((one) => one.kind === kind),
      resourceVersion: "1",
    }),
    logs: async () => log,
    volumeUse: async () => {
      if (used === "forbidden") throw new ClusterError("forbidden", "you may not get nodes/proxy");
      return [{ namespace: "models", claim: "llama-pvc", used, capacity: 10_000 }];
    },
  };
  return partial as Cluster;
}

async function told(scene: Scene) {
  const question = { namespace: "models", record, bytes: 1000 };
  const found = await verifyCluster(clusterOf(scene), question, {
    redact: redactor({ KEY_TOKEN: "topsecret" }),
  });
  return { ...found, codes: found.problems.map(({ code, path = "" }) => `${code} ${path}`) };
}

describe("a cache as a cluster uses it", () => {
  test("is right: Ready, its profiles, the recorded image, its bytes, and nothing downloaded", async () => {
    const log =
      "ngc configured with api_loc: api.ngc.nvidia.com\nINFO Skipping download, using cached copy of a\n";
    const { codes, facts } = await told({ log });
    expect(codes).toEqual([]);
    expect(facts).toEqual([
      "NIMCache models/llama: Ready",
      `Pod models/llama-0: runs ${imageDigest.slice(0, 19)}… as recorded`,
      "Pod models/llama-0: 1 files from the cache, none downloaded",
      "PersistentVolumeClaim models/llama-pvc: 2000 bytes used, 1000 recorded",
    ]);
  });

  test("of a platform of the recorded index is right too", async () => {
    expect((await told({ imageID: `x@sha256:${"b".repeat(64)}` })).codes).toEqual([]);
  });

  test.each<[string, Scene, string]>([
    ["is not Ready", { state: "Failed" }, "cluster/not-ready NIMCache models/llama"],
    ["was never picked up", { state: "" }, "cluster/not-ready NIMCache models/llama"],
    [
      "has another profile",
      { profiles: ["2".repeat(64)] },
      "profile/mismatch NIMCache models/llama status.profiles",
    ],
    [
      "runs another image",
      { imageID: `x@sha256:${"c".repeat(64)}` },
      "image/changed Pod models/llama-0 container nim",
    ],
    ["lacks bytes", { used: 10 }, "cache/missing PersistentVolumeClaim models/llama-pvc"],
    [
      "downloads",
      { log: "x\nINFO Downloaded filename: config.json\n" },
      "serve/downloads Pod models/llama-0 log",
    ],
    ["begins to download", { log: "Downloading model\n" }, "serve/downloads Pod models/llama-0 log"],
    [
      "asks NGC",
      { log: "error sending request for url (https://api.ngc.nvidia.com/v2/org)\n" },
      "serve/contacts-hub Pod models/llama-0 log",
    ],
    [
      "asks a hub",
      { log: "Permission error: The requested operation requires permissions\n" },
      "serve/contacts-hub Pod models/llama-0 log",
    ],
  ])("that %s is named", async (_what, scene, code) => {
    expect((await told(scene)).codes).toEqual([code]);
  });

  test("says so where a right is missing, and goes on", async () => {
    const { codes, warnings } = await told({ used: "forbidden" });
    expect(codes).toEqual([]);
    expect(warnings.join()).toContain("nodes/proxy");
  });

  test("the pod of the Job that fills a cache may download", async () => {
    expect((await told({ log: "Downloaded filename: x", owner: "Job" })).codes).toEqual([]);
  });

  test("nothing that uses it is told as such", async () => {
    expect((await told({ image: "registry.local:5000/nim/meta/other:1.0" })).codes).toEqual([
      "cluster/not-found models",
    ]);
  });

  test("no secret of a log is shown", async () => {
    const { problems } = await told({ log: "Downloading with topsecret nvapi-abcdefghijklmnop" });
    expect(JSON.stringify(problems)).not.toMatch(/topsecret|nvapi-a/);
  });
});
