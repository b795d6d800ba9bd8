import type { CompletedPool, Inventory } from "../../inventory/inventory.ts";
import type { Reason } from "../plan.ts";
import { separatingSelector } from "../separate-pools.ts";
import type { GpusAsked } from "./gpus-asked.ts";
import type { BestVerdict, Hardware } from "./hardware.ts";
import { type PoolFit, poolFit } from "./pool-fit.ts";
import type { ServedModel } from "./served-model.ts";

interface FitQuestion {
  readonly served: ServedModel;
  readonly asked: GpusAsked;
  /** Pods that serve one copy of the model together. */
  readonly nodes: number;
  /** Names of the pools that take a pod. */
  readonly takes: readonly string[];
}

interface FitContext {
  readonly pools: readonly CompletedPool[];
  readonly components: Inventory["components"];
}

type FleetFit = Pick<Hardware, "unfit" | "products" | "podsOfCopy" | "most" | "reasons">;

/** How the GPUs of all pools suit a model. A fleet has thousands of services and few models, so answers are remembered. */
export function fleetFit(question: FitQuestion, context: FitContext): FleetFit {
  const { served, asked, nodes, takes } = question;
  const ofFleet = remembered.get(context.pools) ?? new WeakMap<ServedModel, Map<string, FleetFit>>();
  remembered.set(context.pools, ofFleet);
  const ofModel = ofFleet.get(served) ?? new Map<string, FleetFit>();
  ofFleet.set(served, ofModel);
  const key = JSON.stringify([asked.resource, asked.count, asked.claimed, nodes, takes]);
  const fit = ofModel.get(key) ?? judged(question, context);
  ofModel.set(key, fit);
  return fit;
}

const remembered = new WeakMap<readonly CompletedPool[], WeakMap<ServedModel, Map<string, FleetFit>>>();

function judged({ served, asked, nodes, takes }: FitQuestion, context: FitContext): FleetFit {
  const fits = context.pools
    .filter(({ name }) => takes.includes(name))
    .map((pool) => poolFit(pool, asked, asked.count * nodes, served));
  const unfit = fits.filter(({ refusal }) => refusal !== undefined);
  const fit = fits.filter(({ refusal }) => refusal === undefined);
  const mixed = nodes > 1 ? mixedProducts(fit) : [];
  return {
    unfit: unfit.map(({ pool }) => pool.name),
    ...(mixed.length > 1 && {
      podsOfCopy: nodes,
      products: mixed.map((label) =>
        fit.flatMap(({ pool }) => (pool.gpu?.label === label ? [pool.name] : [])),
      ),
    }),
    most: mostOf(fit, unfit, mixed),
    reasons: [
      ...(fit.length > 0 ? mayLand(fit, unfit, context) : unfit.flatMap(({ refusal }) => refusal ?? [])),
      ...(mixed.length > 1 ? [mayMix(mixed, fit, context)] : []),
      ...fit.flatMap(({ warnings }) => warnings),
    ],
  };
}

function mostOf(fit: readonly PoolFit[], unfit: readonly PoolFit[], mixed: readonly string[]): BestVerdict {
  if (unfit.length > 0 && fit.length === 0) return "does-not-fit";
  return unfit.length > 0 || mixed.length > 1 ? "fits-if-packed" : "fits";
}

/** The scheduler knows nothing of it: only a selector keeps the pods away. */
function mayLand(fit: readonly PoolFit[], unfit: readonly PoolFit[], { components }: FitContext): Reason[] {
  const good = fit.map(({ pool }) => pool);
  const bad = unfit.map(({ pool }) => pool);
  const selector = separatingSelector(good, bad, components);
  const help = selector
    ? `add ${selector.text}`
    : "give the pools a label that tells them apart, and select by it";
  return unfit.map(({ pool, refusal }) => ({
    code: "may-land-on-unfit-gpu",
    message: `the scheduler may put its pods on ${pool.name}: ${refusal?.message ?? ""}`,
    help,
  }));
}

/** NIM wants equal GPUs for one copy of a model. Source: NIM for LLMs documentation, multi-node deployment. */
function mixedProducts(fit: readonly PoolFit[]): string[] {
  return [...new Set(fit.flatMap(({ pool }) => pool.gpu?.label ?? []))].sort();
}

function mayMix(products: readonly string[], fit: readonly PoolFit[], { components }: FitContext): Reason {
  const pools = fit.map(({ pool }) => pool);
  const [first] = products;
  const wanted = pools.filter(({ gpu }) => gpu?.label === first);
  const others = pools.filter(({ gpu }) => gpu?.label !== first);
  const selector = separatingSelector(wanted, others, components);
  return {
    code: "group-may-mix-gpus",
    message: `the pods of one group may get GPUs of several products: ${products.join(", ")}`,
    help: selector ? `choose one, such as ${selector.text}` : "select the nodes of one product",
  };
}
