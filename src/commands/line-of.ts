import type { Resource } from "../manifest/resource.ts";

/** Where a resource is written, such as `apps/llama.yaml:3`. */
export function lineOf(resource: Resource): string {
  const { file, range } = resource.document.sourceOf(resource.place(["metadata", "name"]), false);
  return `${file.path}:${file.position(range.start).line}`;
}
