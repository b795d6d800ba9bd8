import { imageFault, imageText } from "../nim/image-reference.ts";
import { isOfKind, type ResourceSet } from "./resource.ts";

/** The images of a set that have a model manifest or download a model themselves, as the operator names them; sorted. */
export function nimImagesOf(sets: readonly ResourceSet[]): { images: string[]; unusable: string[] } {
  const named = new Set<string>();
  for (const set of sets) {
    for (const resource of set.resources) {
      const puller = isOfKind(resource, "NIMCache") ? resource.spec.source?.ngc?.modelPuller : undefined;
      if (puller) named.add(puller);
    }
    for (const { spec } of set.services) {
      const { image } = spec;
      if (image?.repository && image.tag) named.add(imageText(image));
    }
  }
  const all = [...named].sort();
  return {
    images: all.filter((image) => imageFault(image) === undefined),
    unusable: all.filter((image) => imageFault(image) !== undefined),
  };
}
