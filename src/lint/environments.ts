import { isOfKind, type Resource } from "../manifest/resource.ts";
import type { EnvVar } from "../nim/schema/kinds.ts";
import type { Path } from "../nim/value.ts";

/** The variables of one container, and where they are written. */
export interface Environment {
  readonly env: readonly EnvVar[];
  readonly path: Path;
}

/** The environments of all containers that a resource describes. */
export function environmentsOf(resource: Resource): Environment[] {
  if (isOfKind(resource, "NIMBuild")) return one(resource.spec.env, ["spec", "env"]);
  if (!isOfKind(resource, "NIMService") && !isOfKind(resource, "NIMCache")) return [];
  const found = [
    ...one(resource.spec.env, ["spec", "env"]),
    ...inContainers(resource.spec.initContainers, ["spec", "initContainers"]),
  ];
  if (!isOfKind(resource, "NIMService")) return found;
  const picker = resource.spec.expose?.router?.eppConfig?.containerSpec?.env;
  return [
    ...found,
    ...inContainers(resource.spec.sidecarContainers, ["spec", "sidecarContainers"]),
    ...one(picker, ["spec", "expose", "router", "eppConfig", "containerSpec", "env"]),
  ];
}

function inContainers(
  list: readonly { env?: EnvVar[] | undefined }[] | undefined,
  path: Path,
): Environment[] {
  return (list ?? []).flatMap(({ env }, index) => one(env, [...path, index, "env"]));
}

function one(env: readonly EnvVar[] | undefined, path: Path): Environment[] {
  return env && env.length > 0 ? [{ env, path }] : [];
}
