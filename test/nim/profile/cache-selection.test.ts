import { expect, test } from "vitest";
import { type CacheQuestion, selectForCache } from "../../../src/nim/profile/cache-selection.ts";

const ask = (question: Partial<CacheQuestion>) =>
  selectForCache({
    name: "llama",
    source: { ngc: { modelPuller: "nvcr.io/nim/x:1" } },
    manifest: { kind: "text", text: "aa: {tags: {tp: 1}}\n" },
    products: [],
    operatorVersion: "3.1.2",
    ...question,
  });

test("a NIM of NGC selects from its manifest", () => {
  expect(ask({})).toMatchObject({ selected: ["aa"], message: null, read: { kind: "v1" } });
});

test.each([
  [{ hf: { modelName: "x" } }, "no selection takes place: spec.source.hf has no profiles"],
  [{ dataStore: { modelName: "x" } }, "no selection takes place: spec.source.dataStore has no profiles"],
  [{}, "no selection takes place: there is no spec.source.ngc"],
  [
    { ngc: { modelPuller: "x:1", modelEndpoint: "ngc://a/b" } },
    'no selection takes place: spec.source.ngc.modelEndpoint names the model, "ngc://a/b"',
  ],
])("other sources select nothing, and the operator finds nothing wrong: %j", (source, note) => {
  expect(ask({ source })).toEqual({ selected: [], rejected: [], message: null, note });
});

test("a native image downloads its own model, whatever the filter", () => {
  const source = { ngc: { modelPuller: "x:1", model: { profiles: ["aa"] } } };
  expect(ask({ manifest: { kind: "native" }, source })).toEqual({
    selected: [],
    rejected: [],
    message: null,
    note: "no selection takes place: the image downloads its own model (native-v1); spec.source.ngc.model is ignored",
  });
});

test("before 3.1.2 a native image is one without a manifest", () => {
  const source = { ngc: { modelPuller: "x:1", model: { profiles: ["aa"] } } };
  const manifest = { kind: "native" } as const;
  const note = expect.stringMatching(/does not ask for native-v1 yet/);
  expect(ask({ manifest, source, operatorVersion: "3.1.1" })).toEqual({
    selected: ["aa"],
    rejected: [],
    message: null,
    note,
  });
  expect(ask({ manifest, operatorVersion: "3.1.1" })).toMatchObject({
    selected: [],
    message: expect.stringMatching(/^failed to get model manifest config file/),
    note,
  });
  expect(ask({ manifest, source, operatorVersion: "3.1.0" })).toMatchObject({
    selected: [],
    message: "yaml: mapping values are not allowed in this context",
    note,
  });
});

test("an image without a manifest has nothing to select from, but explicit profiles are downloaded", () => {
  const manifest = { kind: "none" } as const;
  expect(ask({ manifest })).toEqual({
    selected: [],
    rejected: [],
    message:
      'failed to get model manifest config file: unable to get ConfigMap llama-manifest: ConfigMap "llama-manifest" not found',
  });
  const naming = (...profiles: string[]) => ({ ngc: { modelPuller: "x:1", model: { profiles } } });
  expect(ask({ manifest, source: naming("b", "a") })).toMatchObject({ selected: ["b", "a"], message: null });
  expect(ask({ manifest, source: naming("all") })).toEqual({
    selected: ["all"],
    rejected: [],
    message: null,
  });
});

test("before 3.1.1 the error of cat was read as the manifest, and nothing helped", () => {
  const source = { ngc: { modelPuller: "x:1", model: { profiles: ["a"] } } };
  expect(ask({ manifest: { kind: "none" }, source, operatorVersion: "3.1.0" })).toMatchObject({
    selected: [],
    message: "yaml: mapping values are not allowed in this context",
  });
});

test("the sentence that the manifest pod prints for a missing file is no manifest", () => {
  const manifest = { kind: "text", text: "model_manifest.yaml not found\n" } as const;
  expect(ask({ manifest }).message).toMatch(/^failed to get model manifest/);
  expect(ask({ manifest, operatorVersion: "3.1.0" }).message).toMatch(/^yaml: unmarshal errors/);
});

test("an empty manifest is waited for without a word", () => {
  expect(ask({ manifest: { kind: "text", text: "" } })).toMatchObject({
    selected: [],
    message: null,
    note: "the manifest is empty: the operator asks the image again every 30 seconds",
  });
});
