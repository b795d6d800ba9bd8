import { expect, test } from "vitest";
import { lockedModelManifest } from "../../../src/nim/profile/lock/locked.ts";
import type { ModelManifest } from "../../../src/nim/profile/model-of-image.ts";
import { valueAt } from "../../../src/nim/value.ts";
import type { OperatorVersion } from "../../../src/nim/version.ts";
import { objectsMadeOfCache } from "../../../src/nim/workload/cache.ts";

const v1 = `aa:
  model: meta/llama
  tags: {tp: 1}
  workspace: !workspace
    components:
    - dst: weights
      src:
        repo_id: ngc://nim/x:1
        files:
        - !name 'config.json'
        - plain.bin
        - 12
        - {name: in-a-map}
        - {1: a, named: b}
        - ""
    - {dst: "1", src: {repo_id: 12}}
    - {}
bb:
`;

/** What the operator's own types and Go's library (sigs.k8s.io/yaml v1.6.0) wrote for the same manifests at 3.1.1. */
test.each<[string, string, string]>([
  [
    "v1",
    v1,
    `aa:
  model: meta/llama
  tags:
    tp: "1"
  workspace:
    components:
    - dst: weights
      src:
        files:
        - name: config.json
        - name: plain.bin
        - name: named
        - {}
        repo_id: ngc://nim/x:1
    - dst: "1"
      src: {}
    - src: {}
bb:
  workspace: {}
`,
  ],
  [
    "v2",
    "schema_version: '2.0'\nprofiles:\n- id: a\n  workspace: {files: {n10: {uri: y}, n9: {}}}\n- {}\n",
    `profiles:
- id: a
  workspace:
    files:
      n9: {}
      n10:
        uri: "y"
- workspace: {}
schema_version: "2.0"
`,
  ],
  [
    "with merge keys and aliases",
    "x: {workspace: {components: [{src: {<<: [{repo_id: &r p}, {repo_id: q, files: &f [z]}]}}, {dst: *r, src: {files: *f}}]}}\n",
    `x:
  workspace:
    components:
    - src:
        files:
        - name: z
        repo_id: p
    - dst: p
      src:
        files:
        - name: z
`,
  ],
  ["without a word", "# nothing\n", "null\n"],
  ["without profiles", "{}\n", "{}\n"],
])("before 3.1.2 the ConfigMap has the lists of files: a manifest %s", (_, text, written) => {
  const { configMap } = madeAt("3.1.1", { kind: "text", text });
  expect(valueAt(configMap, ["data"])).toEqual({ "model_manifest.yaml": written });
});

test("since 3.1.2 the ConfigMap has no lists of files", () => {
  const { configMap } = madeAt("3.1.2", { kind: "text", text: v1 });
  expect(valueAt(configMap, ["data", "model_manifest.yaml"])).toBe(
    'aa:\n  model: meta/llama\n  tags:\n    tp: "1"\nbb: {}\n',
  );
});

test("3.0 labels the ConfigMap with the cache's name alone", () => {
  const { configMap } = madeAt("3.0.2", { kind: "text", text: v1 });
  expect(valueAt(configMap, ["metadata", "labels"])).toEqual({ app: "llama" });
});

test("lists of files that the lock cut out leave the ConfigMap unknown before 3.1.2, and the Job known", () => {
  const image = { manifest: v1.split("\n"), stripped: true, profiles: [], sources: {} };
  const lock = { version: 1, images: new Map([["nvcr.io/nim/x:1", image]]) } as const;
  const stripped = lockedModelManifest(lock, "nvcr.io/nim/x:1") ?? expect.fail("the lock names the image");
  const { configMap, kinds, unknown } = madeAt("3.1.1", stripped);
  expect(configMap).toBeUndefined();
  expect(unknown).toMatchObject([
    { kind: "ConfigMap", why: { sentence: expect.stringMatching(/before 3\.1\.2/) } },
  ]);
  expect(kinds).toContain("Job");
  expect(madeAt("3.1.2", stripped).unknown).toEqual([]);
});

function madeAt(operatorVersion: OperatorVersion, manifest: ModelManifest) {
  const source = { ngc: { authSecret: "key", modelPuller: "nvcr.io/nim/x:1", model: { profiles: ["aa"] } } };
  const storage = { pvc: { create: true, size: "50Gi", volumeAccessMode: "ReadWriteMany" } };
  const { objects, unknown } = objectsMadeOfCache(
    { kind: "NIMCache", name: "llama", metadata: {}, spec: { source, storage } },
    {
      namespace: "models",
      operatorVersion,
      products: [],
      modelManifest: () => manifest,
      find: () => undefined,
    },
  );
  const kinds = objects.map(({ kind }) => kind);
  return { configMap: objects.find(({ kind }) => kind === "ConfigMap"), kinds, unknown };
}
