import { deploymentModeOf } from "./kserve.ts";
import { isMultiNode } from "./multi-node.ts";
import type { Nim } from "./schema/judge.ts";
import type { Path } from "./value.ts";
import { atLeast, type OperatorVersion } from "./version.ts";

/** An object that the operator makes, in the namespace of the resource that it makes it for. */
export interface MadeName {
  readonly kind: string;
  readonly name: string;
  /** The field that the name is made of. */
  readonly from: Path;
  /** One object for all caches of the namespace, not one for each. */
  readonly shared?: true;
}

interface Named<K extends keyof Nim> {
  readonly name: string;
  readonly spec: NonNullable<Nim[K]["spec"]>;
}

/** What the names depend on beside the resource. */
export interface MadeWhere {
  readonly operatorVersion: OperatorVersion;
  /** The deployment mode that the cluster's KServe is set to. */
  readonly kserveMode: string;
}

/**
 * What a NIMCache brings along, the short-lived manifest pod included.
 * Source: k8s-nim-operator nimcache_controller.go (getJobName, getPodName, getManifestConfigName), shared/pvc.go.
 */
export function namesMadeForCache(
  { name, spec }: Named<"NIMCache">,
  { operatorVersion }: Pick<MadeWhere, "operatorVersion">,
): MadeName[] {
  const { ngc } = spec.source ?? {};
  const hasProfiles = ngc !== undefined && ngc.modelEndpoint === undefined;
  // Since 3.1.1 the manifest is read for every source.
  const readsManifest = hasProfiles || atLeast(operatorVersion, "3.1.1");
  return [
    { kind: "ServiceAccount", name: "nim-cache-sa", from: ownName, shared: true },
    { kind: "Role", name: "nim-cache-role", from: ownName, shared: true },
    { kind: "RoleBinding", name: "nim-cache-rolebinding", from: ownName, shared: true },
    ...claimMade(name, spec.storage?.pvc),
    ...(readsManifest
      ? [
          { kind: "Pod", name: `${name}-pod`, from: ownName },
          { kind: "ConfigMap", name: `${name}-manifest`, from: ownName },
        ]
      : []),
    { kind: "Job", name: `${name}-job`, from: ownName },
  ];
}

/**
 * What a NIMService brings along. ResourceClaimTemplates are left out: their names end in a hash.
 * Source: k8s-nim-operator nimservice_types.go and standalone/nimservice.go, kserve/nimservice.go.
 */
export function namesMadeForService(
  { name, spec }: Named<"NIMService">,
  { operatorVersion, kserveMode }: MadeWhere,
): MadeName[] {
  const own = (kind: string): MadeName => ({ kind, name, from: ownName });
  const made = [own("ServiceAccount"), own("Role"), own("RoleBinding")];
  if (!spec.storage?.nimCache?.name) made.push(...claimMade(name, spec.storage?.pvc));
  if (spec.inferencePlatform === "kserve") {
    const mode = deploymentModeOf(spec.annotations, kserveMode, operatorVersion);
    // An annotation with an unknown mode ends the operator before it makes the rest.
    if (typeof mode === "string") return made;
    if (mode.isStandard && spec.metrics?.enabled === true) made.push(own("ServiceMonitor"));
    return [...made, own("InferenceService")];
  }
  if (spec.metrics?.enabled === true) made.push(own("ServiceMonitor"));
  const { router, ingress } = spec.expose ?? {};
  made.push(own("Service"));
  if (router?.ingress?.ingressClass || ingress?.enabled === true) made.push(own("Ingress"));
  // `httpRoutesEnabled: false` is lost in the operator's first write, and the default puts true in its place (T27).
  if (router?.gateway) made.push(own("HTTPRoute"));
  if (router?.gateway?.grpcRoutesEnabled === true) made.push(own("GRPCRoute"));
  if (router?.eppConfig) made.push(own("InferencePool"), ...namesOfEndpointPicker(name, router.eppConfig));
  if (spec.scale?.enabled === true) made.push(own("HorizontalPodAutoscaler"));
  if (!isMultiNode(spec, operatorVersion)) return [...made, own("Deployment")];
  if (spec.multiNode?.computeDomain?.create === true) made.push(own("ComputeDomain"));
  if (!spec.multiNode?.ray) {
    made.push({ kind: "ConfigMap", name: `${name}-mpi-config`, from: ownName });
    made.push({ kind: "ConfigMap", name: `${name}-mpi-start-script`, from: ownName });
    made.push({ kind: "Secret", name: `${name}-ssh-pk`, from: ownName });
  }
  return [...made, { kind: "LeaderWorkerSet", name: `${name}-lws`, from: ownName }];
}

/** Source: k8s-nim-operator nimbuild_controller.go. */
export function namesMadeForBuild({ name }: { readonly name: string }): MadeName[] {
  return [
    { kind: "Pod", name: `${name}-engine-build-pod`, from: ownName },
    { kind: "Pod", name: `${name}-local-manifest-pod`, from: ownName },
  ];
}

/** The claim that a cache or a service uses or makes. Source: k8s-nim-operator shared/pvc.go, GetPVCName. */
export function claimNameOf(owner: string, claim: { name?: string | undefined } | undefined): string {
  return claim?.name || `${owner}-pvc`;
}

const ownName: Path = ["metadata", "name"];

function claimMade(
  owner: string,
  claim: { create?: boolean | undefined; name?: string | undefined } | undefined,
): MadeName[] {
  if (claim?.create !== true) return [];
  const from: Path = claim.name ? ["spec", "storage", "pvc", "name"] : ownName;
  return [{ kind: "PersistentVolumeClaim", name: claimNameOf(owner, claim), from }];
}

/** Source: k8s-nim-operator standalone/nimservice.go, reconcileEPP. */
function namesOfEndpointPicker(service: string, config: { config?: unknown }): MadeName[] {
  const name = `${service}-epp`;
  const kinds = ["ServiceAccount", "Role", "RoleBinding", "Service", "Deployment"];
  const made: MadeName[] = kinds.map((kind) => ({ kind, name, from: ownName }));
  if (config.config) made.push({ kind: "ConfigMap", name: `${service}-epp-config`, from: ownName });
  return made;
}
