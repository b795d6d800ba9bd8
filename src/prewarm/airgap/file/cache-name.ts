import { parseImageReference } from "../../../nim/image-reference.ts";

/** How the cache of an image is called where nobody says: the last part of the image's repository. */
export function cacheName({
  image,
  name,
}: {
  readonly image: string;
  readonly name?: string | undefined;
}): string {
  if (name !== undefined) return name;
  const { repository } = parseImageReference(image);
  return repository.slice(repository.lastIndexOf("/") + 1).replaceAll("_", "-");
}
