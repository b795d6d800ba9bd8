import { join } from "node:path";
import { boundedFile } from "../../../manifest/bounded-file.ts";
import { StepError } from "../step.ts";
import { type MirrorMapping, mappingFrom } from "./mapping.ts";
import type { ImagePlace, Inspected } from "./skopeo.ts";

/** Beside the images in a folder that is carried by hand: which image is where. */
export const carrierIndex = "nimops-images.json";

/** Bytes. */
const largestIndex = 8 * 1024 * 1024;

/**
 * Where an image of that form goes in a carrier: into its OCI layout, or where it has the media types of Docker, which an
 * OCI layout cannot hold without another digest, into a folder of skopeo's own form.
 */
export function placeInCarrier(
  source: string,
  { mediaType, digest }: Pick<Inspected, "mediaType" | "digest">,
): string {
  return mediaType.startsWith("application/vnd.docker.")
    ? `dir:docker/${digest.slice("sha256:".length)}`
    : `oci:${source}`;
}

/** @param where as `placeInCarrier` says it. */
export function carrierPlace(folder: string, where: string): ImagePlace {
  return {
    in: "folder",
    address: where.startsWith("dir:")
      ? `dir:${join(folder, where.slice("dir:".length))}`
      : `oci:${folder}:${where.slice("oci:".length)}`,
  };
}

/** @throws StepError where the folder is no carrier. */
export function imagesInCarrier(folder: string): MirrorMapping {
  const file = join(folder, carrierIndex);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(boundedFile(file, largestIndex, "named"));
  } catch {
    throw new StepError(
      "record/missing",
      `${folder} holds no images that nimops put there: it has no ${carrierIndex}`,
      {
        help: "fill it with `nimops airgap mirror` and a folder as destination; that file is written last",
      },
    );
  }
  return mappingFrom(text, file);
}
