/** Reads what an image says about its model, without running it. */
export interface ImageReader {
  readonly name: ImageTool;
  /**
   * What the registry says of the image without its layers; undefined where the tool cannot tell.
   *
   * @throws Error with the reason, one sentence without a subject.
   */
  inspect(image: string): Promise<ImageFacts | undefined>;
  /** The same, and the model manifest. */
  read(image: string): Promise<ImageFacts & { readonly manifest: string | undefined }>;
}

export interface ImageFacts {
  /** Of the index, where there is one. */
  readonly digest: string | undefined;
  /** Whether the image declares the download protocol `native-v1`, on every platform that was looked at. */
  readonly native: boolean;
  readonly remarks: readonly string[];
}

export const imageTools = ["skopeo", "podman", "docker"] as const;
export type ImageTool = (typeof imageTools)[number];

export interface ReaderOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds for one image; NIM images have tens of GB. */
  readonly timeout: number;
}

/** Where the model manifest is. Source: k8s-nim-operator nimcache_controller.go, the command of the manifest pod. */
export const manifestPaths = [
  "/opt/nim/etc/default/model_manifest.yaml",
  "/etc/nim/config/model_manifest.yaml",
] as const;

/** Bytes. */
export const maxModelManifest = 16 * 1024 * 1024;

/** Source: k8s-nim-operator internal/nimsource/imageinspect.go. */
export const protocolLabel = { name: "com.nvidia.nim.model_download_protocol", native: "native-v1" } as const;

/** What the nodes run. */
export const platform = { os: "linux", architecture: "amd64" } as const;
