import type { ContainerHost } from "../../containers/container-host.ts";
import type { Protocol } from "../../record/schema.ts";
import type { RegistryAccess } from "../mirror/registry-access.ts";
import type { ExpectedModel } from "../profiles/expected-files.ts";
import type { StepResult } from "../step.ts";

/** One cache: one image and its profiles. */
export interface DownloadRequest {
  /** What is run; pinned with a digest where that is known. */
  readonly image: string;
  readonly protocol: Protocol;
  /** Ids, as `profiles` selects them; `["all"]` for every one. Empty for native-v1 and model-free. */
  readonly profiles: readonly string[];
  /** What those profiles are made of, as `profiles` tells (`models`); empty where nobody knows. */
  readonly expected?: readonly ExpectedModel[] | undefined;
  /** For model-free images and Hugging Face: `hf://org/model` and the like. */
  readonly modelUri?: string | undefined;
  /** Of the NIMCache: native images write into a folder of that name. */
  readonly name: string;
  /** Folder of this machine that holds the cache; made where it is missing. Not used by a Job. */
  readonly to: string;
  readonly host: ContainerHost;
  readonly registries: readonly RegistryAccess[];
  /** Variables of our environment that the container gets where they are set; `usualVariables` unless told. */
  readonly variables?: readonly string[] | undefined;
  /** Bytes that will be downloaded, where that is known: they must fit before anything begins. */
  readonly plannedBytes?: number | undefined;
  /** Bytes that are needed on top for each planned byte, such as 1 where an archive is made in the same place. */
  readonly staging?: number | undefined;
  readonly dryRun: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

export interface DownloadResult extends StepResult {
  readonly step: "download";
  /** The command lines that ran, or would run; without secrets. Empty where all was there already. */
  readonly commands: readonly string[];
  /** How the image was asked: `one-by-one` by images that know `--profile` alone. */
  readonly form: DownloadForm;
}

export type DownloadForm = "profiles" | "one-by-one" | "all" | "native" | "model-free" | "hugging-face";
