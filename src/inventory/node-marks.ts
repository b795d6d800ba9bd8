/** What nimops writes on objects, so that they can be read back as the inventory that they were made of. */
export const marks = {
  /** On a node: its pool. No label, which would change what selectors match. */
  pool: "nimops.dev/pool",
  /** On a node: amounts that the inventory does not say, separated by commas. */
  assumed: "nimops.dev/assumed",
  /** On a pod that holds amounts, but that no inventory counted. */
  uncounted: "nimops.dev/uncounted",
  /** On a storage class: how its volumes may be mounted, separated by commas. */
  accessModes: "nimops.dev/access-modes",
  /** On a storage class: what its volumes can have together. */
  capacity: "nimops.dev/capacity",
} as const;

/** The namespace of the pods that stand for those of others. */
export const reservedNamespace = "nimops-reserved";

/** Stands for a provisioner that the inventory does not say: the API server wants one. */
export const unknownProvisioner = "nimops.dev/not-given";

export const defaultClassAnnotation = "storageclass.kubernetes.io/is-default-class";

/** What pools that were read off a live cluster are said to be generated from. */
export const clusterSource = "the cluster";
