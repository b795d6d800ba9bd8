import { imageFault } from "../../nim/image-reference.ts";
import { StepError } from "./step.ts";

/** @throws StepError for what no tool would take for an image, or might take for a flag. */
export function mustBeImage(image: string): void {
  if (imageFault(image) === undefined) return;
  throw new StepError("registry/not-found", `${JSON.stringify(image.slice(0, 200))} is no name of an image`, {
    help: "write registry/path:tag or registry/path@sha256:…, without a scheme",
  });
}
