import { volumeBytes } from "../../nim/model-size.ts";
import type { Reason } from "../plan.ts";
import type { Claim } from "./claims.ts";
import type { Download } from "./download.ts";

/** Bytes that a volume should have for a download and the engines that builds add. */
export function neededBytes({ bytes }: Pick<Download, "bytes">, engines: number): number {
  return volumeBytes(bytes + engines);
}

/** What is wrong with the size that was asked for. */
export function sizeReasons(claim: Claim, download: Download, needed: number): Reason[] {
  const { bytes, size = "" } = claim;
  if (bytes === undefined || bytes >= needed) return [];
  const isEstimate = download.from === "estimated";
  const about = isEstimate ? "about " : "";
  const help = `write at least ${inGi(needed)}: a claim cannot be made larger here later`;
  if (bytes < download.least) {
    const message = `${size} cannot hold the ${about}${inGB(download.least)} of its download${isEstimate ? " (estimate)" : ""}`;
    return [{ code: "volume-too-small", message, help }];
  }
  const message = `${size} is little for a download of ${about}${inGB(download.bytes)}${isEstimate ? " (estimate)" : ""}: with room to work it takes ${inGi(needed)}`;
  return [{ code: "volume-may-be-small", message, help }];
}

/** Whole GiB, as a quantity. */
export function inGi(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 30)}Gi`;
}

function inGB(bytes: number): string {
  return bytes >= 1e9 ? `${Number((bytes / 1e9).toFixed(1))} GB` : `${Math.ceil(bytes / 1e6)} MB`;
}
