import type { Cluster } from "../../kube/cluster.ts";
import type { ObjectName } from "../../kube/object.ts";
import type { Resource } from "../../manifest/resource.ts";
import { kubectl } from "../../nim/health/kubectl.ts";
import { told } from "../../nim/health/told.ts";
import { secretsOfCache } from "../../nim/needed-secrets.ts";
import type { PrewarmCause } from "../../report/prewarm-result.ts";
import { UserError } from "../../user-error.ts";
import { cause } from "./cause.ts";

/**
 * What a cache needs and the cluster lacks, told before anybody waits for it: Secrets and the storage class. Of a Secret only
 * the metadata is asked for. What may not be looked at is taken for there.
 */
export async function missingParts(
  cluster: Cluster,
  cache: Resource<"NIMCache">,
  signal: AbortSignal,
): Promise<PrewarmCause[]> {
  const { namespace, spec } = cache;
  const secrets = [...new Set(secretsOfCache(spec).map(({ name }) => name))];
  const { create, storageClass } = spec.storage?.pvc ?? {};
  const found = await Promise.all([
    ...secrets.map(async (name) =>
      (await isMissing(cluster, { apiVersion: "v1", kind: "Secret", namespace, name }, signal))
        ? secretMissing(namespace, name)
        : undefined,
    ),
    create === true && storageClass !== undefined && storageClass !== ""
      ? isMissing(
          cluster,
          { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", name: storageClass },
          signal,
        ).then((missing) => (missing ? classMissing(storageClass) : undefined))
      : undefined,
  ]);
  return found.filter((each) => each !== undefined);
}

async function isMissing(cluster: Cluster, object: ObjectName, signal: AbortSignal): Promise<boolean> {
  try {
    return !(await cluster.exists(object, { signal }));
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function secretMissing(namespace: string, name: string): PrewarmCause {
  return cause(
    "SecretMissing",
    `secret ${told(name)} does not exist in namespace ${told(namespace)}`,
    `create it there: its pods wait for it, and then go on by themselves: \`${kubectl(namespace, "get", "secrets")}\``,
  );
}

function classMissing(name: string): PrewarmCause {
  return cause(
    "StorageClassMissing",
    `storage class ${told(name)} does not exist, so no volume is made for the claim`,
    "write one that exists in storage.pvc.storageClass: `kubectl get storageclasses`",
  );
}
