import type { ClusterError } from "../../src/kube/cluster-error.ts";
import { told } from "../../src/nim/health/told.ts";

/**
 * What the controller may not do, and which of the shipped Roles would allow it. Undefined for any other error, and where the
 * server does not say what it was about.
 */
export function missingRight({ reason, message }: ClusterError): string | undefined {
  if (reason !== "forbidden") return undefined;
  // Source: kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go, forbiddenMessage.
  const found =
    /cannot (?<verb>[a-z]+) resource "(?<resource>[^"]+)" in API group "(?<group>[^"]*)"(?: in the namespace "(?<namespace>[^"]+)")?/.exec(
      message,
    )?.groups;
  if (found === undefined) return undefined;
  const { verb = "", resource = "", group = "", namespace } = found;
  const role = roles.find((each) => each.group === group && (each.resources?.includes(resource) ?? true));
  const where = namespace === undefined ? "in the whole cluster" : `in namespace ${told(namespace)}`;
  const what = told(group === "" ? resource : `${resource}.${group}`);
  const help = role === undefined ? "bind a Role that allows it" : helpOf(role, namespace);
  return `the controller may not ${verb} ${what} ${where}: ${help}`;
}

interface ShippedRole {
  readonly group: string;
  /** All of the group when left out. */
  readonly resources?: readonly string[];
  /** Its name in reconciler/deploy. */
  readonly name: string;
  readonly more?: string;
}

const roles: readonly ShippedRole[] = [
  { group: "apps.nvidia.com", name: "nimops-reconciler-target" },
  { group: "nimops.dev", name: "nimops-reconciler" },
  { group: "coordination.k8s.io", name: "nimops-reconciler" },
  { group: "", resources: ["events"], name: "nimops-reconciler" },
  {
    group: "",
    resources: ["secrets"],
    name: "nimops-reconciler",
    more: ", with the name of the Secret in it",
  },
  {
    group: "kustomize.toolkit.fluxcd.io",
    name: "nimops-reconciler-observe",
    more: ", with the object's name in it",
  },
  { group: "argoproj.io", name: "nimops-reconciler-observe", more: ", with the object's name in it" },
  { group: "", resources: ["nodes/proxy"], name: "nimops-reconciler-bytes" },
  {
    group: "",
    resources: ["pods", "pods/log", "persistentvolumeclaims"],
    name: "nimops-reconciler-causes",
  },
  { group: "batch", name: "nimops-reconciler-causes" },
  { group: "apps", name: "nimops-reconciler-causes" },
];

function helpOf({ name, more = "" }: ShippedRole, namespace: string | undefined): string {
  const what = namespace === undefined ? `the rules of ${name} by a ClusterRole` : `the Role ${name} there`;
  return `bind ${what}${more} (docs/reconciler.md); it goes on by itself then`;
}
