/**
 * Provisioners of block devices and of folders of one node: what they make, one node can mount. What is not in here may
 * be shared, or is unknown. Source: kubernetes-csi/docs, book/src/drivers.md.
 */
export const oneNodeProvisioners: ReadonlySet<string> = new Set([
  "ebs.csi.aws.com",
  "kubernetes.io/aws-ebs",
  "disk.csi.azure.com",
  "kubernetes.io/azure-disk",
  "pd.csi.storage.gke.io",
  "kubernetes.io/gce-pd",
  "rbd.csi.ceph.com",
  "rook-ceph.rbd.csi.ceph.com",
  "linstor.csi.linbit.com",
  "topolvm.io",
  "blockvolume.csi.oraclecloud.com",
  "vpc.block.csi.ibm.io",
  "cstor.csi.openebs.io",
]);
