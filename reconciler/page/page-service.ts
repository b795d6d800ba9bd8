import type { Server } from "node:http";
import type { Cluster } from "../../src/kube/cluster.ts";
import type { LiveObject } from "../../src/kube/object.ts";
import type { WatchFault } from "../../src/kube/watch.ts";
import { isMap, valueAt } from "../../src/nim/value.ts";
import type { PoolPlan } from "../../src/plan/plan.ts";
import { repositoryKind } from "../repository/kind.ts";
import { pageAnswers } from "./page-answers.ts";
import { pageServer } from "./page-server.ts";
import { publishedFleet } from "./published-fleet.ts";
import { PublishedRepositories } from "./published-repositories.ts";
import { runningPods } from "./running-pods.ts";

export interface PageServiceSettings {
  readonly cluster: Pick<Cluster, "watch">;
  /** Where NIMRepositories are; everywhere when left out. */
  readonly namespace: string | undefined;
  readonly clusterName: string | undefined;
  /** Nodes with the pods that the plan of a repository puts there; undefined where it is not known here. */
  readonly fleetOf: (namespace: string, name: string) => readonly PoolPlan[] | undefined;
  /** Pods that may be looked at; undefined where none may be. */
  readonly pods: () => Iterable<LiveObject> | undefined;
  /** Milliseconds on the clock of the watches. */
  readonly now: () => number;
  readonly onFault: (fault: WatchFault) => void;
}

/**
 * Badges and the status page, from a watch of their own: each replica answers alike, whether it leads or waits for its turn,
 * but for the map, which only the one that leads has. The watch ends with the connection.
 */
export function pageService(settings: PageServiceSettings): Server {
  const { cluster, namespace, clusterName, fleetOf, pods, now, onFault } = settings;
  const repositories = new PublishedRepositories(clusterName);
  const { apiVersion, kind } = repositoryKind;
  const watch = cluster.watch(
    { apiVersion, kind },
    {
      ...(namespace !== undefined && { namespace }),
      keep: withoutPrivate,
      onEvent: (event) => repositories.heard(event),
      onFault,
    },
  );
  const running = onceASecond(now, () => {
    const found = pods();
    return found && runningPods(found);
  });
  return pageServer(
    pageAnswers({
      repositories,
      fleetOf: ({ repository, pools = [] }) => {
        const { namespace, name, resources } = repository;
        const plan = pools.length > 0 ? fleetOf(namespace, name) : undefined;
        return plan && publishedFleet(plan, { pools, resources }, running());
      },
      isStale: () => watch.fault !== undefined && now() - (watch.lastHeard ?? 0) > longestSilence,
      now,
    }),
    () => watch.synced,
  );
}

/** Milliseconds that a watch that knows of its fault may last have heard something. */
const longestSilence = 20_000;

/** One page may draw the maps of many repositories, of the same pods. */
function onceASecond<T>(now: () => number, make: () => T): () => T {
  let made: { readonly at: number; readonly value: T } | undefined;
  return () => {
    if (made === undefined || now() - made.at >= 1_000) made = { at: now(), value: make() };
    return made.value;
  };
}

/** Of what nobody may see nothing is kept, and it takes no memory. */
function withoutPrivate(object: LiveObject): LiveObject {
  if (isMap(valueAt(object, ["spec", "publish"]))) return object;
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, metadata };
}
