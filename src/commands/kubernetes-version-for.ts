import type { Config } from "../config/schema.ts";
import type { ClusterScope } from "../manifest/load.ts";
import { type KubernetesVersion, parseKubernetesVersion } from "../nim/kubernetes-version.ts";
import type { LintRequest } from "./lint-request.ts";

/** The version of a cluster: as the command line says, else as the configuration says of the cluster, else of all. */
export function kubernetesVersionFor(
  { name }: ClusterScope,
  { kubernetesVersion }: Pick<LintRequest, "kubernetesVersion">,
  config: Config,
): KubernetesVersion | undefined {
  const cluster = config.clusters.find((candidate) => candidate.name === name);
  return parseKubernetesVersion(
    kubernetesVersion ?? cluster?.kubernetesVersion ?? config.kubernetesVersion ?? "",
  );
}
