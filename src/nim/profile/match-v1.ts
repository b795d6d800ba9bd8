import { lowerCase } from "./go-text.ts";
import { differs, listed, said, shown } from "./match-reason.ts";
import type { Matcher, ProfileFilter } from "./profile-filter.ts";
import { foundByGo, isGoExpression } from "./regular-expression.ts";

type Tags = Parameters<Matcher>[0];

/**
 * Manifests of the form v1, in every version of the operator. `buildable` is not looked at.
 * Source: k8s-nim-operator internal/nimparser/v1/nimparser.go.
 */
export const matchV1: Matcher = (tags, filter) =>
  exactTags(tags, filter) ?? loraOfV1(tags, filter) ?? engineAndGpus(tags, filter, backendOfV1(tags), false);

/** Case counts. */
export function exactTags(tags: Tags, filter: ProfileFilter): string | undefined {
  for (const [tag, wanted] of wantedTags(filter)) {
    if (wanted !== "" && (tags.get(tag) ?? "") !== wanted) return differs(tag, tags.get(tag), wanted);
  }
  return undefined;
}

/** Tags with what is wanted of them; empty where nothing is. */
export function wantedTags(filter: ProfileFilter): readonly (readonly [tag: string, wanted: string])[] {
  return [
    ["precision", filter.precision],
    ["tp", filter.tensorParallelism],
    ["profile", filter.qosProfile],
  ];
}

/** Nothing said means no LoRA here; a profile without the tag is not one with "false". */
function loraOfV1(tags: Tags, { lora }: ProfileFilter): string | undefined {
  const tag = tags.get("feat_lora");
  if (lora === undefined) {
    return tag === "true" ? 'feat_lora is "true", and LoRA profiles must be asked for' : undefined;
  }
  return tag === String(lora) ? undefined : differs("feat_lora", tag, String(lora));
}

export interface Backend {
  /** The tag that it is read from; the first of them where none says anything. */
  readonly tag: string;
  readonly name: string;
}

export function backendOf(tags: Tags, names: readonly [string, ...string[]]): Backend {
  const tag = names.find((name) => tags.get(name)) ?? names[0];
  return { tag, name: tags.get(tag) ?? "" };
}

function backendOfV1(tags: Tags): Backend {
  return backendOf(tags, ["llm_engine", "backend"]);
}

/**
 * The engine, case counting, and GPUs only where an engine of TensorRT or GPUs are asked for. `spared`: of a profile that
 * is built on the spot, GPUs are not looked at.
 */
export function engineAndGpus(
  tags: Tags,
  filter: ProfileFilter,
  backend: Backend,
  spared: boolean,
): string | undefined {
  const { engine, gpus, discovered } = filter;
  const wanted = engine.replace(/_llm$/, "");
  if (engine !== "" && !backend.name.includes(wanted)) return lacksEngine(tags, backend, wanted);
  if (spared || !(isTensorRt(engine) || gpus.length > 0)) return undefined;
  if (!isTensorRt(backend.name)) {
    const why =
      gpus.length > 0 ? "GPUs are asked for, which only TensorRT profiles have" : "TensorRT is asked for";
    return `${said(backend.tag, tags.get(backend.tag))}, and ${why}`;
  }
  return gpus.length + discovered.length === 0 ? undefined : gpuPairs(tags, filter);
}

/** `triton` is read as `tensorrt` in manifests of the form v2. */
export function lacksEngine(tags: Tags, { tag, name }: Backend, wanted: string): string {
  const written = tags.get(tag);
  const read = written === undefined || written === name ? "" : `, read as ${shown(name)}`;
  return `${said(tag, written)}${read}, and ${shown(wanted)} is wanted in it`;
}

function isTensorRt(engine: string): boolean {
  return lowerCase(engine).includes("tensorrt");
}

/** Each GPU of the filter with its own ids; else the nodes, of which an absent tag `gpu` fits every one. */
function gpuPairs(tags: Tags, { gpus, discovered }: ProfileFilter): string | undefined {
  const gpu = lowerCase(tags.get("gpu") ?? "");
  const key = lowerCase(tags.get("key") ?? "");
  const device = (tags.get("gpu_device") ?? "").replace(/:10de$/, "");
  let found = false;
  for (const { product, ids } of gpus) {
    if (product === "") continue;
    found ||= gpu.includes(lowerCase(product)) || key.includes(lowerCase(product));
    // Once a product was found, it stays found: the ids of every later GPU must hold too.
    if (found && ids.length > 0 && !ids.includes(device)) {
      return `${said("gpu_device", tags.get("gpu_device"))}, ${listed(ids, "or")} is wanted`;
    }
  }
  if (found) return undefined;
  const regex = tags.get("product_name_regex") ?? "";
  for (const label of discovered) {
    if (lowerCase(label).includes(gpu) || (regex !== "" && foundByGo(regex, label))) return undefined;
  }
  return gpus.length > 0 ? noProduct(tags, gpus) : noNode(tags, discovered, ["gpu", "product_name_regex"]);
}

/** The tags of a profile that name its GPU contain none of the products that are asked for. */
export function noProduct(tags: Tags, gpus: ProfileFilter["gpus"]): string {
  const products = gpus.flatMap(({ product }) => (product === "" ? [] : [product]));
  if (products.length === 0) return "the filter names GPU ids without a product, which selects nothing";
  const words = namingTags(tags, ["gpu", "key"]) ?? "no tag gpu or key names a GPU";
  return `${words}; ${listed(products, "or")} is wanted in it`;
}

/** No label of a node contains what a profile names. */
export function noNode(tags: Tags, labels: readonly string[], names: readonly string[]): string {
  const words = namingTags(tags, names) ?? "no tag names a GPU";
  const regex = names.includes("product_name_regex") ? (tags.get("product_name_regex") ?? "") : "";
  const broken = isGoExpression(regex) ? "" : " (Go cannot compile this expression, so it finds nothing)";
  return `${words}${broken}; no node has such a GPU, only ${listed([...labels].sort(), "and")}`;
}

function namingTags(tags: Tags, names: readonly string[]): string | undefined {
  const words = names.flatMap((name) => (tags.get(name) ? [said(name, tags.get(name))] : []));
  return words.length === 0 ? undefined : words.join(", ");
}
