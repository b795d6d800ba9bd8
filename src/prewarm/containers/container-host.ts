import type { Cluster } from "../../kube/cluster.ts";
import type { ValueMap } from "../../nim/value.ts";

/** Where containers of an image run. */
export type ContainerHost = EngineHost | JobHost;

export interface EngineHost {
  readonly engine: "podman" | "docker";
  /** Of the container; those of this process, unless told. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** `all` or `device=0`: for hosts with the NVIDIA runtime. No GPU, unless told. */
  readonly gpus?: string | undefined;
}

/** A Job of a cluster, with a volume instead of a folder. */
export interface JobHost {
  readonly cluster: Cluster;
  readonly namespace: string;
  /** PersistentVolumeClaim that the cache is written to; not needed for profiles. */
  readonly claim?: string | undefined;
  /** Folder of the volume. */
  readonly subPath?: string | undefined;
  readonly pullSecrets?: readonly string[] | undefined;
  /** Secret with the key NGC_API_KEY. */
  readonly authSecret?: string | undefined;
  /** uid, gid and fsGroup: 26, unless told. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly fsGroup?: number | undefined;
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
  /** As in a pod; `nvidia.com/gpu` with `Exists`, unless told. */
  readonly tolerations?: readonly ValueMap[] | undefined;
  /** GPUs that the pod asks for; 0 unless told. */
  readonly gpus?: number | undefined;
}
