import { describe, expect, test } from "vitest";
import type { ProfileFacts } from "../../src/nim/profile/lock/lock.ts";
import type { ModelManifest } from "../../src/nim/profile/model-of-image.ts";
import { Models } from "../../src/plan/models.ts";
import { setOf } from "../support/plan-sets.ts";
import { cacheText, lockOf } from "../support/planned-fleet.ts";

const image = "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0";
const [one, two] = ["a".repeat(64), "b".repeat(64)];
const text = `schema_version: "2.0"
profiles:
  - id: ${one}
    tags: {llm_engine: tensorrt_llm, precision: fp8, tp: "2", gpu: H100}
  - id: ${two}
    tags: {llm_engine: vllm, precision: bf16, tp: "1"}
`;
const manifest: ModelManifest = { kind: "text", text };

interface Differs {
  readonly profiles?: Readonly<Record<string, ProfileFacts>>;
  readonly said?: ModelManifest;
  readonly products?: readonly string[] | undefined;
}

function ids(cache: string, { profiles = {}, said = manifest, products = ["NVIDIA-L40S"] }: Differs = {}) {
  const set = setOf({ "models.yaml": cache });
  const models = new Models({
    ...{ set, products, operatorVersion: "3.1.2", lock: lockOf(image, profiles) },
    modelManifest: () => said,
  });
  const [first] = set.ofKind("NIMCache");
  const found = first && models.ofCache(first);
  return found && [...found.keys()];
}

describe("the profiles of a cache", () => {
  test("are those that the operator selects for the GPUs of the nodes", () => {
    expect(
      ids(cacheText({ model: "engine: tensorrt_llm" }), { products: ["NVIDIA-H100-80GB-HBM3"] }),
    ).toEqual([one]);
    expect(ids(cacheText({ model: "engine: tensorrt_llm" }))).toEqual([]);
  });

  test("are those that it names, also of an image that nobody knows", () => {
    const named = cacheText({ model: `profiles: [${two}]` });
    expect(ids(named)).toEqual([two]);
    expect(ids(named, { said: { kind: "unknown" } })).toEqual([two]);
  });

  test("are all where it asks for all, and not known where the image is not", () => {
    expect(ids(cacheText({ model: "profiles: [all]" }))).toEqual([one, two]);
    expect(ids(cacheText({ model: "profiles: [all]" }), { said: { kind: "unknown" } })).toBeUndefined();
    expect(ids(cacheText({ model: "engine: vllm" }), { said: { kind: "unknown" } })).toBeUndefined();
  });

  test("are none to tell where nobody knows the nodes and the selection goes by them", () => {
    const set = setOf({ "models.yaml": cacheText({ model: "engine: tensorrt_llm" }) });
    const models = new Models({
      ...{ set, products: undefined, operatorVersion: "3.1.2", lock: lockOf(image, {}) },
      modelManifest: () => manifest,
    });
    expect(set.ofKind("NIMCache").map((cache) => models.ofCache(cache))).toEqual([undefined]);
  });
});

test("facts of an image are those of its manifest's tags, and the lock's where it has them", () => {
  const models = new Models({
    ...{ set: setOf({}), products: [], operatorVersion: "3.1.2" },
    lock: lockOf(image, { [two]: { precision: "bf16", size: 16e9 } }),
    modelManifest: () => manifest,
  });
  const profiles = models.ofImage(image);
  expect(profiles?.get(one)).toMatchObject({ precision: "fp8", tensorParallelism: 2, gpus: ["H100"] });
  expect(profiles?.get(two)).toMatchObject({ size: 16e9 });
  expect(models.ofImage(image)).toBe(profiles);
});
