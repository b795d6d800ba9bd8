import type { ValueMap } from "../../value.ts";
import { type Faults, invalidEach, notSupported, required } from "./fault.ts";
import { itemsOf, mapOf, textOf, textsOf } from "./fields.ts";
import { faultsOfMetadata } from "./metadata.ts";
import { dnsSubdomain, pathSegment } from "./names.ts";

/** Source: Kubernetes 1.35 rbac validation.go. */
export function* faultsOfRole(role: ValueMap): Faults {
  yield* faultsOfMetadata(mapOf(role, "metadata") ?? {}, pathSegment);
  for (const [index, rule] of itemsOf(role, "rules").entries()) {
    const at = `rules[${index}]`;
    if (textsOf(rule, "verbs").length === 0)
      yield required(`${at}.verbs`, "verbs must contain at least one value");
    if (textsOf(rule, "apiGroups").length === 0) {
      yield required(`${at}.apiGroups`, "resource rules must supply at least one api group");
    }
    if (textsOf(rule, "resources").length === 0) {
      yield required(`${at}.resources`, "resource rules must supply at least one resource");
    }
  }
}

const group = "rbac.authorization.k8s.io";

export function* faultsOfRoleBinding(binding: ValueMap): Faults {
  yield* faultsOfMetadata(mapOf(binding, "metadata") ?? {}, pathSegment);
  const role = mapOf(binding, "roleRef") ?? {};
  const kind = textOf(role, "kind");
  const apiGroup = textOf(role, "apiGroup") || group;
  if (apiGroup !== group) yield notSupported("roleRef.apiGroup", apiGroup, [group]);
  if (kind !== "Role" && kind !== "ClusterRole")
    yield notSupported("roleRef.kind", kind, ["Role", "ClusterRole"]);
  const name = textOf(role, "name");
  if (name === "") yield required("roleRef.name");
  else yield* invalidEach("roleRef.name", name, pathSegment(name));
  for (const [index, subject] of itemsOf(binding, "subjects").entries()) {
    yield* faultsOfSubject(subject, `subjects[${index}]`);
  }
}

function* faultsOfSubject(subject: ValueMap, at: string): Faults {
  const name = textOf(subject, "name");
  if (name === "") yield required(`${at}.name`);
  else if (textOf(subject, "kind") === "ServiceAccount") {
    yield* invalidEach(`${at}.name`, name, dnsSubdomain(name));
  }
}
