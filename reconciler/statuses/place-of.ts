import { reconcilerContext } from "../../src/github/status-context.ts";
import { githubPlace } from "../repository/github-place.ts";
import type { NIMRepository, ReportPlace } from "../repository/types.ts";

/** Where is told what becomes of the commits of a NIMRepository; undefined where nothing is to be told. */
export function placeOf(
  { metadata: { namespace, name }, spec: { github, url } }: Pick<NIMRepository, "metadata" | "spec">,
  cluster: string,
): ReportPlace | undefined {
  const place = githubPlace(url);
  if (github === undefined || place === undefined) return undefined;
  return {
    api: place.api,
    repository: `${place.owner}/${place.name}`,
    secret: github.secretRef.name,
    context: reconcilerContext(cluster, github.context ?? { namespace, name }),
    ...(github.deployments && { environment: github.environment ?? `nim/${cluster}` }),
  };
}
