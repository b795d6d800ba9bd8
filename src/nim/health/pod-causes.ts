import type { Cause } from "./cause.ts";
import { schedulingCauses } from "./scheduling-causes.ts";

const image =
  /^(ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|ImageInspectError|RegistryUnavailable)$/;
const container = /^Create(Container|PodSandbox)(Config)?Error$|^RunContainerError$/;
const mount = /^Failed(Mount|AttachVolume|MapVolume)$/;
const ended = /^(Terminated|CrashLoopBackOff)$/;

/**
 * Why a pod does not get on, the surest sign first: what the kubelet and the scheduler say (kubernetes
 * pkg/kubelet/images/types.go, kuberuntime_container.go, scheduler framework plugins), and the last words of programs.
 */
export const podCauses: readonly Cause[] = [
  // The image.
  {
    sign: image,
    saying: /unauthorized|denied|forbidden|\b40[13]\b|no basic auth|authentication required/i,
    health: "blocked",
    reason: "ImagePullDenied",
    what: "the registry does not let pod $name pull its image",
    help: "give the pull secret of the manifest a valid key (type kubernetes.io/dockerconfigjson; for nvcr.io the user is literally $oauthtoken): $(describe pod $name)",
  },
  {
    sign: image,
    saying: /not found|manifest unknown|no such manifest|does not exist/i,
    health: "blocked",
    reason: "ImageNotFound",
    what: "the image of pod $name does not exist",
    help: "correct repository and tag in the manifest; the image as asked for is in $(describe pod $name)",
  },
  {
    sign: image,
    saying:
      /no such host|i\/o timeout|timed? ?out|connection (refused|reset)|x509|deadline exceeded|network is unreachable/i,
    health: "blocked",
    reason: "RegistryUnreachable",
    what: "the node of pod $name cannot reach the registry of its image",
    help: "let the nodes reach the registry (DNS, proxy, certificates), or use a mirror: $(describe pod $name)",
  },
  {
    sign: image,
    health: "blocked",
    reason: "ImagePull",
    what: "pod $name cannot pull its image",
    help: "the kubelet's own words are in $(describe pod $name)",
  },
  // What the container is made of.
  {
    sign: container,
    saying: /couldn't find key (\S+) in Secret [^/\s]*\/?([^\s"]+)/i,
    health: "blocked",
    reason: "SecretKeyMissing",
    what: "secret $2 lacks the key $1, which pod $name needs",
    help: "add the key to the secret, then the kubelet goes on by itself: $(describe secret $2)",
  },
  {
    sign: container,
    saying: /secret "([^"]+)" not found/i,
    health: "blocked",
    reason: "SecretMissing",
    what: "secret $1, which pod $name needs, does not exist",
    help: "create the secret in the same namespace, then the kubelet goes on by itself: $(get secrets)",
  },
  {
    sign: container,
    saying: /configmap "([^"]+)" not found|couldn't find key \S+ in ConfigMap [^/\s]*\/?([^\s"]+)/i,
    health: "blocked",
    reason: "ConfigMapMissing",
    what: "config map $1$2, or a key of it, which pod $name needs, does not exist",
    help: "create it in the same namespace, then the kubelet goes on by itself: $(get configmaps)",
  },
  {
    sign: container,
    health: "blocked",
    reason: "ContainerNotStarted",
    what: "a container of pod $name cannot be started",
    help: "the kubelet's own words are in $(describe pod $name)",
  },
  // Volumes.
  {
    sign: mount,
    saying: /(?:secret|configmap) "([^"]+)" not found/i,
    health: "blocked",
    reason: "VolumeSourceMissing",
    what: "$1, which pod $name mounts, does not exist",
    help: "create it in the same namespace, then the kubelet goes on by itself: $(describe pod $name)",
  },
  {
    sign: mount,
    saying: /multi-attach error/i,
    health: "blocked",
    reason: "VolumeInUse",
    what: "the volume of pod $name is attached to another node and allows only one",
    help: "use access mode ReadWriteMany, or end the pod that holds the volume: $(get pods -o wide)",
  },
  {
    sign: mount,
    health: "blocked",
    reason: "VolumeMount",
    what: "a volume of pod $name cannot be mounted",
    help: "the kubelet's own words are in $(describe pod $name)",
  },
  ...schedulingCauses,
  // Programs that ended.
  {
    sign: /^Evicted$/,
    health: "degraded",
    reason: "Evicted",
    what: "pod $name was evicted from its node",
    help: "why is in $(describe pod $name); ask for what it needs (memory, ephemeral-storage) in resources",
  },
  {
    sign: /^OOMKilled$/,
    health: "degraded",
    reason: "OutOfMemory",
    what: "a container of pod $name was killed because it took more memory than its limit",
    help: "raise resources.limits.memory in the manifest: $(describe pod $name)",
  },
  {
    sign: ended,
    saying: /no space left on device|disk quota exceeded|ENOSPC/i,
    health: "degraded",
    reason: "VolumeFull",
    what: "the volume of pod $name is full",
    help: "expand the claim if its storage class allows that, else make the resource again with a larger storage.pvc.size: $(get pvc)",
  },
  {
    sign: ended,
    saying: /too many open files|EMFILE/i,
    health: "degraded",
    reason: "OpenFilesLimit",
    what: "pod $name ran into the limit of open files",
    help: "raise LimitNOFILE of the container runtime on the nodes (systemd unit of containerd), then $(delete pod $name)",
  },
  {
    sign: ended,
    saying: /CUDA out of memory|OutOfMemoryError|not enough (?:GPU )?memory|CUDA error: out of memory/i,
    health: "degraded",
    reason: "GpuMemory",
    what: "the model of pod $name does not fit into the memory of its GPUs",
    help: "take a profile for more or larger GPUs, or a lower precision: $(logs $name --previous)",
  },
  {
    sign: ended,
    saying: /\b40[13]\b|unauthori[sz]ed|forbidden|invalid api key|authentication fail/i,
    health: "degraded",
    reason: "CredentialsRefused",
    what: "what pod $name downloads from refuses its key",
    help: "put a valid key into the secret of authSecret (NGC_API_KEY, or HF_TOKEN): $(logs $name)",
  },
  {
    sign: ended,
    saying:
      /could not resolve|name resolution|no such host|connection (?:timed out|refused|reset)|certificate verify failed|network is unreachable/i,
    health: "degraded",
    reason: "NetworkUnreachable",
    what: "pod $name cannot reach what it downloads from",
    help: "let it out (DNS, NetworkPolicy, proxy and its certificates): $(logs $name)",
  },
  {
    sign: ended,
    saying: /permission denied|read-only file system/i,
    health: "degraded",
    reason: "VolumePermission",
    what: "pod $name may not write to its volume",
    help: "userID and groupID of the manifest must be able to write there: $(logs $name)",
  },
  {
    sign: /^CrashLoopBackOff$/,
    health: "degraded",
    reason: "CrashLoop",
    what: "a container of pod $name ends again and again, and is started again each time",
    help: "its last words are in $(logs $name --previous)",
  },
  {
    sign: ended,
    health: "degraded",
    reason: "ContainerFailed",
    what: "a container of pod $name ended with an error",
    help: "its last words are in $(logs $name)",
  },
];
