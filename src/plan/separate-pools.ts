import type { CompletedPool, Inventory } from "../inventory/inventory.ts";
import { poolNodes } from "../inventory/nodes.ts";
import { gpuResource } from "../nim/gpu-resource.ts";

/**
 * What to write so that pods go to the wanted pools and not to the others, as YAML in a sentence; undefined where no
 * label tells them apart.
 */
export function separatingSelector(
  wanted: readonly CompletedPool[],
  others: readonly CompletedPool[],
  components: Inventory["components"] = {},
): { readonly key: string; readonly values: readonly string[]; readonly text: string } | undefined {
  const [first] = wanted;
  if (!first) return undefined;
  const own = wanted.map((pool) => labelsOf(pool, components));
  const foreign = others.map((pool) => labelsOf(pool, components));
  const keys = Object.keys(own[0] ?? {}).filter((key) => key !== "kubernetes.io/hostname");
  const ranked = keys.sort((a, b) => rank(a, first) - rank(b, first) || (a < b ? -1 : 1));
  const candidates = ranked.flatMap((key) => {
    const values = own.map((labels) => valueIn(labels, key));
    const isEverywhere = values.every((value) => value !== undefined);
    const isForeign = foreign.some((labels) => values.includes(valueIn(labels, key)));
    return isEverywhere && !isForeign ? [{ key, values: distinct(values) }] : [];
  });
  const best = candidates.find(({ values }) => values.length === 1) ?? candidates[0];
  if (!best) return undefined;
  const { key, values } = best;
  const text =
    values.length === 1
      ? `nodeSelector: { ${quotedKey(key)}: ${JSON.stringify(values[0])} }`
      : `a required nodeAffinity with { key: ${quotedKey(key)}, operator: In, values: [${values.join(", ")}] }`;
  return { ...best, text };
}

type Labels = Readonly<Record<string, string>>;

/** Asked for again and again, once for each workload. */
const known = new WeakMap<CompletedPool, { components: Inventory["components"]; labels: Labels }>();

function labelsOf(pool: CompletedPool, components: Inventory["components"]): Labels {
  const found = known.get(pool);
  if (found?.components === components) return found.labels;
  const { labels } = poolNodes(pool, components).at(0);
  known.set(pool, { components, labels });
  return labels;
}

/** The product says the most; after it what people wrote themselves, then what else discovery labels tell. */
function rank(key: string, pool: CompletedPool): number {
  if (key === `${gpuResource}.product`) return 0;
  if (key === "topology.kubernetes.io/zone") return 2;
  return Object.hasOwn(pool.labels, key) ? 1 : 3;
}

function valueIn(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort();
}

function quotedKey(key: string): string {
  return /^[\w./-]+$/.test(key) ? key : JSON.stringify(key);
}
