import type { Cluster } from "../kube/cluster.ts";
import { ClusterError } from "../kube/cluster-error.ts";
import type { LiveObject } from "../kube/object.ts";
import { listAt, textAt } from "../nim/health/fields.ts";
import { isManagedByOperator, operatorName } from "../nim/managed-by.ts";
import { nimKinds } from "../nim/schema/kinds.ts";
import { valueAt } from "../nim/value.ts";
import { UserError } from "../user-error.ts";

export interface FetchedObjects {
  readonly objects: readonly LiveObject[];
  /** Kinds of which everything was read. */
  readonly knows: readonly string[];
  /** The end of what pods printed that do not get on, by namespace and name. */
  readonly logs: ReadonlyMap<string, string>;
  readonly now: number;
}

/**
 * What a cluster has that tells how NIM resources are, of one namespace or of all. Secrets are not among it. What may
 * not be listed, besides the resources themselves, is left out and then said to be unseen.
 */
export async function fetchLiveObjects(
  cluster: Cluster,
  namespace: string | undefined,
): Promise<FetchedObjects> {
  const where = namespace === undefined ? {} : { namespace };
  const lists = await Promise.all(
    kinds.map(async (kind) => ({ kind: kind.kind, items: await listed(cluster, kind, where) })),
  );
  const own = lists.filter(({ kind }) => nimKinds.some((each) => each === kind));
  if (own.every(({ items }) => items === undefined)) {
    throw new UserError(`${cluster.server} does not know the kinds of the NIM Operator`, {
      help: "install the NIM Operator there, or choose another cluster with --context",
    });
  }
  const objects = lists.flatMap(({ items }) => items ?? []);
  return {
    objects,
    knows: lists.filter(({ items }) => items !== undefined).map(({ kind }) => kind),
    logs: await logsOf(cluster, objects),
    now: Date.now(),
  };
}

interface Listed {
  readonly apiVersion: string;
  readonly kind: string;
  readonly fieldSelector?: string;
}

const kinds: readonly Listed[] = [
  ...nimKinds.map((kind) => ({ apiVersion: "apps.nvidia.com/v1alpha1", kind })),
  { apiVersion: "batch/v1", kind: "Job" },
  { apiVersion: "v1", kind: "Pod" },
  { apiVersion: "v1", kind: "PersistentVolumeClaim" },
  { apiVersion: "v1", kind: "Event", fieldSelector: "type=Warning" },
  { apiVersion: "apps/v1", kind: "Deployment" },
  { apiVersion: "leaderworkerset.x-k8s.io/v1", kind: "LeaderWorkerSet" },
  { apiVersion: "serving.kserve.io/v1beta1", kind: "InferenceService" },
  { apiVersion: "resource.k8s.io/v1", kind: "ResourceClaim" },
];

/** Undefined where the kind is not there, or may not be listed and can be done without. */
async function listed(
  cluster: Cluster,
  { apiVersion, kind, fieldSelector }: Listed,
  where: { readonly namespace?: string },
): Promise<readonly LiveObject[] | undefined> {
  const selected = fieldSelector === undefined ? where : { ...where, fieldSelector };
  try {
    return (await cluster.listAll({ apiVersion, kind }, selected)).items;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.reason === "not-served" || error.reason === "not-found") return undefined;
    if (error.reason === "forbidden" && !nimKinds.some((each) => each === kind)) return undefined;
    throw error;
  }
}

/** More pods than that tell nobody more. */
const mostLogs = 10;

async function logsOf(cluster: Cluster, objects: readonly LiveObject[]): Promise<Map<string, string>> {
  const troubled = objects.filter(isTroubled).slice(0, mostLogs);
  const read = await Promise.all(
    troubled.map(async ({ metadata: { namespace = "", name } }): Promise<[string, string][]> => {
      try {
        const log = await cluster.logs({ namespace, name }, { tailLines: 50, limitBytes: 16_384 });
        return [[`${namespace}/${name}`, log]];
      } catch (error) {
        // It helps to tell the cause, and nothing depends on it.
        if (error instanceof ClusterError) return [];
        throw error;
      }
    }),
  );
  return new Map(read.flat());
}

/** A pod of the operator that failed, or is started again and again. */
function isTroubled(object: LiveObject): boolean {
  if (object.kind !== "Pod") return false;
  const isOurs =
    isManagedByOperator(valueAt(object, ["metadata", "labels"])) ||
    textAt(object, "metadata", "labels", "app") === operatorName;
  if (!isOurs) return false;
  if (textAt(object, "status", "phase") === "Failed") return true;
  return listAt(object, "status", "containerStatuses").some(
    (status) => textAt(status, "state", "waiting", "reason") === "CrashLoopBackOff",
  );
}
