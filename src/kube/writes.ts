import type { ValueMap } from "../nim/value.ts";
import type { Call } from "./api.ts";
import type { Cluster, Written } from "./cluster.ts";
import { ClusterError } from "./cluster-error.ts";
import { described, type Kind, nameOf } from "./object.ts";
import type { ObjectRequests } from "./object-requests.ts";

const fieldManager = "nimops";

/** The methods of a cluster that change something, or rehearse that. */
export function writesOf(
  requests: ObjectRequests,
): Pick<Cluster, "create" | "replace" | "apply" | "patch" | "delete"> {
  const write = async (
    kind: Kind,
    call: Omit<Call, "query">,
    dryRun: boolean | undefined,
    fieldValidation: "Strict" | "Warn" = "Strict",
  ): Promise<Written> => {
    const query = { fieldManager, fieldValidation, dryRun: dryRun ? "All" : undefined };
    const { value, warnings } = await requests.call(kind, { ...call, query });
    return { object: requests.live(value, kind, call.doing), warnings };
  };

  return {
    async create(object, { dryRun, signal } = {}) {
      const doing = `create ${described(nameOf(object))}`;
      const path = await requests.collectionOf(
        object,
        object.metadata.namespace ?? requests.namespace,
        signal,
      );
      const call = {
        method: "POST",
        path,
        body: object,
        doing,
        repeatable: dryRun === true,
        signal,
      } as const;
      return write(object, call, dryRun);
    },

    async replace(object, { dryRun, subresource, signal } = {}) {
      const name = nameOf(object);
      const doing = `replace ${described(name)}`;
      const path = await requests.pathOf(name, subresource, signal);
      // With a version, the second time would be refused as a conflict although the first one did it.
      const repeatable = dryRun === true || object.metadata.resourceVersion === undefined;
      return write(object, { method: "PUT", path, body: object, doing, repeatable, signal }, dryRun);
    },

    async apply(object, { dryRun, subresource, signal } = {}) {
      const name = nameOf(object);
      const doing = `apply ${described(name)}`;
      const path = await requests.pathOf(name, subresource, signal);
      // JSON is YAML. `force` is never sent: what others own stays theirs.
      const contentType = "application/apply-patch+yaml";
      const call = {
        method: "PATCH",
        path,
        body: object,
        contentType,
        doing,
        repeatable: true,
        signal,
      } as const;
      return write(object, call, dryRun);
    },

    async patch(object, patch, { dryRun, subresource, signal } = {}) {
      const doing = `change ${described(object)}`;
      const path = await requests.pathOf(object, subresource, signal);
      const contentType = "application/merge-patch+json";
      const call = {
        method: "PATCH",
        path,
        body: patch,
        contentType,
        doing,
        repeatable: true,
        signal,
      } as const;
      // What we observe may have a field that an older CRD lacks: it is lost, with a warning, but not all of it for its sake.
      return write(object, call, dryRun, subresource === "status" ? "Warn" : "Strict");
    },

    async delete(object, { dryRun, propagation, uid, resourceVersion, signal } = {}) {
      const doing = `delete ${described(object)}`;
      const body: ValueMap = {
        apiVersion: "v1",
        kind: "DeleteOptions",
        preconditions: {
          ...(uid === undefined ? {} : { uid }),
          ...(resourceVersion === undefined ? {} : { resourceVersion }),
        },
        ...(propagation === undefined ? {} : { propagationPolicy: propagation }),
        ...(dryRun ? { dryRun: ["All"] } : {}),
      };
      try {
        const path = await requests.pathOf(object, undefined, signal);
        // A second time might hit a namesake that came after it.
        const repeatable = dryRun === true || uid !== undefined;
        await requests.call(object, { method: "DELETE", path, body, doing, repeatable, signal });
        return true;
      } catch (error) {
        if (error instanceof ClusterError && error.reason === "not-found") return false;
        throw error;
      }
    },
  };
}
