import { isMap, type ValueMap } from "../../../src/nim/value.ts";
import { print } from "../../cluster/kwok/play.ts";
import { nameOf } from "./cluster.ts";
import type { Scene } from "./scene.ts";

/** What pods will print, told before they are there. */
export async function tellWhatPodsPrint(
  { plane, namespace, timeline }: Scene,
  object: ValueMap,
): Promise<void> {
  const { name } = nameOf(object);
  const text = timeline.id.includes("no-manifest") ? "model_manifest.yaml not found" : modelManifest;
  if (object.kind === "NIMCache") await print(plane, { namespace, pod: `${name}-pod` }, text);
  if (object.kind === "NIMBuild") {
    const built = modelManifest.replace("llm_engine", `model_name: ${name}\n    llm_engine`);
    await print(
      plane,
      { namespace, pod: `${name}-local-manifest-pod` },
      built.replace(firstProfile, builtProfile),
    );
  }
}

const firstProfile = "00d65de6afda38c415b97a5a8f6e1b123b1189e206a05121749a8c3fd25a56df";
const builtProfile = "8a55ff12df3f10f99603492c27cc962d880cb7c2255a192f07d9e38c9e021aaa";

/** The profiles that the recording names, as far as their tags matter. */
const modelManifest = [
  [firstProfile, { llm_engine: "tensorrt_llm", gpu: "H100", precision: "fp8", tp: "2" }],
  [
    "28820a86b9d59406879932b8fed282fdb368655d213078a7876e0dbde145055e",
    { llm_engine: "vllm", precision: "bf16", tp: "4" },
  ],
  [
    "5e9c2ed22558db839288644c6885d54004634e392d59cd3cfad06758005c20c7",
    { llm_engine: "tensorrt_llm", precision: "bf16", tp: "2", trtllm_buildable: "true" },
  ],
  [
    "f4bc15c090e7d50d31e8036b96eb6c6f6f15d7bc97978bdeceb0ba91beb9f665",
    { llm_engine: "tensorrt_llm", precision: "bf16", tp: "1", trtllm_buildable: "true" },
  ],
]
  .map(([id, tags]) => {
    const lines = Object.entries(isMap(tags) ? tags : {}).map(([key, tag]) => `    ${key}: "${String(tag)}"`);
    return `${String(id)}:\n  model: meta/llama-3.1-8b-instruct\n  release: 1.12.0\n  tags:\n${lines.join("\n")}`;
  })
  .join("\n");
