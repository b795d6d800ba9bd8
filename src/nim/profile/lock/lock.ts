/** In the folder of `nimops.yaml`. */
export const lockFileName = "nimops.lock.json";

/** What `nimops.lock.json` says: per image, what it downloads and what its profiles need. No network is needed to judge. */
export interface ProfilesLock {
  readonly version: 1;
  /** By image reference as the manifests name it, `repository:tag`. */
  readonly images: ReadonlyMap<string, LockedImage>;
}

export interface LockedImage {
  /** `sha256:…` of what the tag named when it was asked for; an index where there is one. */
  readonly digest?: string | undefined;
  /**
   * How the image gets its model: `legacy` (download-to-cache with a model manifest), `native` (the image declares
   * `native-v1`), `none` (legacy, but no model manifest is in the image). Absent: unknown.
   */
  readonly protocol?: DownloadProtocol | undefined;
  /** The lines of the model manifest, without the lists of files where they could be cut out unharmed. Absent: unknown. */
  readonly manifest?: readonly string[] | undefined;
  /** Whether lists of files were cut out of `manifest`. */
  readonly stripped?: boolean | undefined;
  readonly profiles: readonly LockedProfile[];
  /** Who said it. */
  readonly sources: Readonly<Partial<Record<ImageFact, FactSource>>>;
}

export const downloadProtocols = ["legacy", "native", "none"] as const;
export type DownloadProtocol = (typeof downloadProtocols)[number];

export const imageFacts = ["digest", "protocol", "manifest"] as const;
export type ImageFact = (typeof imageFacts)[number];

/** Who says a fact, the most trusted first: what `hand` wrote survives every update. */
export const factSources = ["hand", "image", "model-manifest", "metadata", "list-output", "name"] as const;
export type FactSource = (typeof factSources)[number];

/** One profile. What is absent is unknown, never false or zero. */
export interface LockedProfile extends ProfileFacts {
  readonly id: string;
  /** Who said each of the facts. */
  readonly sources: Readonly<Partial<Record<ProfileFact, FactSource>>>;
}

export interface ProfileFacts {
  /** As people call it, `vllm-bf16-tp1-pp1`; not unique in an image. */
  readonly name?: string | undefined;
  /** The tags of the model manifest, as their source text. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly precision?: string | undefined;
  /** An open set: `vllm`, `tensorrt_llm`, `sglang`, `triton` … */
  readonly backend?: string | undefined;
  /** GPUs of a profile: tensor times pipeline parallelism. */
  readonly tensorParallelism?: number | undefined;
  readonly pipelineParallelism?: number | undefined;
  /** Names of the GPUs that it is made for; absent for any GPU and where it is not known. */
  readonly gpus?: readonly string[] | undefined;
  /** Their PCI ids, `2330:10de`. */
  readonly gpuDevices?: readonly string[] | undefined;
  /** PCI ids of the GPUs that it was tested on. */
  readonly testedGpuDevices?: readonly string[] | undefined;
  readonly lora?: boolean | undefined;
  /** Whether an engine is built at the first start. */
  readonly buildable?: boolean | undefined;
  /** Memory that each GPU must have, in decimal GB. */
  readonly minimumGpuMemoryGB?: number | undefined;
  /** Bytes that a cache downloads for it. */
  readonly size?: number | undefined;
  /** How many files that is. */
  readonly files?: number | undefined;
}

export type ProfileFact = keyof ProfileFacts;

export const profileFacts = [
  "name",
  "tags",
  "precision",
  "backend",
  "tensorParallelism",
  "pipelineParallelism",
  "gpus",
  "gpuDevices",
  "testedGpuDevices",
  "lora",
  "buildable",
  "minimumGpuMemoryGB",
  "size",
  "files",
] as const satisfies readonly ProfileFact[];

export const emptyLock: ProfilesLock = { version: 1, images: new Map() };
