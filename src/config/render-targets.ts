import { posix } from "node:path";
import { type RenderTarget, releaseName } from "../manifest/render/target.ts";
import type { Config } from "./schema.ts";

type Entry = Config["render"][number];

/**
 * What the configuration asks to be rendered, for every cluster or for those that were asked for.
 *
 * @param asked names of declared clusters; empty: all.
 */
export function renderTargets(config: Config, asked: readonly string[] = []): RenderTarget[] {
  const clusters = config.clusters.filter(({ name }) => asked.length === 0 || asked.includes(name));
  return [
    ...config.render.map((entry) => targetOf(entry, undefined, config.kubernetesVersion)),
    ...clusters.flatMap(({ name, render, kubernetesVersion }) =>
      render.map((entry) => targetOf(entry, name, kubernetesVersion ?? config.kubernetesVersion)),
    ),
  ];
}

function targetOf(entry: Entry, cluster: string | undefined, kubernetes: string | undefined): RenderTarget {
  if (entry.helm === undefined) return { tool: "kustomize", path: entry.kustomize ?? ".", cluster };
  return {
    tool: "helm",
    path: entry.helm,
    cluster,
    release: entry.release ?? releaseOf(entry.helm),
    namespace: entry.namespace,
    values: entry.values ?? [],
    set: entry.set ?? {},
    apiVersions: entry.apiVersions ?? [],
    kubeVersion: entry.kubeVersion ?? kubernetes,
  };
}

/** The name of the chart's folder, where it can be that of a release; else what helm itself takes. */
function releaseOf(path: string): string {
  const name = posix.basename(posix.normalize(path));
  return releaseName.test(name) ? name : "release-name";
}
