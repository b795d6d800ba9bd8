import type { Cluster } from "../../src/kube/cluster.ts";
import { textAt } from "../../src/nim/health/fields.ts";
import type { ObservedDelivery } from "../repository/types.ts";
import { type Revision, SourceError } from "../source/source.ts";

/**
 * The revision that Flux or Argo CD say they have applied. Sources: Flux Kustomization `status.lastAppliedRevision`
 * (`main@sha1:3f2c…`, before 2.0 `main/3f2c…`), Argo CD Application `status.sync.revision`.
 *
 * @throws SourceError where there is none.
 */
export async function observedRevision(
  cluster: Cluster,
  { kind, namespace, name }: ObservedDelivery,
  signal?: AbortSignal,
): Promise<Revision> {
  const { apiVersion, path } = sources[kind];
  const object = await cluster.get({ apiVersion, kind, namespace, name }, signal ? { signal } : {});
  const called = `${kind} ${namespace}/${name}`;
  if (object === undefined) {
    throw new SourceError("transient", "DeliveryMissing", `there is no ${called} to observe`);
  }
  const text = textAt(object, ...path);
  const found = /^(?:(.*)[@/])?(?:sha(?:1|256):)?([0-9a-f]{40}(?:[0-9a-f]{24})?)$/.exec(text);
  const commit = found?.[2];
  if (commit === undefined) {
    throw new SourceError(
      "transient",
      "NothingDelivered",
      `${called} does not name a commit that it has applied yet`,
    );
  }
  return { commit, ref: found?.[1] || commit };
}

const sources = {
  Kustomization: { apiVersion: "kustomize.toolkit.fluxcd.io/v1", path: ["status", "lastAppliedRevision"] },
  Application: { apiVersion: "argoproj.io/v1alpha1", path: ["status", "sync", "revision"] },
} as const;
