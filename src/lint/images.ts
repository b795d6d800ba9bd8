import { isOfKind, type Resource } from "../manifest/resource.ts";
import { type ImageReference, imageOf, imageText, parseImageReference } from "../nim/image-reference.ts";
import type { Image } from "../nim/schema/kinds.ts";
import type { Path } from "../nim/value.ts";

/** An image that pods of a resource will run, and where it is written. */
export interface UsedImage {
  readonly reference: ImageReference;
  /** As it stands in the pod. */
  readonly text: string;
  /** Repository and tag as they are written, where they are two texts. */
  readonly parts: { readonly repository: string; readonly tag: string } | undefined;
  /** The same place twice where repository and tag are one text. */
  readonly repositoryPath: Path;
  readonly tagPath: Path;
  /** When the node pulls it; undefined where nothing is said, and for images in one text. */
  readonly pullPolicy: string | undefined;
  readonly policyPath: Path;
  /** Whether the model itself runs in it, or is downloaded by it. */
  readonly main: boolean;
}

/** Every image with repository and tag that a resource names; those that lack one are refused elsewhere. */
export function imagesOf(resource: Resource): UsedImage[] {
  if (isOfKind(resource, "NIMCache")) {
    const { source, initContainers } = resource.spec;
    const pullers = (["ngc", "dataStore", "hf"] as const).flatMap((from) =>
      whole(source?.[from]?.modelPuller, ["spec", "source", from, "modelPuller"]),
    );
    return [...pullers, ...containers(initContainers, ["spec", "initContainers"])];
  }
  if (isOfKind(resource, "NIMBuild")) return apart(resource.spec.image, ["spec", "image"], true);
  if (!isOfKind(resource, "NIMService")) return [];
  const { image, initContainers, sidecarContainers, expose } = resource.spec;
  const picker = ["spec", "expose", "router", "eppConfig", "containerSpec", "image"];
  return [
    ...apart(image, ["spec", "image"], true),
    ...containers(initContainers, ["spec", "initContainers"]),
    ...containers(sidecarContainers, ["spec", "sidecarContainers"]),
    ...apart(expose?.router?.eppConfig?.containerSpec?.image, picker, false),
  ];
}

function containers(list: readonly { image?: Image | undefined }[] | undefined, path: Path): UsedImage[] {
  return (list ?? []).flatMap(({ image }, index) => apart(image, [...path, index, "image"], false));
}

function whole(text: string | undefined, path: Path): UsedImage[] {
  if (!text) return [];
  return [
    {
      reference: parseImageReference(text),
      text,
      parts: undefined,
      repositoryPath: path,
      tagPath: path,
      pullPolicy: undefined,
      policyPath: path,
      main: true,
    },
  ];
}

function apart(image: Image | undefined, path: Path, main: boolean): UsedImage[] {
  if (!image?.repository || !image.tag) return [];
  return [
    {
      reference: imageOf(image),
      text: imageText(image),
      parts: { repository: image.repository, tag: image.tag },
      repositoryPath: [...path, "repository"],
      tagPath: [...path, "tag"],
      pullPolicy: image.pullPolicy,
      policyPath: [...path, "pullPolicy"],
      main,
    },
  ];
}
