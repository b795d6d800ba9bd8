import type { ContainerHost } from "../../containers/container-host.ts";
import { findProgram } from "../../containers/find-program.ts";
import { StepError } from "../step.ts";
import type { AirgapJob, JobCache } from "./job.ts";
import type { RunWorld } from "./run-world.ts";

/**
 * Does something with where containers run; a cluster is closed afterwards.
 *
 * @throws StepError `tool/missing` where there is neither podman nor docker.
 */
export async function withContainerHost<T>(
  { download }: AirgapJob,
  cache: JobCache | undefined,
  world: RunWorld,
  work: (host: ContainerHost) => Promise<T>,
): Promise<T> {
  const { gpus, user, job } = download;
  if (download.with === "job" && job !== undefined) {
    const cluster = await world.openCluster(job.context);
    try {
      const { context: _context, path, ...rest } = job;
      return await work({
        cluster,
        ...rest,
        subPath: path ?? cache?.name,
        tolerations: job.tolerations?.map(asMap),
      });
    } finally {
      await cluster.close();
    }
  }
  const engine =
    download.with === "docker" || download.with === "podman" ? download.with : installedEngine(world);
  return work({ engine, gpus, user });
}

type Toleration = NonNullable<NonNullable<AirgapJob["download"]["job"]>["tolerations"]>[number];

function asMap(toleration: Toleration): Record<string, string> {
  return Object.fromEntries(
    Object.entries(toleration).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function installedEngine({ env }: RunWorld): "podman" | "docker" {
  if (findProgram("podman", env) !== undefined) return "podman";
  if (findProgram("docker", env) !== undefined) return "docker";
  throw new StepError("tool/missing", "neither podman nor docker is installed here", {
    help: "install one of them, or fill the cache by a Job: download.with: job in the air-gap file",
  });
}
