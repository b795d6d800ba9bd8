import type { ModelFilter } from "../schema/kinds.ts";

/** What a NIMCache asks for, with Go's empty values for what it leaves out. */
export interface ProfileFilter {
  readonly precision: string;
  readonly engine: string;
  readonly tensorParallelism: string;
  readonly qosProfile: string;
  readonly lora: boolean | undefined;
  readonly buildable: boolean | undefined;
  readonly gpus: readonly GpuFilter[];
  /** Product labels of the nodes, each once; none where `gpus` says something. */
  readonly discovered: readonly string[];
}

export interface GpuFilter {
  readonly product: string;
  readonly ids: readonly string[];
}

/** Why a profile is not selected; undefined where it is. */
export type Matcher = (tags: ReadonlyMap<string, string>, filter: ProfileFilter) => string | undefined;

export function profileFilter(model: ModelFilter | undefined, products: readonly string[]): ProfileFilter {
  const gpus = (model?.gpus ?? []).map((gpu) => ({ product: gpu?.product ?? "", ids: textsOf(gpu?.ids) }));
  return {
    precision: model?.precision ?? "",
    engine: model?.engine ?? "",
    tensorParallelism: model?.tensorParallelism ?? "",
    qosProfile: model?.qosProfile ?? "",
    lora: model?.lora,
    buildable: model?.buildable,
    gpus,
    // Nodes are only looked at where the cache names no GPUs. Source: nimcache_controller.go, reconcileModelSelection.
    discovered: gpus.length > 0 ? [] : [...new Set(products.filter((label) => label.trim() !== ""))],
  };
}

function textsOf(list: readonly (string | undefined)[] | undefined): string[] {
  return (list ?? []).filter((item) => item !== undefined);
}
