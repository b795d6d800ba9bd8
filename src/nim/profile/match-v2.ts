import { equalFold, lowerCase } from "./go-text.ts";
import { differs, listed, said } from "./match-reason.ts";
import { backendOf, lacksEngine, noNode, noProduct, wantedTags } from "./match-v1.ts";
import type { Matcher, ProfileFilter } from "./profile-filter.ts";
import { foundByGo } from "./regular-expression.ts";

type Tags = Parameters<Matcher>[0];

/**
 * Manifests of the form v2. A profile that is built on the spot needs no GPU that fits.
 * Source: k8s-nim-operator v3.0.2 and newer, internal/nimparser/v2/nimparser.go.
 */
export const matchV2: Matcher = (tags, filter) => {
  const reason = foldedTags(tags, filter) ?? engineOf(tags, filter);
  if (reason !== undefined) return reason;
  const misfit = gpusOf(tags, filter);
  return equalFold(tags.get("trtllm_buildable") ?? "", "true") ? undefined : misfit;
};

function foldedTags(tags: Tags, filter: ProfileFilter): string | undefined {
  const flags = [
    ["feat_lora", filter.lora],
    ["trtllm_buildable", filter.buildable],
  ] as const;
  const wanted = [
    ...wantedTags(filter),
    ...flags.map(([tag, flag]) => [tag, flag === undefined ? "" : String(flag)] as const),
  ];
  for (const [tag, text] of wanted) {
    if (text !== "" && !equalFold(tags.get(tag) ?? "", text)) return differs(tag, tags.get(tag), text);
  }
  return undefined;
}

function engineOf(tags: Tags, { engine }: ProfileFilter): string | undefined {
  if (engine === "") return undefined;
  const { tag, name } = backendOf(tags, ["llm_engine", "model_type", "backend"]);
  const backend = { tag, name: equalFold(name, "triton") ? "tensorrt" : name };
  const wanted = lowerCase(engine).replace(/_llm$/, "");
  return lowerCase(backend.name).includes(wanted) ? undefined : lacksEngine(tags, backend, wanted);
}

/** Ids and products of all GPUs of the filter are pooled: pairs are not kept together. */
function gpusOf(tags: Tags, { gpus, discovered }: ProfileFilter): string | undefined {
  const gpu = lowerCase(tags.get("gpu") ?? "");
  const key = lowerCase(tags.get("key") ?? "");
  const regex = tags.get("product_name_regex") ?? "";
  if (gpus.length === 0) {
    if (discovered.length === 0 || (gpu === "" && key === "" && regex === "")) return undefined;
    const fits = discovered.some((label) => {
      const low = lowerCase(label);
      const contains = (gpu !== "" && low.includes(gpu)) || (key !== "" && low.includes(key));
      return contains || (regex !== "" && foundByGo(regex, label));
    });
    return fits ? undefined : noNode(tags, discovered, ["gpu", "key", "product_name_regex"]);
  }
  const ids = gpus.flatMap((entry) => entry.ids);
  const device = (tags.get("gpu_device") ?? "").replace(/:10de$/, "");
  if (ids.length > 0 && (device === "" || !ids.includes(device))) {
    return `${said("gpu_device", tags.get("gpu_device"))}, ${listed(ids, "or")} is wanted`;
  }
  const products = gpus.flatMap(({ product }) => (product === "" ? [] : [lowerCase(product)]));
  const named = products.some(
    (product) => (gpu !== "" && gpu.includes(product)) || (key !== "" && key.includes(product)),
  );
  return products.length === 0 || named ? undefined : noProduct(tags, gpus);
}
