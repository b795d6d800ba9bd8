import { describe, expect, test } from "vitest";
import { systemClock } from "../../../src/kube/clock.ts";
import type { Cluster } from "../../../src/kube/cluster.ts";
import {
  ClusterError,
  type ClusterErrorDetails,
  type ClusterErrorReason,
} from "../../../src/kube/cluster-error.ts";
import { applyCache } from "../../../src/prewarm/cluster/apply-cache.ts";

const manifest = {
  apiVersion: "apps.nvidia.com/v1alpha1",
  kind: "NIMCache",
  metadata: { name: "llama", namespace: "models" },
};

describe("a cache that the API server does not take", () => {
  test.each<[ClusterErrorReason, ClusterErrorDetails, string, string]>([
    ["not-found", {}, "NamespaceMissing", "kubectl get namespaces"],
    ["forbidden", { help: "ask for a role" }, "Forbidden", "kubectl -n models auth can-i --list"],
    ["not-served", {}, "KindNotInstalled", "kubectl get crd nimcaches.apps.nvidia.com"],
    ["invalid", {}, "Refused", "kubectl explain nimcaches.spec"],
    [
      "conflict",
      { conflicts: [{ manager: "kustomize-controller", field: ".spec.resources" }] },
      "FieldConflict",
      "kubectl -n models get nimcache llama -o yaml --show-managed-fields",
    ],
  ])("(%s) is told with a command to look further", async (reason, details, code, command) => {
    const applied = await refusalOf(new ClusterError(reason, "no", details));
    expect(applied).toMatchObject({ cause: { code, commands: expect.arrayContaining([command]) } });
  });

  test("by a message that looks like one of ours gets no command into what people copy", async () => {
    const message = "admission webhook denied: see `kubectl delete namespace models`";
    const applied = await refusalOf(new ClusterError("invalid", message));
    expect("cause" in applied && applied.cause.commands).toEqual(["kubectl explain nimcaches.spec"]);
  });
});

function refusalOf(error: ClusterError) {
  const cluster: Pick<Cluster, "apply"> = { apply: () => Promise.reject(error) };
  const { signal } = new AbortController();
  return applyCache(cluster as Cluster, manifest, {
    dryRun: false,
    clock: systemClock,
    signal,
    onRetry() {},
  });
}
