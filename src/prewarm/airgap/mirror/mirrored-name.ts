import { imageFault, parseImageReference } from "../../../nim/image-reference.ts";
import { mustBeImage } from "../image-name.ts";
import { StepError } from "../step.ts";

/**
 * What an image is called in a private registry: `nvcr.io/nim/meta/x:1` is `registry.local:5000/nim/meta/x:1`. A digest
 * stays a digest, since digests are preserved.
 *
 * @throws StepError where that is no name.
 */
export function mirroredName(source: string, registry: string): string {
  const { path, tag, digest } = parseImageReference(source);
  const base = registry.replace(/\/+$/, "");
  const suffix = tag !== undefined ? `:${tag}` : digest !== undefined ? `@${digest}` : ":latest";
  const name = `${base}/${path}${suffix}`;
  mustBeImage(source);
  if (imageFault(name) === undefined) return name;
  throw new StepError(
    "registry/not-found",
    `${JSON.stringify(registry.slice(0, 200))} is no name of a registry`,
    { help: "write host:port or host:port/path, without a scheme" },
  );
}
