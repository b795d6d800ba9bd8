import type { Resource } from "../../src/manifest/resource.ts";
import { isOfKind } from "../../src/manifest/resource.ts";
import { listAt, textAt } from "../../src/nim/health/fields.ts";
import type { Live } from "../../src/nim/health/live.ts";
import { isMap, type ValueMap } from "../../src/nim/value.ts";

/** The caches that a manifest leans on, by the service of a pipeline that does; the key of all others is empty. */
export function cachesOf(resource: Resource): ReadonlyMap<string, string> {
  if (isOfKind(resource, "NIMCache")) return new Map();
  return cachesIn(resource.kind, resource.written);
}

/** The same of a live object. */
export function liveCachesOf({ kind, object }: Live): ReadonlyMap<string, string> {
  return cachesIn(kind, object);
}

function cachesIn(kind: string, object: ValueMap): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (service: string, name: string) => {
    if (name !== "") found.set(service, name);
  };
  if (kind === "NIMService") add("", textAt(object, "spec", "storage", "nimCache", "name"));
  if (kind === "NIMBuild") add("", textAt(object, "spec", "nimCache", "name"));
  if (kind === "NIMPipeline") {
    for (const service of listAt(object, "spec", "services")) {
      if (!isMap(service) || service.enabled !== true) continue;
      add(textAt(service, "name"), textAt(service, "spec", "storage", "nimCache", "name"));
    }
  }
  return found;
}
