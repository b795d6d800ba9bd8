import { isOfKind, type Resource, type ResourceSet } from "../../manifest/resource.ts";
import { claimOf } from "./effect-of.ts";

/** The services and builds that name a cache; of pipelines, the services that are enabled. */
export function usersOf(cache: { namespace: string; name: string }, set: ResourceSet): Resource[] {
  return set.derive(usersByCache).get(`${cache.namespace}/${cache.name}`) ?? [];
}

/** Those that mount a claim because they name it themselves, or because they make it. */
export function mountersOf(claim: string, namespace: string, set: ResourceSet): Resource[] {
  return set.derive(mountersByClaim).get(`${namespace}/${claim}`) ?? [];
}

function usersByCache(set: ResourceSet): ReadonlyMap<string, Resource[]> {
  const users = new Map<string, Resource[]>();
  for (const service of running(set)) add(users, service, service.spec.storage?.nimCache?.name);
  for (const build of set.ofKind("NIMBuild")) add(users, build, build.spec.nimCache?.name);
  return users;
}

function mountersByClaim(set: ResourceSet): ReadonlyMap<string, Resource[]> {
  const users = new Map<string, Resource[]>();
  for (const cache of set.ofKind("NIMCache")) add(users, cache, claimOf(cache));
  for (const service of running(set)) add(users, service, claimOf(service));
  return users;
}

export function running(set: ResourceSet): Resource<"NIMService">[] {
  return set.services.filter(
    (service) => isOfKind(service, "NIMService") && service.pipeline?.enabled !== false,
  );
}

function add(users: Map<string, Resource[]>, user: Resource, name: string | undefined): void {
  if (!name) return;
  const key = `${user.namespace}/${name}`;
  const same = users.get(key);
  if (same) same.push(user);
  else users.set(key, [user]);
}
