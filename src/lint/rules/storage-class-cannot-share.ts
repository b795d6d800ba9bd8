import { oneNodeProvisioners } from "../../inventory/provisioners.ts";
import type { Companion, ResourceSet } from "../../manifest/resource.ts";
import { isMap, valueAt } from "../../nim/value.ts";
import { at, rule } from "../rule.ts";

/** A block device cannot be mounted by two nodes, whatever the claim says. */
export const storageClassCannotShare = rule({
  id: "storage-class-cannot-share",
  title: "a shared volume is asked of a storage class that cannot share",
  kinds: ["NIMCache", "NIMService"],
  severity: "error",
  enforcedBy: "scheduler",
  why: `The provisioner of the storage class makes block devices or folders of one node, which only one node
can mount. Asked for \`ReadWriteMany\` it refuses: the claim stays Pending with \`ProvisioningFailed\`, and
so does every pod that waits for it.

Take a class of a shared file system (NFS, EFS, Azure Files, CephFS …), or \`ReadWriteOnce\` if one node
will ever use the volume. Classes whose provisioner nimops does not know are left alone.`,
  source: "kubernetes-csi/docs, book/src/drivers.md; k8s-nim-operator issues 271 and 565",
  check(resource, report, { set }) {
    const { create, storageClass, volumeAccessMode } = resource.spec.storage?.pvc ?? {};
    if (create !== true || volumeAccessMode !== "ReadWriteMany" || storageClass === "") return;
    const { byName, standard } = set.derive(storageClasses);
    const used = storageClass === undefined ? standard : byName.get(storageClass);
    const provisioner = used && valueAt(used.value, ["provisioner"]);
    if (!used || typeof provisioner !== "string") return;
    const never = oneNodeProvisioners.has(provisioner);
    if (!never && !oneNodeByDefault.has(provisioner)) return;
    report(
      at("spec", "storage", "pvc", storageClass === undefined ? "volumeAccessMode" : "storageClass"),
      `StorageClass ${used.name} (${provisioner}) cannot give ReadWriteMany volumes${never ? "" : " unless it was set up for that"}`,
      {
        severity: never ? "error" : "warning",
        help: "use a class of a shared file system, or ReadWriteOnce if one node alone will use the volume",
        related: [{ resource: used, path: at("provisioner"), message: `StorageClass ${used.name} is here` }],
      },
    );
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: fast
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: fast
provisioner: ebs.csi.aws.com
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: shared
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: shared
provisioner: efs.csi.aws.com
`,
  },
});

/** local-path gives ReadWriteMany only where its own configuration names a `sharedFileSystemPath`. */
const oneNodeByDefault = new Set(["rancher.io/local-path"]);

function storageClasses(set: ResourceSet): {
  byName: Map<string, Companion>;
  standard: Companion | undefined;
} {
  const classes = set.companions.filter(({ kind }) => kind === "StorageClass");
  return { byName: new Map(classes.map((found) => [found.name, found])), standard: classes.find(isDefault) };
}

function isDefault({ value }: Companion): boolean {
  const annotations = valueAt(value, ["metadata", "annotations"]);
  return isMap(annotations) && annotations["storageclass.kubernetes.io/is-default-class"] === "true";
}
