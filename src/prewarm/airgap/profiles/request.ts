import type { ProfileFacts } from "../../../nim/profile/lock/lock.ts";
import type { SelectorVersion } from "../../../nim/profile/selector-version.ts";
import type { ModelFilter } from "../../../nim/schema/kinds.ts";
import type { ImageTool } from "../../../registry/image-reader.ts";
import type { ContainerHost } from "../../containers/container-host.ts";
import type { Protocol } from "../../record/schema.ts";
import type { RegistryAccess } from "../mirror/registry-access.ts";
import type { StepResult } from "../step.ts";
import type { ExpectedModel } from "./expected-files.ts";

export interface ProfilesRequest {
  readonly images: readonly ImageQuestion[];
  /** The GPUs of the inventory; empty where there is none: then profiles must be named. */
  readonly pools: readonly GpuPool[];
  readonly operatorVersion: SelectorVersion;
  readonly registries: readonly RegistryAccess[];
  /** What reads images without running them; the first that is installed, unless told. */
  readonly tool?: ImageTool | undefined;
  /** Where there is a GPU: the image's own `list-model-profiles` is asked, and compared. */
  readonly host?: ContainerHost | undefined;
  /** Milliseconds for one image. */
  readonly timeout: number;
}

export interface ImageQuestion {
  /** As the manifests name it. */
  readonly image: string;
  /** Where it is read, such as the private registry; the same, unless told. */
  readonly at?: string | undefined;
  /** Ids or names; then nothing else is selected. `["all"]` for every profile: never unless asked. */
  readonly profiles?: readonly string[] | undefined;
  /** `spec.source.ngc.model` of the NIMCache: what the operator would select. */
  readonly filter?: ModelFilter | undefined;
  /** What the lock knows of profiles, by id: sizes, memory. */
  readonly known?: ReadonlyMap<string, ProfileFacts> | undefined;
}

/** GPUs of equal nodes. */
export interface GpuPool {
  readonly name: string;
  /** The label `nvidia.com/gpu.product` of its nodes, or a short name such as `h100`. */
  readonly product: string;
  readonly gpusPerNode?: number | undefined;
}

export interface ProfilesResult extends StepResult {
  readonly step: "profiles";
  readonly answers: readonly ImageProfiles[];
}

export interface ImageProfiles {
  readonly image: string;
  readonly digest: string | undefined;
  readonly protocol: Extract<Protocol, "legacy" | "native-v1" | "model-free">;
  /** All that the image has; empty for native-v1 and model-free. */
  readonly profiles: readonly JudgedProfile[];
  /** Ids for the download; empty for native-v1 and model-free. */
  readonly selected: readonly string[];
}

export interface JudgedProfile {
  readonly id: string;
  readonly name?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Bytes that are downloaded for it, where that is known. */
  readonly bytes?: number | undefined;
  /** What it downloads; empty where the manifest does not tell. */
  readonly models: readonly ExpectedModel[];
  readonly selected: boolean;
  /** What each pool can do with it. */
  readonly pools: readonly PoolVerdict[];
  /** What a GPU host said, where one was asked: the title that it stood under. */
  readonly host?: string | undefined;
  /** Why it is selected or not. */
  readonly why: string;
}

export interface PoolVerdict {
  readonly pool: string;
  readonly verdict: "yes" | "no" | "unknown";
  readonly reasons: readonly string[];
}
