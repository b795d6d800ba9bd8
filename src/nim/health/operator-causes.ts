import type { Cause } from "./cause.ts";

/**
 * Errors that the operator writes into conditions. It tries again after each of them, for ever, so none means `failed`.
 * Sources: k8s-nim-operator nimcache_controller.go, nimservice.go, render and conditions packages; what its library
 * and the API server say.
 */
export const operatorCauses: readonly Cause[] = [
  {
    saying: /the object has been modified/,
    health: "progressing",
    reason: "WriteConflict",
    what: "the operator read an old copy of the object and reads it again",
    help: "wait some seconds",
  },
  {
    saying: /no profiles are selected for caching/,
    health: "blocked",
    reason: "NothingSelected",
    what: "no profile of the model fits the filter and the GPUs of the nodes",
    help: "name profile ids in spec.source.ngc.model.profiles, loosen the filter, or add nodes with such GPUs (label nvidia.com/gpu.product): $(get nodes -L nvidia.com/gpu.product)",
  },
  {
    saying: /unable to get ConfigMap (\S+?):/,
    health: "blocked",
    reason: "NoModelManifest",
    what: "the puller image has no model manifest, so profiles can be neither chosen nor listed; the download begins anew every 10 minutes",
    help: "use an image that carries a model manifest, or make the NIMCache again with `profiles: [all]`: $(get nimcache $name -o yaml)",
  },
  {
    saying: /^ConfigMap "([^"]+)-manifest" not found/,
    health: "blocked",
    reason: "ConfigMapMissing",
    what: "config map $1-manifest, in which the operator keeps the model manifest of the cache, is gone",
    help: "the operator makes it again when it looks at the cache next, as after $(annotate --overwrite job $1-job look=1) or its own start",
  },
  {
    saying: /PersistentVolumeClaim "([^"]+)" not found/,
    health: "blocked",
    reason: "ClaimMissing",
    what: "claim $1 does not exist",
    help: "create the claim or set storage.pvc.create: true (a NIMCache cannot use hostPath): $(get pvc)",
  },
  {
    saying:
      /container not found|Internal error occurred|etcdserver|timeout|timed out|connection refused|EOF$/i,
    health: "progressing",
    reason: "Retrying",
    what: "the API server or a kubelet did not answer the operator, which asks again",
    help: "if it lasts, see the log of the operator: `kubectl get pods -A -l app.kubernetes.io/name=k8s-nim-operator`",
  },
  {
    saying: /(services|deployments\.apps|\S+) "([^"]+)" already exists/,
    health: "blocked",
    reason: "NameTaken",
    what: "there is another object of that kind and name already: $1 $2",
    help: "delete or rename that object if it is not the operator's own, else choose another name for this resource",
  },
  {
    saying: /no matches for kind "([^"]+)" in version "([^"]+)"/,
    health: "blocked",
    reason: "KindNotInstalled",
    what: "the cluster does not know the kind $1 ($2)",
    help: "install what brings it, or take the field that asks for it out of the manifest",
  },
  {
    saying: /converting unstructured object to LeaderWorkerSet: unrecognized type: int32/,
    health: "blocked",
    reason: "ReplicasMissing",
    what: "the LeaderWorkerSet cannot be made because spec.replicas is not set",
    help: "write `replicas: 1`, or as many as you want",
  },
  {
    saying: /converting unstructured object to (\w+): (?:unrecognized type|cannot convert)/,
    health: "blocked",
    reason: "ValueNotText",
    what: "the $1 cannot be made: a value such as one of nodeSelector reads as a number or a boolean",
    help: "use affinity in its place, or a value that YAML takes for text; `nimops lint` tells which one it is",
  },
  {
    saying: /neither external PVC name, NIMCache volume/,
    health: "blocked",
    reason: "StorageMissing",
    what: "the service has no storage",
    help: "set one of spec.storage.nimCache, pvc, hostPath and emptyDir",
  },
  {
    saying: /nvidia\.com\/gpu is already set in resource/,
    health: "blocked",
    reason: "GpuSetTwice",
    what: "spec.resources asks for GPUs, and the profile says how many already",
    help: "make the NIMBuild again without nvidia.com/gpu in spec.resources: its spec cannot be changed",
  },
  {
    saying: /exceeded quota|forbidden: .*quota/i,
    health: "blocked",
    reason: "QuotaExceeded",
    what: "a quota of the namespace does not allow it",
    help: "free some of it, or have the quota raised: $(describe resourcequota)",
  },
];
