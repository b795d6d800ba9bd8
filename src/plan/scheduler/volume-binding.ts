import type { StorageClass } from "../../inventory/inventory.ts";

/** How far from its first pod the pods of a volume may run. */
export type Reach = "node" | "zone" | "anywhere";

/**
 * Whether a volume of the class can be made where a node is; expressions of a term must hold together.
 * Source: Kubernetes plugin VolumeBinding, and the topologies of storage classes.
 */
export function isInTopology(labels: Readonly<Record<string, string>>, storage: StorageClass): boolean {
  const terms = storage.allowedTopologies ?? [];
  if (terms.length === 0) return true;
  return terms.some(({ matchLabelExpressions }) =>
    matchLabelExpressions.every(({ key, values }) => {
      const found = Object.hasOwn(labels, key) ? labels[key] : undefined;
      return found !== undefined && values.includes(found);
    }),
  );
}

/** Once its first pod has a node, a volume stays there or in that node's zone. */
export function reachOf({ provisioner = "" }: StorageClass): Reach {
  return Object.hasOwn(reaches, provisioner) ? (reaches[provisioner] ?? "anywhere") : "anywhere";
}

/** Source: the provisioners' own documentation, and kubernetes-csi/docs, book/src/drivers.md. */
const reaches: Readonly<Record<string, Reach>> = {
  "kubernetes.io/no-provisioner": "node",
  "rancher.io/local-path": "node",
  "k8s.io/minikube-hostpath": "node",
  "hostpath.csi.k8s.io": "node",
  "topolvm.io": "node",
  "openebs.io/local": "node",
  "local.csi.openebs.io": "node",
  "zfs.csi.openebs.io": "node",
  "ebs.csi.aws.com": "zone",
  "kubernetes.io/aws-ebs": "zone",
  "pd.csi.storage.gke.io": "zone",
  "kubernetes.io/gce-pd": "zone",
  "disk.csi.azure.com": "zone",
  "kubernetes.io/azure-disk": "zone",
  "vpc.block.csi.ibm.io": "zone",
  "blockvolume.csi.oraclecloud.com": "zone",
};
