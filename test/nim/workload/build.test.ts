import { expect, test } from "vitest";
import type { NIMBuildSpec } from "../../../src/nim/schema/kinds.ts";
import { type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { objectsMadeOfBuild } from "../../../src/nim/workload/build.ts";

const image = "nvcr.io/nim/meta/llama:1.8.4";

test("a build of a cache without a status goes by the profiles that the cache will have", () => {
  const { objects, stopped } = built({ tp: "2", trtllm_buildable: "true" });
  expect(stopped).toBeUndefined();
  expect(valueAt(objects[0], ["spec", "containers", 0, "resources"])).toEqual({
    requests: { "nvidia.com/gpu": "2" },
    limits: { "nvidia.com/gpu": "2" },
  });
});

test.each<[string, string | undefined]>([
  ["Ready", undefined],
  ["", undefined],
  ["InProgress", "Waiting for NIMCache to be ready before building engines"],
  ["NotReady", "Waiting for NIMCache to be ready before building engines"],
  ["Failed", "NIMCache is failed. NIMBuild can not progress"],
])("a build waits for its cache, which is %j", (state, message) => {
  const config = { tp: "1", trtllm_buildable: "true" };
  const profiles = [{ name: "aaaa", config }];
  const { objects, stopped } = built(config, {}, 1, { state, pvc: "weights", profiles });
  expect(objects.map(({ kind }) => kind)).toEqual(message === undefined ? ["Pod"] : []);
  // The reason has blanks, so that no state is written either.
  expect(stopped).toEqual(message === undefined ? undefined : { state: "", message });
});

test("a LoRA profile gets a folder for adapters", () => {
  const { objects } = built({ tp: "1", trtllm_buildable: "true", feat_lora: "true" });
  expect(valueAt(objects[0], ["spec", "containers", 0, "env", 0])).toEqual({
    name: "NIM_PEFT_SOURCE",
    value: "/tmp",
  });
});

test.each<[string, Record<string, string>, NIMBuildSpec, string, string]>([
  ["no profile can be built", { tp: "1" }, {}, "Failed", "No buildable profiles found for NIM Cache"],
  [
    "the named profile is another",
    { tp: "1", trtllm_buildable: "true" },
    { nimCache: { name: "llama", profile: "x" } },
    "Failed",
    "please select a valid profile",
  ],
  [
    "no GPUs are told",
    { trtllm_buildable: "true" },
    {},
    "Pending",
    "tensorParallelism is not set in the profile tags or resources",
  ],
  [
    "GPUs are told twice (T20)",
    { tp: "1", trtllm_buildable: "true" },
    { resources: { requests: { "nvidia.com/gpu": "1" } } },
    "Pending",
    "already set in resources",
  ],
  [
    "tp is no number",
    { tp: "many", trtllm_buildable: "true" },
    {},
    "Pending",
    "failed to parse tensorParallelism",
  ],
  ["the cache is not there", { tp: "1" }, { nimCache: { name: "other" } }, "", "Not able to get NIMCache"],
  [
    "the operator would write the spec otherwise (T28)",
    { tp: "1" },
    { modelName: "" },
    "",
    "Invalid value: spec is immutable",
  ],
])("%s", (_, tags, spec, state, message) => {
  const { objects, stopped } = built(tags, spec);
  expect(objects).toEqual([]);
  expect(stopped?.state).toBe(state);
  expect(stopped?.message).toContain(message);
});

test("of two buildable profiles one must be named", () => {
  const { stopped } = built({ tp: "1", trtllm_buildable: "true" }, {}, 2);
  expect(stopped?.reason).toBe("MultipleBuildableProfilesFound");
});

function built(tags: Record<string, string>, spec: NIMBuildSpec = {}, profiles = 1, status?: ValueMap) {
  const ids = ["aaaa", "bbbb"].slice(0, profiles);
  const text = ids.map((id) => `${id}:\n  tags: ${JSON.stringify(tags)}\n`).join("");
  const cache: ValueMap = {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache",
    metadata: { name: "llama" },
    spec: {
      source: { ngc: { authSecret: "key", modelPuller: image, model: { profiles: ids } } },
      storage: { pvc: { name: "weights" } },
    },
    ...(status && { status }),
  };
  const build = {
    kind: "NIMBuild" as const,
    name: "engine",
    metadata: {},
    spec: {
      nimCache: { name: "llama" },
      image: { repository: "nvcr.io/nim/meta/llama", tag: "1.8.4" },
      ...spec,
    },
  };
  return objectsMadeOfBuild(build, {
    namespace: "models",
    operatorVersion: "3.1.2",
    products: [],
    modelManifest: () => ({ kind: "text", text }),
    find: (kind, name) => (kind === "NIMCache" && name === "llama" ? cache : undefined),
  });
}
