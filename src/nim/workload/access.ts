import type { ValueMap } from "../value.ts";
import { atLeast } from "../version.ts";
import { type DraftObject, Unquoted } from "./draft.ts";
import { serviceLabels, type TextMap } from "./labels.ts";
import type { Step } from "./sequence.ts";
import { metadataOf, type ServiceFacts } from "./service-facts.ts";

/**
 * ServiceAccount, Role and RoleBinding of a service, or of its endpoint picker. They have labels since 3.1.0.
 * Source: k8s-nim-operator manifests/{serviceaccount,role,rolebinding}.yaml; nimservice_types.go, GetRoleParams.
 */
export function* accessOf(facts: ServiceFacts, suffix = "", rules = constraintRule(facts)): Generator<Step> {
  const labels = labelsOf(facts);
  const metadata = metadataOf(facts, { suffix, labels });
  const group = "rbac.authorization.k8s.io";
  const name = new Unquoted(`${facts.name}${suffix}`, "");
  const account: DraftObject = { apiVersion: "v1", kind: "ServiceAccount", metadata };
  const role: DraftObject = { apiVersion: `${group}/v1`, kind: "Role", metadata, rules };
  const binding: DraftObject = {
    apiVersion: `${group}/v1`,
    kind: "RoleBinding",
    metadata,
    roleRef: { apiGroup: group, kind: "Role", name },
    subjects: [{ kind: "ServiceAccount", name, namespace: new Unquoted(facts.namespace) }],
  };
  yield { make: account, reason: "ServiceAccountFailed" };
  yield { make: role, reason: "RoleFailed" };
  yield { make: binding, reason: "RoleBindingFailed" };
}

function labelsOf({ name, spec, version }: ServiceFacts): TextMap | undefined {
  return atLeast(version, "3.1.0") ? serviceLabels(name, spec) : undefined;
}

/** A proxy alone suffices for `anyuid` here; the pods' annotation asks for it only with certificates. */
function constraintRule({ spec }: ServiceFacts): ValueMap[] {
  const constraint = spec.proxy ? "anyuid" : spec.storage?.hostPath ? "hostmount-anyuid" : "nonroot";
  return [
    {
      verbs: ["use"],
      apiGroups: ["security.openshift.io"],
      resources: ["securitycontextconstraints"],
      resourceNames: [constraint],
    },
  ];
}
