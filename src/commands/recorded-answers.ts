import { resolve } from "node:path";
import { boundedFile } from "../manifest/bounded-file.ts";
import { reasonOf } from "../manifest/find.ts";
import { imageFault } from "../nim/image-reference.ts";
import type { Observation } from "../nim/profile/lock/observe.ts";
import { UserError } from "../user-error.ts";
import { ofListOutput, ofMetadataText, ofModelManifest } from "./observations.ts";

export type RecordedKind = "model-manifest" | "list-output" | "metadata";

/** A file that holds what a source said of an image. */
export interface Recorded {
  readonly image: string;
  readonly file: string;
  /** Undefined: told by what is in it. */
  readonly kind: RecordedKind | undefined;
}

/** Bytes. */
const maxRecorded = 16 * 1024 * 1024;

/**
 * Takes `IMAGE=FILE` apart.
 *
 * @throws UserError where it is of another form.
 */
export function recordedOf(flag: string, text: string, kind: RecordedKind): Recorded {
  const at = text.indexOf("=");
  const image = text.slice(0, at);
  const file = text.slice(at + 1);
  if (at <= 0 || file === "") {
    throw new UserError(`${flag} ${text} is not of the form IMAGE=FILE`, {
      help: `such as ${flag} nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.4=${usualFiles[kind]}`,
    });
  }
  if (imageFault(image) !== undefined) {
    throw new UserError(`${flag} ${text}: ${JSON.stringify(image)} is no image`, {
      help: "write it as the manifests do, such as nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.4",
    });
  }
  return { image, file, kind };
}

const usualFiles: Readonly<Record<RecordedKind, string>> = {
  "model-manifest": "model_manifest.yaml",
  "list-output": "profiles.txt",
  metadata: "metadata.json",
};

/**
 * What a recorded file says.
 *
 * @throws UserError where it cannot be read or is something else.
 */
export function observationIn(
  { file, kind }: Recorded,
  cwd: string,
): { observation: Observation; remarks: readonly string[] } {
  const text = textOf(file, cwd);
  const known = {
    "model-manifest": ofModelManifest,
    "list-output": ofListOutput,
    metadata: ofMetadataText,
  } as const;
  const kinds = kind === undefined ? (["metadata", "list-output", "model-manifest"] as const) : [kind];
  for (const candidate of kinds) {
    const found = known[candidate](text);
    if ("observation" in found) return found;
    if (candidate === kinds.at(-1)) {
      throw new UserError(`${JSON.stringify(file)} is no ${nouns[candidate]}: ${found.fault}`, {
        help: kind === undefined ? "give a model manifest, a list or an answer of the API" : helps[candidate],
      });
    }
  }
  throw new Error("no kind was tried");
}

const nouns = {
  "model-manifest": "model manifest that the operator can read",
  "list-output": "output of list-model-profiles",
  metadata: "answer of the NIM Metadata API",
} as const;

const helps = {
  "model-manifest": "copy /opt/nim/etc/default/model_manifest.yaml out of the image",
  "list-output": "run the image with list-model-profiles and keep all that it prints",
  metadata: "ask https://api.ngc.nvidia.com/v2/nim/metadata?resourceId=…&tag=… and keep the JSON",
} as const;

function textOf(file: string, cwd: string): string {
  try {
    return boundedFile(resolve(cwd, file), maxRecorded, "named").toString("utf8");
  } catch (error) {
    throw new UserError(`cannot read ${JSON.stringify(file)}: ${reasonOf(error)}`);
  }
}
