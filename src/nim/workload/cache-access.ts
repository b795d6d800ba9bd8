import { managedByOperator, operatorName } from "../managed-by.ts";
import { atLeast } from "../version.ts";
import type { MadeObject, Surroundings } from "./made.ts";
import { madeObject } from "./made-object.ts";
import type { Subject } from "./subject.ts";

const account = "nim-cache-sa";
const role = "nim-cache-role";

/** As whom the pods of every cache of the namespace run. */
export const cacheServiceAccount = account;

/**
 * ServiceAccount, Role and RoleBinding, which all caches of a namespace share and nobody owns. What the Role allows matters
 * on OpenShift only, and each cache writes its own need into it.
 * Source: k8s-nim-operator nimcache_controller.go, reconcileServiceAccount, reconcileRole, reconcileRoleBinding.
 */
export function cacheAccess(
  { spec }: Subject<"NIMCache">,
  { namespace, operatorVersion }: Surroundings,
): MadeObject[] {
  const isLabelled = atLeast(operatorVersion, "3.1.0");
  const app = { app: operatorName };
  const labels = isLabelled ? { ...app, ...managedByOperator } : app;
  return [
    madeObject({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: account, namespace, labels: isLabelled ? managedByOperator : app },
    }),
    madeObject({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name: role, namespace, labels },
      rules: [
        {
          apiGroups: ["security.openshift.io"],
          resources: ["securitycontextconstraints"],
          resourceNames: [spec.proxy ? "anyuid" : "nonroot"],
          verbs: ["use"],
        },
      ],
    }),
    madeObject({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: `${role}binding`, namespace, labels },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role },
      subjects: [{ kind: "ServiceAccount", name: account, namespace }],
    }),
  ];
}
