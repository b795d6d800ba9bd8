import { isOfKind, type Resource } from "../manifest/resource.ts";
import { parseImageReference } from "../nim/image-reference.ts";
import { billionsOfParameters } from "../nim/model-size.ts";
import type { Path } from "../nim/value.ts";

export interface ModelInQuestion {
  readonly name: string;
  readonly billions: number;
  /** The field that names the model. */
  readonly path: Path;
}

/** The model that a cache downloads or a service runs, if its name tells how large it is. */
export function modelInQuestion(resource: Resource<"NIMCache" | "NIMService">): ModelInQuestion | undefined {
  for (const { name, path } of namesIn(resource)) {
    const billions = name === "" ? undefined : billionsOfParameters(name);
    if (billions !== undefined) return { name, billions, path };
  }
  return undefined;
}

function namesIn(resource: Resource): { name: string; path: Path }[] {
  if (isOfKind(resource, "NIMService")) {
    return [{ name: pathOf(resource.spec.image?.repository), path: ["spec", "image", "repository"] }];
  }
  if (!isOfKind(resource, "NIMCache")) return [];
  const { ngc, hf, dataStore } = resource.spec.source ?? {};
  const at = (...path: string[]): Path => ["spec", "source", ...path];
  return [
    { name: ngc?.modelEndpoint?.replace(/:[^/]*$/, "") ?? "", path: at("ngc", "modelEndpoint") },
    { name: ngc?.modelEndpoint ? "" : pathOf(ngc?.modelPuller), path: at("ngc", "modelPuller") },
    { name: hf?.modelName ?? "", path: at("hf", "modelName") },
    { name: dataStore?.modelName ?? "", path: at("dataStore", "modelName") },
  ];
}

function pathOf(image: string | undefined): string {
  return image === undefined ? "" : parseImageReference(image).path;
}
