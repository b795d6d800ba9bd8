import type { Cause } from "./cause.ts";

/**
 * Why a pod gets no node, in the scheduler's words. Source: kubernetes pkg/scheduler/framework/plugins.
 */
export const schedulingCauses: readonly Cause[] = [
  {
    sign: /^SchedulingGated$/,
    health: "blocked",
    reason: "SchedulingGated",
    what: "pod $name is held back by a scheduling gate",
    help: "what set the gate (a queue such as Kueue) removes it: $(describe pod $name)",
  },
  {
    sign: /^Unschedulable$/,
    saying: /persistentvolumeclaim "([^"]+)" not found/i,
    health: "blocked",
    reason: "ClaimMissing",
    what: "claim $1, which pod $name needs, does not exist",
    help: "create the claim, or let storage.pvc.create make one: $(get pvc)",
  },
  {
    sign: /^Unschedulable$/,
    saying: /persistentvolumeclaim "([^"]+)" (?:is )?being deleted/i,
    health: "blocked",
    reason: "ClaimTerminating",
    what: "claim $1, which pod $name needs, is being deleted and is held by other pods",
    help: "end the pods that still use it; then a new claim is made: $(describe pvc $1)",
  },
  {
    sign: /^Unschedulable$/,
    saying:
      /unbound immediate PersistentVolumeClaims|bind(ing)? volumes|didn't find available persistent volumes/i,
    health: "blocked",
    reason: "ClaimUnbound",
    what: "the claim of pod $name is not bound to a volume",
    help: "the storage class must exist and be able to make such a volume: $(describe pvc)",
  },
  {
    sign: /^Unschedulable$/,
    saying: /volume node affinity conflict/i,
    health: "blocked",
    reason: "VolumeElsewhere",
    what: "the volume of pod $name can only be used on nodes where the pod does not fit",
    help: "use storage that all GPU nodes reach, or a class that binds with WaitForFirstConsumer: $(describe pod $name)",
  },
  {
    sign: /^Unschedulable$/,
    saying: /Insufficient (nvidia\.com\/[\w.-]+)/,
    health: "blocked",
    reason: "NotEnoughGpus",
    what: "no node has enough free $1 for pod $name",
    help: "free GPUs, add nodes or ask for fewer; what each node lacks is in $(describe pod $name)",
  },
  {
    sign: /^Unschedulable$/,
    saying: /cannot allocate all claims|resourceclaim/i,
    health: "blocked",
    reason: "DevicesUnavailable",
    what: "the devices that pod $name claims are not available",
    help: "see the claims in $(get resourceclaims) and $(describe pod $name)",
  },
  {
    sign: /^Unschedulable$/,
    saying: /Insufficient (\S+?)[,.;]?(?:\s|$)|Too many pods/,
    health: "blocked",
    reason: "NotEnoughResources",
    what: "no node has enough free resources for pod $name",
    help: "ask for less or add nodes; what each node lacks is in $(describe pod $name)",
  },
  {
    sign: /^Unschedulable$/,
    saying: /untolerated taint/i,
    health: "blocked",
    reason: "Tainted",
    what: "the nodes that pod $name could run on have taints that it does not tolerate",
    help: "add tolerations to the manifest; a NIMCache has none by default: $(describe pod $name)",
  },
  {
    sign: /^Unschedulable$/,
    saying: /node affinity|node selector|didn't match/i,
    health: "blocked",
    reason: "NoMatchingNode",
    what: "no node matches the node selector of pod $name",
    help: "correct nodeSelector or label a node; a NIMCache without one asks for feature.node.kubernetes.io/pci-10de.present=true: $(describe pod $name)",
  },
  {
    sign: /^Unschedulable$/,
    health: "blocked",
    reason: "Unschedulable",
    what: "pod $name fits on no node",
    help: "the scheduler's own words are in $(describe pod $name)",
  },
];
