/** Milliseconds; `deadline`: as long as the cache's own time lasts. */
export type Patience = number | "deadline";

/**
 * How long a cause may stay before a cache is given up. What only ends when somebody mends it is not waited for until the
 * deadline; what comes and goes by itself is. Codes are the reasons of src/nim/health.
 */
export function patienceFor(code: string): Patience {
  return rows.find(({ codes }) => codes.includes(code))?.patience ?? "deadline";
}

const minute = 60_000;

interface Row {
  readonly codes: readonly string[];
  readonly patience: Patience;
  readonly why: string;
}

export const rows: readonly Row[] = [
  {
    codes: ["DownloadFailed", "ManifestPodFailed", "ManifestNotRead"],
    patience: 0,
    why: "nobody tries it any more, or nothing came of ten minutes",
  },
  {
    codes: ["ValueNotText", "StorageMissing", "KindNotInstalled", "NameTaken", "NoModelManifest"],
    patience: minute / 2,
    why: "the operator says that it cannot carry the manifest out, and it is another one that is needed; but of several new caches each tries to make the namespace's service account, and all but one are told that the name is taken",
  },
  {
    codes: ["EditIgnored", "ClaimNotFilled"],
    patience: 0,
    why: "a cache that is filled is never filled again",
  },
  {
    codes: ["ImageNotFound", "ImagePullDenied"],
    patience: 2 * minute,
    why: "the kubelet tries again for ever; the pull secret or the mirror's copy may come in the same merge",
  },
  {
    codes: [
      ...["SecretMissing", "SecretKeyMissing", "ConfigMapMissing", "VolumeSourceMissing"],
      ...["ContainerNotStarted", "ClaimMissing", "ClaimLost", "PodRefused", "OperatorError", "NotPickedUp"],
    ],
    patience: 5 * minute,
    why: "others deliver them, often with the same merge, such as Flux, Argo CD or External Secrets; an operator may be on its way up",
  },
  {
    codes: ["NothingSelected", "ClaimUnbound", "ClaimTerminating", "VolumeElsewhere"],
    patience: 10 * minute,
    why: "a node with the GPU, or a volume, may still come; a pod that holds the claim may end",
  },
  {
    codes: ["NoMatchingNode", "Tainted", "Unschedulable"],
    patience: 15 * minute,
    why: "an autoscaler needs minutes to add a node",
  },
  {
    codes: [
      ...["NotEnoughGpus", "NotEnoughResources", "QuotaExceeded", "JobSuspended", "SchedulingGated"],
      ...["DevicesUnavailable", "VolumeInUse", "VolumeMount", "RegistryUnreachable", "ImagePull"],
    ],
    patience: "deadline",
    why: "ends by itself when others end, a queue lets it go, or a network is back",
  },
  {
    codes: [
      ...[
        "AttemptsFailed",
        "Retrying",
        "VolumeFull",
        "OpenFilesLimit",
        "CredentialsRefused",
        "NetworkUnreachable",
      ],
      ...["VolumePermission", "OutOfMemory", "Evicted", "CrashLoop", "ContainerFailed", "GpuMemory"],
    ],
    patience: "deadline",
    why: "one attempt of six failed, and the Job tries again: it is over when the Job says so (DownloadFailed)",
  },
];
