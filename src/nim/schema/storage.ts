import { fields, maybe, optional, shared } from "./kit.ts";

/** A PersistentVolumeClaim: an existing one, or one for the operator to make. */
export const pvc = shared(() =>
  fields("A PersistentVolumeClaim to use or to make.", {
    annotations: maybe.textMap("Annotations of a claim that the operator makes."),
    create: maybe.flag(
      "Whether the operator makes the claim, which then dies with this object; default false.",
    ),
    name: maybe.text("Name of the claim; default is the object's name with -pvc, only when create is true."),
    size: maybe.text("Size of a new claim, such as 100Gi; needed when create is true."),
    storageClass: maybe.text("StorageClass of a new claim; default is the cluster's."),
    subPath: maybe.text("Folder within the volume to mount instead of its root."),
    volumeAccessMode: maybe.text(
      "ReadWriteOnce, ReadOnlyMany, ReadWriteMany or ReadWriteOncePod; needed when create is true, there is no default.",
    ),
  }),
);

export const cacheStorage = shared((at) =>
  fields("Where the model's files are kept.", {
    hostPath: maybe.text("Deprecated, and not read by the operator: use pvc."),
    pvc: optional(pvc(at)),
  }),
);

export const serviceStorage = shared((at) =>
  fields("Where the service finds its model: exactly one of nimCache, pvc, emptyDir, hostPath.", {
    emptyDir: optional(
      fields("A folder that lives as long as the pod: the model is downloaded at every start.", {
        sizeLimit: maybe.quantity("The most that the folder may hold, such as 200Gi."),
      }),
    ),
    hostPath: maybe.text("Folder on the node."),
    nimCache: optional(
      fields("A NIMCache in the same namespace.", {
        name: maybe.text("Name of the NIMCache."),
        profile: maybe.text("Id of the profile to serve; the number of GPUs then follows the profile."),
      }),
    ),
    pvc: optional(pvc(at)),
    readOnly: maybe.flag("Whether the volume is mounted read-only; default false."),
    sharedMemorySizeLimit: maybe.quantity("Size of /dev/shm, such as 16Gi; must be above 0."),
  }),
);
