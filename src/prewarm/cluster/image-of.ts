import { listAt, textAt } from "../../nim/health/fields.ts";
import { isOwnedBy, type Live, labelOf } from "../../nim/health/live.ts";
import type { Surroundings } from "../../nim/health/surroundings.ts";

/** The image that fills a cache; its digest as the node that ran it says, and absent where no pod tells any more. */
export function imageOf(
  cache: Live,
  around: Surroundings,
): { readonly reference: string; readonly digest?: string } | undefined {
  const reference = ["ngc", "hf", "dataStore"]
    .map((source) => textAt(cache.object, "spec", "source", source, "modelPuller"))
    .find((puller) => puller !== "");
  if (reference === undefined) return undefined;
  const digest = around.all("Pod").flatMap((pod) => (isOf(pod, cache) ? digestIn(pod, reference) : []))[0];
  return { reference, ...(digest === undefined ? {} : { digest }) };
}

function isOf(pod: Live, { name }: Live): boolean {
  const job = `${name}-job`;
  return (
    pod.name === `${name}-pod` ||
    isOwnedBy(pod, "Job", job) ||
    labelOf(pod, "batch.kubernetes.io/job-name") === job
  );
}

/** Source: kubernetes CRI, ContainerStatus.imageID: `docker-pullable://`, a repository, or a bare digest. */
function digestIn({ object }: Live, reference: string): string[] {
  const containers = listAt(object, "spec", "containers");
  const named = containers
    .filter((container) => textAt(container, "image") === reference)
    .map((container) => textAt(container, "name"));
  return listAt(object, "status", "containerStatuses").flatMap((status) => {
    if (!named.includes(textAt(status, "name"))) return [];
    return /(?:^|@)(sha256:[0-9a-f]{64})$/.exec(textAt(status, "imageID"))?.[1] ?? [];
  });
}
