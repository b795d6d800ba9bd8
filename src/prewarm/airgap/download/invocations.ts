import { StepError } from "../step.ts";
import type { DownloadForm, DownloadRequest } from "./request.ts";

/** How an image is made to download, in one container or in several. */
export interface Invocation {
  /** Empty for what the image does by itself. */
  readonly command: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
}

/** What the `-h` of `download-to-cache` offers. */
export interface Offered {
  readonly profiles: boolean;
  /** Each is given where it is known. */
  readonly flags: readonly string[];
}

/** Flags that make a download safer, where an image knows them. */
export const saferFlags = ["--use-cache", "--verify-checksums"] as const;

/** Where the cache is in the container. */
export function mountPoint({ protocol, host }: Pick<DownloadRequest, "protocol" | "host">): string {
  if (protocol === "native-v1") return "/model";
  // The operator's own Jobs mount it there; the images' default is the other.
  return "engine" in host && protocol !== "hugging-face" ? "/opt/nim/.cache" : "/model-store";
}

export function formOf({ protocol, profiles }: DownloadRequest, offered: Offered): DownloadForm {
  if (protocol === "native-v1") return "native";
  if (protocol === "model-free" || protocol === "hugging-face") return protocol;
  if (profiles.includes("all")) return "all";
  return offered.profiles ? "profiles" : "one-by-one";
}

/**
 * Source: k8s-nim-operator nimcache_controller.go (constructJob) and internal/nimsource; NIM documentation, utilities.
 *
 * @throws StepError where the request does not say what is to be downloaded.
 */
export function invocations(request: DownloadRequest, form: DownloadForm, offered: Offered): Invocation[] {
  const at = mountPoint(request);
  const settings = { NIM_CACHE_PATH: at };
  const download = (...args: string[]) => ({
    command: ["download-to-cache", ...args, ...offered.flags],
    settings,
  });
  switch (form) {
    case "native":
      return [
        {
          command: [],
          settings: { NIM_ENGINE_MODEL_DOWNLOAD_ONLY: "1", NIM_ENGINE_MODEL_PATH: `${at}/${request.name}` },
        },
      ];
    case "model-free":
      return [download("--model-uri", modelOf(request), "--manifest-file", `${at}/model_manifest.yaml`)];
    case "hugging-face":
      return [{ command: huggingFace(modelOf(request), at), settings: {} }];
    case "all":
      return [download("--all")];
    case "profiles":
      return [download("--profiles", ...wanted(request))];
    case "one-by-one":
      return wanted(request).map((id) => download("--profile", id));
  }
}

/** Without one, the image would choose for the GPU of this machine, which may have none. */
function wanted({ profiles, image }: DownloadRequest): readonly string[] {
  const strange = profiles.find((id) => !/^[\w.]/.test(id));
  if (strange !== undefined) {
    throw new StepError("profile/unknown", `${JSON.stringify(strange.slice(0, 100))} is no id of a profile`, {
      help: "ids are 64 hexadecimal digits; `nimops airgap profiles` shows them",
    });
  }
  if (profiles.length > 0) return profiles;
  throw new StepError("profile/unknown", `which profiles of ${image} are to be downloaded is not said`, {
    help: "run `nimops airgap profiles` first, or name them",
  });
}

function modelOf({ modelUri, image }: DownloadRequest): string {
  if (modelUri !== undefined && modelUri !== "" && !modelUri.startsWith("-")) return modelUri;
  throw new StepError("profile/unknown", `${image} takes any model, and none is named`, {
    help: "name one: hf://ORGANISATION/MODEL or ngc://ORGANISATION/TEAM/MODEL:VERSION",
  });
}

/** `hf://org/model@revision` */
function huggingFace(uri: string, at: string): string[] {
  const [repository = "", revision] = uri.replace(/^hf:\/\//, "").split("@");
  return [
    ...["huggingface-cli", "download", repository, "--local-dir", at, "--repo-type", "model"],
    ...(revision === undefined ? [] : ["--revision", revision]),
  ];
}
