import { parseImageReference } from "../nim/image-reference.ts";

/** As the tools take it: a digest wins over a tag, which not all of them take beside it. */
export function toolName(image: string): string {
  const { repository, tag, digest } = parseImageReference(image);
  if (digest !== undefined) return `${repository}@${digest}`;
  return tag === undefined ? repository : `${repository}:${tag}`;
}

/** The same repository at a digest. */
export function pinned(image: string, digest: string): string {
  return `${parseImageReference(image).repository}@${digest}`;
}
