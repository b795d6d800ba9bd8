import type { ResourcePhase } from "../repository/resource-phases.ts";

/**
 * Who has to act: the author of the commit (failure), whoever runs the cluster or the NIMRepository (error), or nobody, since
 * it goes on by itself (pending).
 */
export type Actor = "author" | "platform" | "nobody";

export interface Meaning {
  readonly actor: Actor;
  /** What is said, behind the name of what it is about: nothing of the cluster, since anybody may read it. */
  readonly words: string;
}

/** What a reason of a condition, or of a resource in a certain phase, means for the commit. */
export function meaningOf(reason: string, phase: ResourcePhase | undefined): Meaning {
  // A service that waits for a cache shows the cache's own reason.
  const ofCache = reason.startsWith("Cache") ? meanings.get(reason.slice("Cache".length)) : undefined;
  const known =
    meanings.get(reason) ?? (ofCache && { actor: ofCache.actor, words: `its cache: ${ofCache.words}` });
  if (phase === "Progressing" || phase === "Pending")
    return { actor: "nobody", words: known?.words ?? going };
  if (known !== undefined) return known;
  if (phase === "Waiting") return { actor: "nobody", words: "waits" };
  return {
    actor: "platform",
    words: phase === "Degraded" ? "does not work as it should" : "does not get on",
  };
}

const going = "on its way";

/** The reasons of `reconciler/` and of `src/nim/health`; docs/commit-statuses.md shows the same table. */
export const rows: readonly (readonly [reason: string, actor: Actor, words: string])[] = [
  // What is in Git cannot be applied.
  ["InvalidManifests", "author", "manifests that the API server would refuse"],
  ["LintErrors", "author", "errors of the rules"],
  ["PlanBlocked", "author", "services that wait for each other"],
  ["DoesNotFit", "author", "the GPUs do not suffice"],
  ["ImageNotAllowed", "author", "an image that is not of the allowed registries"],
  ["NamespaceNotAllowed", "author", "a namespace that resources may not go to"],
  ["KindNotAllowed", "author", "a kind that is not brought from here"],
  ["NeedsRendering", "author", "manifests that have to be rendered first"],
  ["NoManifests", "author", "no manifest of a NIM kind"],
  ["TooManyResources", "author", "too many resources"],
  ["TooComplex", "author", "manifests that take too much to judge"],
  ["InventoryInvalid", "author", "the inventory cannot be used"],
  ["InventoryMissing", "author", "the inventory is not in Git"],
  ["LockInvalid", "author", "the lock file of profiles cannot be used"],
  ["HistoryRewritten", "author", "a commit that does not follow the one before"],
  ["ConfigurationInvalid", "author", "nimops.yaml is wrong"],
  ["Invalid", "author", "the API server refuses a manifest"],
  ["Immutable", "author", "a field that can never change"],
  ["PathNotFound", "author", "the folder with the manifests is not in Git"],
  ["NotAFile", "author", "a link in the place of a manifest"],
  ["StoredInLfs", "author", "a manifest is stored in Git LFS"],
  ["TooLarge", "author", "more or larger files than are read"],
  ["NotSigned", "author", "the commit is not signed"],
  ["SignatureRefused", "author", "nobody who is trusted has signed the commit"],
  ["NotOurs", "author", "somebody else owns the one of its name"],
  ["OwnedByRepository", "author", "another NIMRepository owns the one of its name"],
  ["PipelineChild", "author", "a pipeline made the one of its name"],
  ["FieldConflict", "author", "another manager owns a field of it"],
  ["EditIgnored", "author", "the operator ignores this edit of a filled cache"],
  ["EditRefused", "author", "this edit is refused"],
  ["WeightsWouldBeLost", "author", "this edit would lose the weights"],
  ["CacheMissing", "author", "its cache is neither in Git nor in the cluster"],
  ["ProfilesListedTwice", "author", "its cache lists a profile twice: name one"],
  // What the cluster finds wrong with the manifest.
  ["ImageNotFound", "author", "its image does not exist"],
  ["NoModelManifest", "author", "its image has no model manifest"],
  ["NothingSelected", "author", "no profile fits its filter and the GPUs"],
  ["NoProfile", "author", "its cache has no profile to build"],
  ["SeveralProfiles", "author", "its cache has several profiles: name one"],
  ["GpuSetTwice", "author", "GPUs are asked for twice"],
  ["ValueNotText", "author", "a value that has to be text"],
  ["ReplicasMissing", "author", "replicas are missing"],
  ["ServiceWithoutName", "author", "a service of it has no name"],
  ["NothingEnabled", "author", "none of its services is enabled"],
  ["MultiNodeOfOne", "author", "several nodes are asked for where there is one"],
  ["ResourcesIncomplete", "author", "its resources are incomplete"],
  ["NameTaken", "author", "another object has a name that it needs"],
  ["EditNotPropagated", "author", "its edit does not reach its services"],
  ["OutOfMemory", "author", "it takes more memory than its limit"],
  ["GpuMemory", "author", "the model does not fit into its GPUs' memory"],
  ["CrashLoop", "author", "it ends again and again"],
  // What the cluster lacks.
  ["NamespaceMissing", "platform", "its namespace does not exist"],
  ["Forbidden", "platform", "the controller lacks a right"],
  ["ApiUnavailable", "platform", "the API server does not answer"],
  ["OperatorMissing", "platform", "the NIM Operator is not installed"],
  ["KindNotInstalled", "platform", "the cluster does not know a kind"],
  ["OperatorError", "platform", "the operator cannot carry it out"],
  ["NotPickedUp", "platform", "the operator does not take it up"],
  ["NoState", "platform", "the operator says nothing of it"],
  ["Fighting", "platform", "somebody changes it back again and again"],
  ["NotEnoughGpus", "platform", "no GPUs are free"],
  ["NotEnoughResources", "platform", "no node has room"],
  ["DevicesUnavailable", "platform", "no GPUs can be claimed"],
  ["NoMatchingNode", "platform", "no node matches"],
  ["Tainted", "platform", "the nodes take no such pod"],
  ["Unschedulable", "platform", "it cannot be scheduled"],
  ["SchedulingGated", "platform", "a gate holds it back"],
  ["JobSuspended", "platform", "its Job is suspended"],
  ["QuotaExceeded", "platform", "the quota is used up"],
  ["PodRefused", "platform", "its pods are refused"],
  ["ResourceClaimMissing", "platform", "a resource claim is missing"],
  ["StorageMissing", "platform", "its storage is missing"],
  ["ClaimMissing", "platform", "its claim does not exist"],
  ["ClaimUnbound", "platform", "its claim gets no volume"],
  ["ClaimLost", "platform", "its volume is lost"],
  ["ClaimTerminating", "platform", "the claim before it is not gone yet"],
  ["ClaimNotFilled", "platform", "nothing was downloaded to its claim"],
  ["VolumeElsewhere", "platform", "its volume is not where it could run"],
  ["VolumeInUse", "platform", "its volume is in use elsewhere"],
  ["VolumeMount", "platform", "its volume cannot be mounted"],
  ["VolumeSourceMissing", "platform", "a volume's Secret or ConfigMap is missing"],
  ["VolumeFull", "platform", "its volume is full"],
  ["VolumePermission", "platform", "it may not write to its volume"],
  ["SecretMissing", "platform", "a Secret is missing"],
  ["SecretKeyMissing", "platform", "a Secret lacks a key"],
  ["ConfigMapMissing", "platform", "a ConfigMap is missing"],
  ["CredentialsRefused", "platform", "its key is refused"],
  ["ImagePullDenied", "platform", "the registry refuses its pull secret"],
  ["ImagePull", "platform", "its image cannot be pulled"],
  ["RegistryUnreachable", "platform", "the registry cannot be reached"],
  ["NetworkUnreachable", "platform", "what it downloads from cannot be reached"],
  ["ContainerNotStarted", "platform", "it cannot be started"],
  ["ContainerFailed", "platform", "it ended with an error"],
  ["OpenFilesLimit", "platform", "it ran into the limit of open files"],
  ["Evicted", "platform", "it was evicted"],
  ["DownloadFailed", "platform", "the download failed"],
  ["AttemptsFailed", "platform", "attempts to download failed"],
  ["ReadyLost", "platform", "it says Failed, though the download is done"],
  ["Looping", "platform", "the download fails again and again"],
  ["ManifestPodFailed", "platform", "the model manifest could not be read"],
  ["ManifestNotRead", "platform", "the model manifest could not be read"],
  ["EngineBuildFailed", "platform", "the engine could not be built"],
  ["EngineBuildPodGone", "platform", "the pod that built the engine is gone"],
  ["EndpointUnanswered", "platform", "it does not answer"],
  ["ProgressDeadline", "platform", "its pods do not get ready"],
  ["OutOfDate", "platform", "it does not run what its spec says"],
  ["ServiceFailed", "platform", "a service of it failed"],
  ["ServiceMissing", "platform", "a service of it is missing"],
  ["CacheFailed", "platform", "its cache failed"],
  ["BuildFailed", "platform", "its engine could not be built"],
  ["DeleteFailed", "platform", "it cannot be deleted"],
  // Git and its credentials.
  ["Unreachable", "platform", "the Git server cannot be reached"],
  ["TimedOut", "platform", "the Git server takes too long"],
  ["GitFailed", "platform", "git fails"],
  ["DiskFull", "platform", "the controller has no space left"],
  ["GitMissing", "platform", "the controller has no git"],
  ["AuthenticationFailed", "platform", "the Git server refuses the credentials"],
  ["NoToken", "platform", "there is no token for Git"],
  ["SecretForbidden", "platform", "the controller may not read a Secret"],
  ["SecretIncomplete", "platform", "a Secret lacks a key"],
  ["CredentialsUnusable", "platform", "the credentials for Git cannot be used"],
  ["ProxyAuthenticationFailed", "platform", "the proxy refuses the credentials"],
  ["HostKeyUnknown", "platform", "the Git server's key is not known"],
  ["CertificateRefused", "platform", "the Git server's certificate is not trusted"],
  ["Redirected", "platform", "the Git server points elsewhere"],
  ["ProtocolRefused", "platform", "the address of the repository is refused"],
  ["UrlRefused", "platform", "the address of the repository is refused"],
  ["HostRefused", "platform", "this Git server may not be asked"],
  ["RepositoryNotFound", "platform", "the repository is not found"],
  ["EmptyRepository", "platform", "the repository is empty"],
  ["RefNotFound", "platform", "the branch or tag is not found"],
  ["InvalidSpec", "platform", "the NIMRepository is wrong"],
  ["DeliveryUnknown", "platform", "Flux or Argo CD cannot be asked"],
  ["DeliveryMissing", "platform", "what delivers it is missing"],
  // On its way.
  ["NothingDelivered", "nobody", "not delivered yet"],
  ["NotDelivered", "nobody", "not delivered yet"],
  ["NotFetched", "nobody", "fetched next"],
  ["RevisionGone", "nobody", "replaced meanwhile"],
  ["ChangedMeanwhile", "nobody", "tried again"],
  ["ToBeCreated", "nobody", "applied next"],
  ["ToBeUpdated", "nobody", "applied next"],
  ["ToBeAdopted", "nobody", "applied next"],
  ["Drifted", "nobody", "set back next"],
  ["JustApplied", "nobody", "applied"],
  ["Unproved", "nobody", "applied, and not taken up yet"],
  ["Unknown", "nobody", "on its way"],
  ["CacheNotReady", "nobody", "waits for its cache"],
  ["CacheSettling", "nobody", "waits for its cache"],
  ["CacheNotAsInGit", "nobody", "waits for its cache"],
  ["CacheDeleting", "nobody", "waits for the cache before it to go"],
  ["WaitingForCache", "nobody", "waits for its cache"],
  ["BuildNotReady", "nobody", "waits for its engine"],
  ["BeingDeleted", "nobody", "waits for the one before it to go"],
  ["Deleting", "nobody", "is being deleted"],
  ["Downloading", "nobody", "downloading"],
  ["Retrying", "nobody", "tried again"],
  ["WriteConflict", "nobody", "tried again"],
  ["Finishing", "nobody", "finishing the download"],
  ["ReadingManifest", "nobody", "reading the model manifest"],
  ["JobAwaited", "nobody", "about to be downloaded"],
  ["JobReplaced", "nobody", "about to be downloaded again"],
  ["NotReady", "nobody", "not ready yet"],
  ["Building", "nobody", "building its engine"],
  ["RollingOut", "nobody", "starting"],
  ["WorkloadAwaited", "nobody", "about to be started"],
  ["Settling", "nobody", "almost ready"],
];

const meanings: ReadonlyMap<string, Meaning> = new Map(
  rows.map(([reason, actor, words]) => [reason, { actor, words }]),
);
