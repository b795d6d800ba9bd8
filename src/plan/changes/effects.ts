import type { Resource } from "../../manifest/resource.ts";
import type { Path } from "../../nim/value.ts";
import { atLeast, type OperatorVersion } from "../../nim/version.ts";
import type { FieldChange } from "../plan.ts";
import { isBelow } from "./refusals.ts";

export type Effect = FieldChange["effect"];

export interface EffectRule {
  /** Steps of the path that it begins with; `*` is any step. */
  readonly at: Path;
  readonly effect: Effect;
  /** Where it is known from. */
  readonly source: string;
}

/** What an edit of a stored and running resource does at each place; the first row that fits counts. */
export function effectRule(kind: Resource["kind"], path: Path, version: OperatorVersion): EffectRule {
  const [root] = path;
  if (root === "metadata") return metadata;
  const rows = kind === "NIMPipeline" ? pipelineRows(version) : tables[kind];
  return rows.find(({ at }) => fits(path, at)) ?? metadata;
}

const metadata: EffectRule = { at: [], effect: "applied", source: "stored, and read by nobody who runs" };

/**
 * A cache that is filled stays as it is: the operator looks at the spec again only where it has no Job and is not Ready.
 * Its services read name and sub-path of the claim from the spec at every turn.
 */
const cacheRows: readonly EffectRule[] = [
  {
    at: ["spec", "storage", "pvc", "name"],
    effect: "loses-weights",
    source: "nimcache_controller.go reconcilePVC; standalone/nimservice.go getNIMCachePVC (trap T33)",
  },
  {
    at: ["spec", "storage", "pvc", "subPath"],
    effect: "loses-weights",
    source: "standalone/nimservice.go getVolumeMounts takes the sub-path of the cache's spec",
  },
  { at: ["spec"], effect: "ignored", source: "nimcache_controller.go reconcileJob (3.1)" },
];

const serviceRows: readonly EffectRule[] = [
  { at: ["spec", "draResources"], effect: "refused", source: "CRD rule S1" },
  { at: ["spec", "multiNode"], effect: "refused", source: "webhook rule W31" },
  { at: ["spec", "replicas"], effect: "applied", source: "the pod template stays" },
  { at: ["spec", "scale"], effect: "applied", source: "the autoscaler alone" },
  { at: ["spec", "metrics"], effect: "applied", source: "the ServiceMonitor alone" },
  { at: ["spec", "expose", "ingress"], effect: "applied", source: "the Ingress alone" },
  { at: ["spec", "expose", "router"], effect: "applied", source: "routes alone" },
  {
    at: ["spec", "expose", "service", "name"],
    effect: "ignored",
    source: "nimservice_types.go GetServiceParams",
  },
  { at: ["spec", "expose", "service", "type"], effect: "applied", source: "the Service alone" },
  { at: ["spec", "expose", "service", "annotations"], effect: "applied", source: "the Service alone" },
  { at: ["spec", "expose", "service", "labels"], effect: "applied", source: "the Service alone" },
  { at: ["spec"], effect: "restarts-pods", source: "manifests/deployment.yaml: the pod template changes" },
];

const tables = {
  NIMCache: cacheRows,
  NIMService: serviceRows,
  NIMBuild: [{ at: ["spec"], effect: "refused", source: "CRD rule B1" }],
} as const satisfies Record<string, readonly EffectRule[]>;

/**
 * Whether the operator carries edits of a pipeline to its services that run. Since 3.1.0 it overwrites what it wants to
 * write with what is there. Source: nimpipeline_controller.go syncResource (change 756, 3.3); seen on a cluster.
 */
export function carriesPipelineEdits(version: OperatorVersion): boolean {
  return !atLeast(version, "3.1.0");
}

function pipelineRows(version: OperatorVersion): readonly EffectRule[] {
  const reaches = carriesPipelineEdits(version);
  return [
    { at: ["spec", "services", "*", "enabled"], effect: "applied", source: "nimpipeline_controller.go" },
    {
      at: ["spec", "services", "*", "spec"],
      effect: reaches ? "restarts-pods" : "ignored",
      source: "nimpipeline_controller.go syncResource (change 756, 3.3)",
    },
    {
      at: ["spec", "services", "*", "dependencies"],
      effect: reaches ? "restarts-pods" : "ignored",
      source: "nimpipeline_controller.go syncResource (change 756, 3.3)",
    },
    { at: ["spec"], effect: "applied", source: "nimpipeline_controller.go" },
  ];
}

function fits(path: Path, at: Path): boolean {
  return isBelow(
    path,
    at.map((step, depth) => (step === "*" ? (path[depth] ?? step) : step)),
  );
}
