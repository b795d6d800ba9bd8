import { expect, test } from "vitest";
import { failureOf } from "../../../reconciler/apply/failure.ts";
import {
  ClusterError,
  type ClusterErrorDetails,
  type ClusterErrorReason,
} from "../../../src/kube/cluster-error.ts";

const about = { kind: "NIMCache", namespace: "models", name: "llama" } as const;
const failure = (reason: ClusterErrorReason, details: ClusterErrorDetails = {}, tries = 0) =>
  failureOf(new ClusterError(reason, "what the server said", details), about, tries);

test.each<[ClusterErrorReason, ClusterErrorDetails, string, string]>([
  ["unreachable", {}, "transient", "ApiUnavailable"],
  ["timeout", {}, "transient", "ApiUnavailable"],
  ["throttled", {}, "transient", "ApiUnavailable"],
  ["server", {}, "transient", "ApiUnavailable"],
  ["malformed", {}, "transient", "ApiUnavailable"],
  ["conflict", {}, "transient", "ChangedMeanwhile"],
  ["not-served", {}, "transient", "OperatorMissing"],
  [
    "conflict",
    { conflicts: [{ manager: "argocd-controller", field: ".spec.replicas" }] },
    "object",
    "FieldConflict",
  ],
  ["invalid", { causes: [{ message: "should be at least 1" }] }, "set", "Invalid"],
  ["invalid", { causes: [{ message: "Value is immutable" }] }, "set", "Immutable"],
  ["forbidden", {}, "set", "Forbidden"],
  ["not-found", {}, "set", "NamespaceMissing"],
])("%s %j is %s: %s", (reason, details, kind, told) => {
  expect(failure(reason, details)).toMatchObject({ kind, reason: told });
});

test.each([
  ['admission webhook "vnimcache.kb.io" denied the request: spec.storage is missing', "Invalid"],
  ['admission webhook "vnimcache.kb.io" denied the request: spec.storage.pvc is immutable', "Immutable"],
  [
    `nimcaches "x" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no`,
    "Invalid",
  ],
  ['nimcaches "x" is forbidden: exceeded quota: nims, requested: count/nimcaches=1', "QuotaExceeded"],
  [
    'nimcaches "x" is forbidden: User "a" cannot patch resource "nimcaches" in API group "apps.nvidia.com"',
    "Forbidden",
  ],
])("403 %s is %s: who has to act is another one each time", (said, reason) => {
  expect(failureOf(new ClusterError("forbidden", said, {}), about, 0)).toMatchObject({ kind: "set", reason });
});

test("names field and manager, and how to see who owns what", () => {
  const { message, help } = failure("conflict", {
    conflicts: [{ manager: "argocd-controller", field: ".spec.replicas" }],
  });
  expect(message).toContain("spec.replicas is Argo CD's");
  expect(help).toContain("kubectl -n models get nimcache llama -o yaml");
});

test("is tried less and less often, every ten minutes in the end", () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map((tries) => failure("forbidden", {}, tries).again / 1000);
  expect(waits).toEqual([30, 60, 120, 240, 480, 600, 600]);
});

test("waits as long as the server asks for", () => {
  expect(failure("throttled", { retryAfterMilliseconds: 7_000 }).again).toBe(7_000);
});
