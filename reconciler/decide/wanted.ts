import { createHash } from "node:crypto";
import type { ObjectToSend } from "../../src/kube/object.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { isOfKind } from "../../src/manifest/resource.ts";
import { repositoryLabel } from "../../src/nim/managed-by.ts";
import { parseQuantity } from "../../src/nim/quantity.ts";
import { isMap, type Path, type Value, type ValueMap } from "../../src/nim/value.ts";
import type { OperatorVersion } from "../../src/nim/version.ts";
import { canonicalJson } from "../../src/plan/canonical-json.ts";
import { isQuantity } from "../../src/plan/changes/settled.ts";
import { manifestToApply } from "../../src/prewarm/cluster/manifest-to-apply.ts";

/** A resource of Git as it is sent. */
export interface Wanted {
  readonly resource: Resource;
  readonly manifest: ObjectToSend;
  /** Of the manifest: 64 hexadecimal digits. */
  readonly digest: string;
  /** Whether it waits for its caches; `nimops.dev/wait: "false"` says no. */
  readonly waits: boolean;
  /** `nimops.dev/adopt: "true"`: it may be taken from others. */
  readonly adopts: boolean;
}

/** Remembered with the resource: it is asked for at every pass. */
export function wantedOf(resource: Resource, owner: string, version: OperatorVersion): Wanted {
  const known = remembered.get(resource);
  if (known?.owner === owner && known.version === version) return known.wanted;
  const wanted = made(resource, owner, version);
  remembered.set(resource, { owner, version, wanted });
  return wanted;
}

const remembered = new WeakMap<Resource, { owner: string; version: OperatorVersion; wanted: Wanted }>();

function made(resource: Resource, owner: string, version: OperatorVersion): Wanted {
  const { labels = {}, ...metadata } = mapAt(resource.written, "metadata");
  const object: ObjectToSend = isOfKind(resource, "NIMCache")
    ? manifestToApply(resource, version)
    : {
        apiVersion: "apps.nvidia.com/v1alpha1",
        kind: resource.kind,
        metadata: { name: resource.name, namespace: resource.namespace, ...kept(metadata) },
        spec: specOf(resource),
      };
  const marks = isMap(labels) ? labels : {};
  const manifest = {
    ...object,
    metadata: { ...object.metadata, labels: { ...plain(marks), [repositoryLabel]: owner } },
  };
  const { annotations } = resource.metadata;
  return {
    resource,
    manifest,
    digest: createHash("sha256").update(canonicalJson(manifest)).digest("hex"),
    waits: annotations?.["nimops.dev/wait"] !== "false",
    adopts: annotations?.["nimops.dev/adopt"] === "true",
  };
}

/** Of the metadata only what an author declares. */
function kept({ annotations, finalizers }: ValueMap): ValueMap {
  return {
    ...(isMap(annotations) && Object.keys(annotations).length > 0 && { annotations: plain(annotations) }),
    ...(Array.isArray(finalizers) && finalizers.length > 0 && { finalizers }),
  };
}

/** What is declared, without nulls; amounts as the operator would write them back, so that they stay ours. */
function specOf(resource: Resource): ValueMap {
  const spec = plain(mapAt(resource.written, "spec"));
  if (isOfKind(resource, "NIMBuild")) return spec;
  const settled = canonical(spec, ["spec"]);
  return isMap(settled) ? settled : {};
}

function canonical(value: Value, path: Path): Value {
  if (Array.isArray(value)) return value.map((item, index) => canonical(item, [...path, index]));
  if (isMap(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, canonical(item, [...path, key])]),
    );
  }
  const isAmount = (typeof value === "string" || typeof value === "number") && isQuantity(path);
  return isAmount ? (parseQuantity(value)?.canonical ?? value) : value;
}

function plain(map: ValueMap): ValueMap {
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value]): [string, Value][] =>
      value === null ? [] : [[key, isMap(value) ? plain(value) : value]],
    ),
  );
}

function mapAt(map: ValueMap, key: string): ValueMap {
  const value = Object.hasOwn(map, key) ? map[key] : undefined;
  return isMap(value) ? value : {};
}
