import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { liveManifests } from "../../src/commands/live-manifests.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import { ClusterError } from "../../src/kube/cluster-error.ts";
import { connect } from "../../src/kube/connect.ts";
import type { ClusterScope } from "../../src/manifest/load.ts";
import { readDocument, splitDocuments } from "../../src/manifest/yaml/index.ts";
import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { changesOf } from "../../src/plan/changes/changes-of.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { setOf } from "../support/plan-sets.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds, standInCrds } from "./crds.ts";
import { grant } from "./granted.ts";

const scope: ClusterScope = {
  name: undefined,
  namespace: "default",
  operatorVersion: "3.1.2",
  covers: () => true,
};
const listRights = [
  {
    apiGroups: ["apps.nvidia.com"],
    resources: ["nimcaches", "nimservices", "nimpipelines", "nimbuilds"],
    verbs: ["list"],
  },
];

let plane: ControlPlane;
let operator: Operator;
let admin: Cluster;

beforeAll(async () => {
  plane = await startControlPlane();
  await installCrds(plane.api, standInCrds);
  operator = startOperator(plane, { faster: 30 });
  admin = await connect({ env: {}, kubeconfig: [plane.kubeconfig] });
});
afterAll(async () => {
  await admin?.close();
  await operator?.stop();
  await plane?.stop();
});

it("what was applied is no change, though the operator has written it back", async () => {
  const namespace = await plane.newNamespace();
  const text = manifests(namespace);
  await apply(text);
  await settled(namespace);
  expect(await told(text, namespace)).toEqual([]);
  // Somebody puts a label and a count on that no manifest knows.
  await plane.api.patch(`${path(namespace)}/nimservices/chat`, {
    metadata: { labels: { by: "hand" } },
    spec: { scale: { annotations: { by: "hand" } } },
  });
  expect(await told(text, namespace)).toEqual([]);
});

it("tells what an apply would change, and what was declared and is no longer", async () => {
  const namespace = await plane.newNamespace();
  await apply(manifests(namespace));
  await settled(namespace);
  const after = manifests(namespace)
    .replace("tag: 1.12.0", "tag: 1.13.0")
    .replace("  env: [{name: HF_TOKEN, value: abcdefgh}]\n", "");
  expect(await told(after, namespace)).toEqual([
    "update NIMService chat",
    "  spec.env[name=HF_TOKEN]: {name: HF_TOKEN, value: (hidden)} -> -",
    "  spec.image.tag: 1.12.0 -> 1.13.0",
  ]);
});

it("knows which edits the API server refuses, and which it takes", async () => {
  const namespace = await plane.newNamespace();
  const text = manifests(namespace);
  await apply(text);
  await settled(namespace);
  for (const [from, to] of [
    ["8b-instruct:1.12.0", "8b-instruct:1.13.0"],
    ["replicas: 1", "replicas: 2"],
    ["replicas: 1", "replicas: 1\n  draResources: [{resourceClaimName: a}]"],
    ["cpu: '8'", "cpu: 8"],
    ["size: 50Gi", "size: 60Gi"],
  ] as const) {
    const after = text.replace(from, to);
    const { changes } = await changesFrom(after);
    const refused = changes.some(({ fields }) => fields.some(({ effect }) => effect === "refused"));
    expect({ to, refused }).toEqual({ to, refused: await isRefused(after) });
  }
});

it("leaves alone what no manifest has, and the services of a pipeline to it", async () => {
  const namespace = await plane.newNamespace();
  await apply(manifests(namespace) + pipeline(namespace));
  await eventually("the pipeline has made its service", async () =>
    (await plane.api.ask("GET", `${path(namespace)}/nimservices/embed`)).code === 200 ? true : undefined,
  );
  const only = manifests(namespace).split("---\n").slice(0, 2).join("---\n");
  const { changes, blockers } = await changesFrom(only);
  expect(changes.map(({ action, kind, name }) => `${action} ${kind} ${name}`)).toEqual([
    "none NIMService chat",
    "none NIMPipeline rag",
    "none NIMBuild engine",
  ]);
  expect(blockers).toEqual([]);
});

it("says that a cache is being deleted while its name is wanted", async () => {
  const namespace = await plane.newNamespace();
  const text = manifests(namespace);
  await apply(text);
  await settled(namespace);
  await plane.api.patch(`${path(namespace)}/nimcaches/llama`, {
    metadata: { finalizers: ["test.nimops.dev/held"] },
  });
  await plane.api.delete(`${path(namespace)}/nimcaches/llama`);
  expect((await changesFrom(text)).blockers.map(({ code }) => code)).toEqual(["being-deleted"]);
  await plane.api.patch(`${path(namespace)}/nimcaches/llama`, { metadata: { finalizers: null } });
});

it("needs no right but to list the four kinds, and says which it lacks", async () => {
  const namespace = await plane.newNamespace();
  const text = manifests(namespace);
  await apply(text);
  const set = setOf({ "a.yaml": text });
  const reader = await userWho("plan-reader", namespace, listRights);
  const live = await liveManifests(reader, scope, set);
  expect(live.resources.map(({ kind }) => kind)).toEqual(["NIMCache", "NIMService", "NIMBuild"]);
  expect(live.companions).toBe(set.companions);
  const lacking = await userWho("plan-lacking", namespace, [
    {
      apiGroups: ["apps.nvidia.com"],
      resources: ["nimcaches", "nimpipelines", "nimbuilds"],
      verbs: ["list"],
    },
  ]);
  await expect(liveManifests(lacking, scope, set)).rejects.toThrow(
    `these credentials may not list nimservices.apps.nvidia.com in namespace "${namespace}"`,
  );
});

async function changesFrom(text: string) {
  const set = setOf({ "a.yaml": text });
  return changesOf({ from: "live", set: await liveManifests(admin, scope, set) }, set, "3.1.2");
}

async function told(text: string, namespace: string): Promise<string[]> {
  const { changes } = await changesFrom(text);
  return changes.flatMap(({ action, kind, name, fields, namespace: where }) => {
    expect(where).toBe(namespace);
    return [
      `${action} ${kind} ${name}`,
      ...fields.map((field) => `  ${field.path}: ${field.before ?? "-"} -> ${field.after ?? "-"}`),
    ];
  });
}

async function apply(text: string): Promise<void> {
  for (const object of objectsIn(text)) {
    const { kind, apiVersion, metadata, ...rest } = object;
    if (typeof kind !== "string" || typeof apiVersion !== "string" || !isMap(metadata)) continue;
    const { name, namespace } = metadata;
    const named = { name: String(name), namespace: String(namespace) };
    await admin.apply({ ...rest, kind, apiVersion, metadata: named });
  }
}

/** As a replacement: an apply meets the operator, which owns the amounts that it wrote in its own way. */
async function isRefused(text: string): Promise<boolean> {
  for (const { kind, metadata, spec } of objectsIn(text)) {
    const [name, namespace] = ["name", "namespace"].map((key) => String(valueAt(metadata, [key])));
    if (typeof kind !== "string" || name === undefined || namespace === undefined) continue;
    const apiVersion = "apps.nvidia.com/v1alpha1";
    const refused = await eventually("nobody writes it meanwhile", async () => {
      const live = await admin.get({ apiVersion, kind, name, namespace });
      try {
        if (live && spec !== undefined) await admin.replace({ ...live, spec }, { dryRun: true });
        return { is: false };
      } catch (error) {
        if (error instanceof ClusterError && error.status === 422) return { is: true };
        if (error instanceof ClusterError && error.status === 409) return undefined;
        throw error;
      }
    });
    if (refused.is) return true;
  }
  return false;
}

function objectsIn(text: string): ValueMap[] {
  return splitDocuments(text).flatMap((range) => {
    const { value } = readDocument(text, range);
    return isMap(value) ? [value] : [];
  });
}

/** The operator has written back what it writes back. */
async function settled(namespace: string): Promise<void> {
  await eventually("the operator has added its finalizers", async () => {
    for (const name of ["nimcaches/llama", "nimservices/chat", "nimbuilds/engine"]) {
      const found = await plane.api.get(`${path(namespace)}/${name}`);
      if (valueAt(found, ["metadata", "finalizers"]) === undefined) return undefined;
    }
    return true;
  });
}

function path(namespace: string): string {
  return `/apis/apps.nvidia.com/v1alpha1/namespaces/${namespace}`;
}

async function userWho(name: string, namespace: string, rules: readonly ValueMap[]): Promise<Cluster> {
  await grant(plane.api, { name, user: name, namespace, rules });
  const { certificate = "", key = "" } = await plane.certificateFor(name);
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const cluster = { server: plane.url, "certificate-authority-data": base64(plane.authority) };
  const user = { "client-certificate-data": base64(certificate), "client-key-data": base64(key) };
  const file = join(mkdtempSync(join(plane.folder, "plan-live-")), "kubeconfig");
  const config = {
    "current-context": "test",
    clusters: [{ name: "test", cluster }],
    users: [{ name, user }],
    contexts: [{ name: "test", context: { cluster: "test", user: name } }],
  };
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "Config", ...config }));
  const opened = await connect({ env: {}, kubeconfig: [file] });
  onTestFinished(() => opened.close());
  return opened;
}

function manifests(namespace: string): string {
  return `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: llama, namespace: ${namespace}}
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model: {precision: fp8}
  storage:
    pvc: {create: true, storageClass: '', size: 50Gi, volumeAccessMode: ReadWriteMany}
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: chat, namespace: ${namespace}}
spec:
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0}
  authSecret: ngc-api-key
  storage:
    nimCache: {name: llama, profile: ''}
  resources: {limits: {nvidia.com/gpu: 1, memory: 1024Mi}}
  env: [{name: HF_TOKEN, value: abcdefgh}]
  replicas: 1
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata: {name: engine, namespace: ${namespace}}
spec:
  nimCache: {name: llama}
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0}
  resources: {limits: {cpu: '8'}}
`;
}

function pipeline(namespace: string): string {
  return `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata: {name: rag, namespace: ${namespace}}
spec:
  services:
  - name: embed
    enabled: true
    spec: {image: {repository: a, tag: b}, authSecret: s, storage: {emptyDir: {}}, replicas: 1}
`;
}
