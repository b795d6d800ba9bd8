import { isMap } from "../value.ts";
import type { MadeObject } from "./made.ts";
import { faultsOfConfigMap, faultsOfSecret } from "./validation/config-map.ts";
import { faultsOfDeployment } from "./validation/deployment.ts";
import type { Fault, Faults } from "./validation/fault.ts";
import { faultsOfAutoscaler } from "./validation/horizontal-pod-autoscaler.ts";
import { faultsOfIngress } from "./validation/ingress.ts";
import { faultsOfJob } from "./validation/job.ts";
import { faultsOfLeaderWorkerSet } from "./validation/leader-worker-set.ts";
import { faultsOfMetadata } from "./validation/metadata.ts";
import { dnsSubdomain } from "./validation/names.ts";
import { faultsOfClaim } from "./validation/persistent-volume-claim.ts";
import { faultsOfPod } from "./validation/pod.ts";
import { faultsOfRole, faultsOfRoleBinding } from "./validation/rbac.ts";
import { faultsOfClaimTemplate } from "./validation/resource-claim-template.ts";
import { faultsOfRoute } from "./validation/route.ts";
import { faultsOfService } from "./validation/service.ts";

/** What the API server says instead of storing an object. */
export interface Refusal {
  /** The whole answer: `Deployment.apps "x" is invalid: spec.…: Invalid value: …`. */
  readonly message: string;
  readonly causes: readonly { readonly field: string; readonly message: string }[];
}

/**
 * Whether the API server refuses an object that the operator sends; undefined where it takes it, and where that is not
 * certain. Objects are as sent: what is not there takes its default first.
 *
 * What depends on the cluster is not seen: quotas, admission webhooks, pod security, classes that do not exist, node
 * ports that are taken, a Kubernetes version that has other rules.
 * Source: the validation of Kubernetes 1.35.4; of names and labels for kinds that are not in the table.
 */
export function refusalOf(object: MadeObject): Refusal | undefined {
  const slash = object.apiVersion.indexOf("/");
  const group = slash < 0 ? "" : object.apiVersion.slice(0, slash);
  const kind = group === "" ? object.kind : `${object.kind}.${group}`;
  const causes = unique((Object.hasOwn(kinds, kind) && kinds[kind]?.(object)) || faultsOfOther(object));
  if (causes.length === 0) return undefined;
  const sentences = causes.map(({ field, message }) => `${field}: ${message}`);
  const said = sentences.length === 1 ? sentences[0] : `[${sentences.join(", ")}]`;
  return { message: `${kind} ${JSON.stringify(object.metadata.name)} is invalid: ${said}`, causes };
}

const kinds: Readonly<Record<string, (object: MadeObject) => Faults>> = {
  ConfigMap: faultsOfConfigMap,
  "Deployment.apps": faultsOfDeployment,
  "GRPCRoute.gateway.networking.k8s.io": faultsOfRoute,
  "HTTPRoute.gateway.networking.k8s.io": faultsOfRoute,
  "HorizontalPodAutoscaler.autoscaling": faultsOfAutoscaler,
  "Ingress.networking.k8s.io": faultsOfIngress,
  "Job.batch": faultsOfJob,
  "LeaderWorkerSet.leaderworkerset.x-k8s.io": faultsOfLeaderWorkerSet,
  PersistentVolumeClaim: faultsOfClaim,
  Pod: faultsOfPod,
  "ResourceClaimTemplate.resource.k8s.io": faultsOfClaimTemplate,
  "Role.rbac.authorization.k8s.io": faultsOfRole,
  "RoleBinding.rbac.authorization.k8s.io": faultsOfRoleBinding,
  Secret: faultsOfSecret,
  Service: faultsOfService,
};

/** Service accounts and custom resources: every one has metadata, and a DNS subdomain for a name. */
function faultsOfOther(object: MadeObject): Faults {
  return faultsOfMetadata(isMap(object.metadata) ? object.metadata : {}, dnsSubdomain);
}

/** The answer says nothing twice. */
function unique(faults: Faults): Fault[] {
  const bySentence = new Map<string, Fault>();
  for (const fault of faults) {
    const sentence = `${fault.field}: ${fault.message}`;
    if (!bySentence.has(sentence)) bySentence.set(sentence, fault);
  }
  return [...bySentence.values()];
}
