import { isOfKind, type Resource } from "../../src/manifest/resource.ts";
import { listAt, textAt } from "../../src/nim/health/fields.ts";
import type { Live } from "../../src/nim/health/live.ts";
import { nimBuildHealth } from "../../src/nim/health/nim-build.ts";
import type { Surroundings } from "../../src/nim/health/surroundings.ts";
import type { ResourceId } from "../repository/types.ts";
import { cacheReadiness } from "./cache-readiness.ts";
import { keyOf } from "./decision.ts";
import { cachesOf, liveCachesOf } from "./uses.ts";

/** What a resource waits for before it is sent. */
export interface Need {
  readonly on: ResourceId;
  /** PascalCase. */
  readonly reason: string;
  readonly message: string;
  /** Where only time is missing; milliseconds since 1970. */
  readonly settlesAt?: number;
}

/** What is to be done about something that others lean on. */
export interface Judged {
  /** Whether the cluster has it otherwise than Git says, or not at all. */
  readonly touchesSpec: boolean;
  readonly message?: string;
}

export interface NeedContext {
  readonly around: Surroundings;
  /** Of what was judged before: caches, then builds. */
  readonly verdicts: ReadonlyMap<string, Judged>;
  /** The builds in Git of each cache, by `keyOf`. */
  readonly builds: ReadonlyMap<string, readonly Resource<"NIMBuild">[]>;
  readonly now: number;
}

/**
 * What a service, a pipeline or a build moves onto and that is not ready: nothing for what stays on the cache that it has, so
 * that other edits of it go through. A build finds too early what is not Ready yet, and hears late of it; a service would
 * show Failed. Sources: k8s-nim-operator nimbuild_controller.go, standalone/nimservice.go.
 */
export function needsOf(resource: Resource, live: Live | undefined, context: NeedContext): Need[] {
  const has = live === undefined ? new Map<string, string>() : liveCachesOf(live);
  const moves = [...cachesOf(resource)].filter(([service, cache]) => has.get(service) !== cache);
  const names = [...new Set(moves.map(([, cache]) => cache))];
  return names.flatMap((name) => {
    const cache = { kind: "NIMCache", namespace: resource.namespace, name } as const;
    const need = cacheNeed(cache, context) ?? listedTwice(resource, cache, context);
    if (need) return [need];
    return isOfKind(resource, "NIMBuild") ? [] : buildNeeds(cache, context);
  });
}

function cacheNeed(on: ResourceId, { around, verdicts, now }: NeedContext): Need | undefined {
  const verdict = verdicts.get(keyOf(on));
  const live = around.find("NIMCache", on.name);
  if (live === undefined) {
    if (verdict === undefined) {
      return {
        on,
        reason: "CacheMissing",
        message: `NIMCache ${on.name} is neither in Git nor in the cluster`,
      };
    }
    const why = verdict.message === undefined ? "" : `: ${verdict.message}`;
    return { on, reason: "CacheNotReady", message: `NIMCache ${on.name} is not there yet${why}` };
  }
  if (verdict?.touchesSpec) {
    const why = verdict.message === undefined ? "" : `: ${verdict.message}`;
    return { on, reason: "CacheNotAsInGit", message: `NIMCache ${on.name} is not as Git says yet${why}` };
  }
  const { isReady, ...rest } = cacheReadiness(live, around, now);
  return isReady ? undefined : { on, ...rest, message: `NIMCache ${on.name} ${rest.message}` };
}

/** After a write conflict of the operator's a cache lists each id twice, and a build that names none fails for good. */
function listedTwice(resource: Resource, on: ResourceId, { around }: NeedContext): Need | undefined {
  if (!isOfKind(resource, "NIMBuild") || resource.spec.nimCache?.profile) return undefined;
  const live = around.find("NIMCache", on.name);
  const ids = listAt(live?.object, "status", "profiles").map((profile) => textAt(profile, "name"));
  if (new Set(ids).size === ids.length) return undefined;
  return {
    on,
    reason: "ProfilesListedTwice",
    message: `NIMCache ${on.name} lists a profile twice, so the build would find several; name one in spec.nimCache.profile`,
  };
}

function buildNeeds(cache: ResourceId, { around, verdicts, builds }: NeedContext): Need[] {
  return (builds.get(keyOf(cache)) ?? []).flatMap((build): Need[] => {
    const { namespace, name } = build;
    const on = { kind: "NIMBuild", namespace, name } as const;
    const live = around.find("NIMBuild", name);
    if (live === undefined) {
      const verdict = verdicts.get(keyOf(on));
      const why = verdict?.message === undefined ? "" : `: ${verdict.message}`;
      return [{ on, reason: "BuildNotReady", message: `NIMBuild ${name} is not there yet${why}` }];
    }
    const { health, message } = nimBuildHealth(live, around);
    if (health === "healthy") return [];
    const reason = health === "failed" ? "BuildFailed" : "BuildNotReady";
    return [{ on, reason, message: `NIMBuild ${name}: ${message}` }];
  });
}
