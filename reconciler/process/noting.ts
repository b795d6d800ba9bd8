import type { Cluster } from "../../src/kube/cluster.ts";
import type { LiveObject } from "../../src/kube/object.ts";

/** The same cluster; what its writes make of an object is noted. */
export function noting(cluster: Cluster, note: (object: LiveObject) => void): Cluster {
  return {
    ...cluster,
    async apply(object, options) {
      const written = await cluster.apply(object, options);
      if (options?.dryRun !== true && options?.subresource === undefined) note(written.object);
      return written;
    },
    async patch(object, patch, options) {
      const written = await cluster.patch(object, patch, options);
      if (options?.dryRun !== true && object.apiVersion.startsWith("apps.nvidia.com/")) note(written.object);
      return written;
    },
  };
}
