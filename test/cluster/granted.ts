import { type Value, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { type Api, eventually } from "./api.ts";

export interface Grant {
  /** Of the role and of its binding. */
  readonly name: string;
  readonly user: string;
  readonly rules: readonly ValueMap[];
  /** In the whole cluster where none is named. */
  readonly namespace?: string;
}

/** Gives a user rights, and waits until the API server knows of them: it hears of roles and of bindings a moment after it has stored them. */
export async function grant(api: Api, { name, user, rules, namespace }: Grant): Promise<void> {
  const inNamespace = namespace === undefined ? "" : `/namespaces/${namespace}`;
  const [roles, bindings, kind] = inNamespace
    ? ["roles", "rolebindings", "Role"]
    : ["clusterroles", "clusterrolebindings", "ClusterRole"];
  const rbac = `/apis/rbac.authorization.k8s.io/v1${inNamespace}`;
  await api.post(`${rbac}/${roles}`, { metadata: { name }, rules: [...rules] });
  await api.post(`${rbac}/${bindings}`, {
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: user }],
  });
  await isGranted(api, { user, rules, ...(namespace !== undefined && { namespace }) });
}

/** Waits until somebody may do what the rules say. */
export async function isGranted(
  api: Api,
  { user, rules, namespace }: Pick<Grant, "user" | "rules" | "namespace">,
): Promise<void> {
  await Promise.all(
    rules.flatMap(rightsIn).map((right) =>
      eventually(`${user} may ${right.verb} ${right.resource}`, async () => {
        const resourceAttributes = { ...right, ...(namespace !== undefined && { namespace }) };
        const review = await api.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
          spec: { user, resourceAttributes },
        });
        return valueAt(review, ["status", "allowed"]) === true || undefined;
      }),
    ),
  );
}

/** A right of each rule: all of a rule are known at once. */
function rightsIn(rule: ValueMap) {
  const first = (key: string): Value | undefined => valueAt(rule, [key, 0]);
  const [resource = "", subresource = ""] = String(first("resources") ?? "").split("/");
  if (resource === "") return [];
  const name = first("resourceNames");
  const group = String(first("apiGroups") ?? "");
  return [
    { verb: String(first("verbs")), group, resource, subresource, ...(name !== undefined && { name }) },
  ];
}
