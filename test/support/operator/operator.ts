import { valueAt } from "../../../src/nim/value.ts";
import type { ControlPlane } from "../../cluster/control-plane.ts";
import { Cluster, controllerOf, type Named, nameOf, nimKinds, saidBy } from "./cluster.ts";
import type { Context, OperatorOptions } from "./context.ts";
import { reconcileBuild } from "./nim-build.ts";
import { reconcileCache } from "./nim-cache.ts";
import { reconcilePipeline } from "./nim-pipeline.ts";
import { reconcileService, servicesOf } from "./nim-service.ts";
import { Sight } from "./sight.ts";
import { type Change, watch } from "./watch.ts";
import { type Again, WorkQueue } from "./work-queue.ts";

export interface Operator {
  /** What the operator said in its log when it failed, `KIND namespace/name: message`. */
  readonly log: readonly string[];
  /** Whether it has seen everything that a namespace has, and has nothing to do there but to wait. */
  isIdle(namespace: string): Promise<boolean>;
  /** @throws where the stand-in itself has a mistake. */
  stop(): Promise<void>;
}

/**
 * Stands in for the NIM Operator 3.1.2: makes what `nimops render` says and behaves as the recorded timelines show. All
 * namespaces of the plane are its; stop it before another one starts.
 */
export function startOperator(
  plane: Pick<ControlPlane, "url" | "authority" | "admin" | "api">,
  options: OperatorOptions = {},
): Operator {
  const context: Context = { cluster: new Cluster(plane.api), options, raced: new Set() };
  const log: string[] = [];
  const mistakes: unknown[] = [];
  const stopping = new AbortController();
  const queue = new WorkQueue(async (key) => {
    try {
      return await reconcile(context, named(key));
    } catch (error) {
      const said = saidBy(error);
      if (said !== undefined) log.push(`${key}: ${said}`);
      else if (!stopping.signal.aborted) mistakes.push(error);
      throw error;
    }
  }, options.faster ?? 1);
  const generations = new Map<string, unknown>();
  const sight = new Sight(context.cluster);
  const tell = (change: Change) => {
    sight.learn(change);
    for (const key of wokenBy(change, generations)) queue.add(key);
    if (change.object.kind !== "NIMCache") return;
    servicesOf(context, nameOf(change.object)).then(
      (services) => {
        for (const service of services) queue.add(keyOf(service));
      },
      () => {},
    );
  };
  const watches = [...nimKinds, ...ownedKinds].map((kind) => watch(plane, kind, tell, stopping.signal));
  return {
    log,
    async isIdle(namespace) {
      if (!(await sight.isOfNow(namespace))) return false;
      return !queue.isBusyWith((key) => named(key).namespace === namespace);
    },
    async stop() {
      stopping.abort();
      await Promise.all([queue.stop(), ...watches]);
      if (mistakes.length > 0)
        throw new AggregateError(mistakes, `the stand-in operator: ${String(mistakes[0])}`);
    },
  };
}

function reconcile(context: Context, named: Named): Promise<Again> {
  const reconcilers = {
    NIMBuild: reconcileBuild,
    NIMCache: reconcileCache,
    NIMPipeline: reconcilePipeline,
    NIMService: reconcileService,
  };
  const kind = nimKinds.find((candidate) => candidate === named.kind);
  return kind ? reconcilers[kind](context, named) : Promise.resolve(undefined);
}

/** Kinds whose every event wakes the resource that owns the object. */
const ownedKinds = [
  ...[
    "Pod",
    "Job",
    "PersistentVolumeClaim",
    "Deployment",
    "Service",
    "ServiceAccount",
    "Role",
    "RoleBinding",
  ],
  ...["Ingress", "HorizontalPodAutoscaler", "LeaderWorkerSet", "HTTPRoute", "GRPCRoute", "ComputeDomain"],
];

/**
 * Of its own kinds the operator hears only of changed specs and of deletions, of a NIMBuild not even of the former.
 * Source: k8s-nim-operator, SetupWithManager of each controller.
 */
function wokenBy({ type, object }: Change, generations: Map<string, unknown>): string[] {
  const owner = controllerOf(object);
  const woken = owner ? [keyOf({ ...nameOf(object), kind: owner.kind, name: owner.name })] : [];
  const own = nameOf(object);
  if (!nimKinds.some((kind) => kind === own.kind)) return woken;
  const key = keyOf(own);
  const generation = valueAt(object, ["metadata", "generation"]);
  const isSame = generations.get(key) === generation;
  if (type === "DELETED") generations.delete(key);
  else generations.set(key, generation);
  const isGoing = valueAt(object, ["metadata", "deletionTimestamp"]) !== undefined;
  if (type === "MODIFIED" && !isGoing && (isSame || own.kind === "NIMBuild")) return woken;
  return [...woken, key];
}

function keyOf({ kind, namespace, name }: Named): string {
  return `${kind} ${namespace}/${name}`;
}

function named(key: string): Named {
  const [, kind = "", namespace = "", name = ""] = /^(\S+) ([^/]*)\/(.*)$/.exec(key) ?? [];
  return { kind, namespace, name };
}
