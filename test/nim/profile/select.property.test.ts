import fc from "fast-check";
import { expect, test } from "vitest";
import { parseModelManifest } from "../../../src/nim/profile/model-manifest.ts";
import { selectProfiles } from "../../../src/nim/profile/select.ts";
import { type SelectorVersion, selectorVersions } from "../../../src/nim/profile/selector-version.ts";

/**
 * A second, slow implementation, to compare with: no steps and no early ends as in the operator's code, but one statement
 * about a profile for each tag, all of which must hold. Expressions are not run but looked up in what Go found.
 */
function statements(tags: Tags, asked: Asked, form: Form, version: SelectorVersion): boolean[] {
  const old = form === "v2" && selectorVersions.indexOf(version) < selectorVersions.indexOf("3.0.2");
  const isNew = form === "v2" && !old;
  const same = (one: string, other: string) =>
    isNew ? one.toUpperCase() === other.toUpperCase() : one === other;
  const tag = (name: string) => tags[name] ?? "";
  const says = (name: string, want: string | undefined) => !want || same(tag(name), want);
  const engineTags =
    form === "v1" || version === "2.0.0"
      ? ["llm_engine", "backend"]
      : ["llm_engine", "model_type", "backend"];
  const first = engineTags.map(tag).find((text) => text !== "") ?? "";
  const knowsTriton = form === "v2" && version !== "2.0.0";
  const backend = knowsTriton && same(first, "triton") ? "tensorrt" : first;
  const engine = asked.engine ?? "";
  const trt = (text: string) => text.toUpperCase().includes("TENSORRT");
  const gpus = asked.gpus ?? [];
  const nodes = gpus.length > 0 ? [] : asked.products;
  const buildable = same(tag("trtllm_buildable"), "true");
  return [
    says("precision", asked.precision),
    says("tp", asked.tensorParallelism),
    says("profile", asked.qosProfile),
    asked.lora === undefined
      ? form === "v2" || tag("feat_lora") !== "true"
      : same(tag("feat_lora"), asked.lora ? "true" : "false"),
    form === "v1" || asked.buildable === undefined || says("trtllm_buildable", String(asked.buildable)),
    engine === "" ||
      (isNew
        ? backend.toUpperCase().includes(engine.toUpperCase().replace(/_LLM$/, ""))
        : backend.includes(engine.replace(/_llm$/, ""))),
    isNew
      ? buildable || pooled(tags, gpus, nodes)
      : (old && buildable) ||
        (!trt(engine) && gpus.length === 0) ||
        (trt(backend) && (gpus.length + nodes.length === 0 || paired(tags, gpus, nodes))),
  ];
}

/** v2 since 3.0.2: ids and products of all GPUs are two heaps. */
function pooled(tags: Tags, gpus: readonly Gpu[], nodes: readonly string[]): boolean {
  const heap = gpus.flatMap(({ ids }) => ids ?? []);
  const products = gpus.map(({ product }) => product ?? "").filter((product) => product !== "");
  const device = deviceOf(tags);
  const names = [tags.gpu, tags.key].filter((name) => name !== undefined && name !== "").map(upper);
  const fitsNode = nodes.some(
    (node) => names.some((name) => upper(node).includes(name)) || goFinds(tags.product_name_regex, node),
  );
  const isTied = names.length > 0 || (tags.product_name_regex ?? "") !== "";
  return (
    (heap.length === 0 || (device !== "" && heap.includes(device))) &&
    (products.length === 0 ||
      products.some((product) => names.some((name) => name.includes(upper(product))))) &&
    (gpus.length > 0 || nodes.length === 0 || !isTied || fitsNode)
  );
}

/** v1, and v2 before 3.0.2: from the first product that fits on, the ids of every GPU with a product must hold. */
function paired(tags: Tags, gpus: readonly Gpu[], nodes: readonly string[]): boolean {
  const named = gpus.filter(({ product }) => (product ?? "") !== "");
  const fits = ({ product }: Gpu) =>
    [tags.gpu, tags.key].some((name) => upper(name).includes(upper(product)));
  const start = named.findIndex(fits);
  if (start >= 0) {
    return named.slice(start).every(({ ids }) => !ids || ids.length === 0 || ids.includes(deviceOf(tags)));
  }
  return nodes.some(
    (node) => upper(node).includes(upper(tags.gpu)) || goFinds(tags.product_name_regex, node),
  );
}

const upper = (text: string | undefined) => (text ?? "").toUpperCase();
const deviceOf = (tags: Tags) => {
  const device = tags.gpu_device ?? "";
  return device.endsWith(":10de") ? device.slice(0, -5) : device;
};

type Form = "v1" | "v2";
type Tags = Readonly<Record<string, string | undefined>>;
interface Gpu {
  readonly product?: string | undefined;
  readonly ids?: string[] | undefined;
}
interface Asked {
  readonly precision?: string | undefined;
  readonly engine?: string | undefined;
  readonly tensorParallelism?: string | undefined;
  readonly qosProfile?: string | undefined;
  readonly lora?: boolean | undefined;
  readonly buildable?: boolean | undefined;
  readonly gpus?: Gpu[] | undefined;
  readonly products: string[];
}

const labels = [
  "NVIDIA-H100-80GB-HBM3",
  "NVIDIA-H100-NVL",
  "NVIDIA-L40S",
  "NVIDIA-A10G",
  "Tesla-T4",
] as const;

/** By expression, which of the labels Go's regexp.MatchString finds it in; none where it does not compile. */
const foundIn: Readonly<Record<string, readonly string[]>> = {
  "": [],
  "^NVIDIA-H100.*": ["NVIDIA-H100-80GB-HBM3", "NVIDIA-H100-NVL"],
  "^NVIDIA-A10(?!0).*": [],
  "(?i)h100": ["NVIDIA-H100-80GB-HBM3", "NVIDIA-H100-NVL"],
  L40S$: ["NVIDIA-L40S"],
  "[": [],
  "^Tesla|\\bA\\d{2}G": ["NVIDIA-A10G", "Tesla-T4"],
};
const goFinds = (expression: string | undefined, label: string) =>
  foundIn[expression ?? ""]?.includes(label) ?? false;

const oneOf = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined, freq: 2 });

const tags: fc.Arbitrary<Tags> = fc.record({
  precision: oneOf("fp8", "FP8", "bf16", ""),
  tp: oneOf("1", "2"),
  profile: oneOf("latency", "Latency", "throughput"),
  feat_lora: oneOf("true", "false", "True", "FALSE"),
  trtllm_buildable: oneOf("true", "True", "false"),
  llm_engine: oneOf("tensorrt_llm", "vllm", "TensorRT_LLM", ""),
  model_type: oneOf("triton", "Triton", "onnx"),
  backend: oneOf("tensorrt", "onnx", "triton"),
  gpu: oneOf("H100", "h100_nvl", "L40S", ""),
  gpu_device: oneOf("2330:10de", "26b9:10de", "2330", ":10de"),
  key: oneOf("NVIDIA-H100-80GB-HBM3", "NVIDIA-A10G_10.0.1_12", "onnx"),
  product_name_regex: oneOf(...Object.keys(foundIn)),
});
const gpu: fc.Arbitrary<Gpu> = fc.record({
  product: oneOf("h100", "H100", "l40s", "a10", ""),
  ids: fc.option(fc.array(fc.constantFrom("2330", "26b9", ""), { maxLength: 2 }), { nil: undefined }),
});
const asked: fc.Arbitrary<Asked> = fc.record({
  precision: oneOf("fp8", "bf16"),
  engine: oneOf("tensorrt_llm", "tensorrt", "TENSORRT", "vllm", "onnx", "_llm", "tensorrt_llm_llm"),
  tensorParallelism: oneOf("1", "2"),
  qosProfile: oneOf("latency", "throughput"),
  lora: oneOf(true, false),
  buildable: oneOf(true, false),
  gpus: fc.option(fc.array(gpu, { maxLength: 3 }), { nil: undefined }),
  products: fc.uniqueArray(fc.constantFrom<string>(...labels), { maxLength: 3 }),
});
/** Few of its parts, since a filter of many parts selects next to nothing. */
const lenient = fc
  .tuple(
    asked,
    fc.subarray(["precision", "engine", "tensorParallelism", "qosProfile", "lora", "buildable"] as const),
  )
  .map(([full, left]): Asked => ({ ...full, ...Object.fromEntries(left.map((name) => [name, undefined])) }));

const text = (form: Form, profiles: readonly Tags[]) =>
  form === "v1"
    ? JSON.stringify(Object.fromEntries(profiles.map((one, index) => [`p${index}`, { tags: one }])))
    : JSON.stringify({
        schema_version: "2.0",
        profiles: profiles.map((one, index) => ({ id: `p${index}`, tags: one })),
      });

test("selection equals the slow implementation, in every version", () => {
  let selected = 0;
  let rejected = 0;
  fc.assert(
    fc.property(
      fc.constantFrom<Form>("v1", "v2"),
      fc.array(tags, { minLength: 1, maxLength: 8 }),
      lenient,
      fc.constantFrom(...selectorVersions),
      (form, profiles, { products, ...model }, version) => {
        const manifest = parseModelManifest(text(form, profiles));
        const answer = selectProfiles({ manifest, model, products, operatorVersion: version });
        const expected = profiles.flatMap((one, index) =>
          statements(one, { ...model, products }, form, version).every(Boolean) ? [`p${index}`] : [],
        );
        expect(answer.selected).toEqual(expected);
        expect(answer.rejected.length).toBe(profiles.length - expected.length);
        expect(answer.message === null).toBe(expected.length > 0);
        selected += expected.length;
        rejected += answer.rejected.length;
      },
    ),
    { numRuns: 6000 },
  );
  // A comparison of nothing with nothing would be none.
  expect(selected).toBeGreaterThan(1000);
  expect(rejected).toBeGreaterThan(1000);
});

test("the order of nodes and of v1 profiles does not matter", () => {
  fc.assert(
    fc.property(fc.array(tags, { maxLength: 6 }), lenient, (profiles, { products, ...model }) => {
      const select = (nodes: readonly string[], entries: readonly (readonly [string, Tags])[]) =>
        selectProfiles({
          manifest: parseModelManifest(
            JSON.stringify(Object.fromEntries(entries.map(([id, one]) => [id, { tags: one }]))),
          ),
          model,
          products: nodes,
          operatorVersion: "3.1.2",
        }).selected;
      const entries = profiles.map((one, index) => [`p${index}`, one] as const);
      expect(select([...products, ...products].reverse(), [...entries].reverse())).toEqual(
        select(products, entries),
      );
    }),
    { numRuns: 500 },
  );
});
