import { isOfKind, type Resource } from "../manifest/resource.ts";
import type { EnvVar } from "../nim/schema/kinds.ts";
import type { Path } from "../nim/value.ts";

/** A place that names a Secret of the resource's namespace. */
export interface SecretReference {
  readonly name: string;
  readonly path: Path;
}

/** Every Secret that a resource names: for keys, for pulling images, in the environment of its main container. */
export function secretReferences(resource: Resource): SecretReference[] {
  const found: SecretReference[] = [];
  const add = (name: string | undefined, path: Path) => {
    if (name) found.push({ name, path });
  };
  const fromImage = (names: readonly string[] | undefined) => {
    names?.forEach((name, index) => {
      add(name, ["spec", "image", "pullSecrets", index]);
    });
  };
  const fromEnvironment = (env: readonly EnvVar[] | undefined) => {
    env?.forEach(({ valueFrom }, index) => {
      add(valueFrom?.secretKeyRef?.name, ["spec", "env", index, "valueFrom", "secretKeyRef", "name"]);
    });
  };
  if (isOfKind(resource, "NIMCache")) {
    for (const from of ["ngc", "dataStore", "hf"] as const) {
      add(resource.spec.source?.[from]?.authSecret, ["spec", "source", from, "authSecret"]);
      add(resource.spec.source?.[from]?.pullSecret, ["spec", "source", from, "pullSecret"]);
    }
    fromEnvironment(resource.spec.env);
  } else if (isOfKind(resource, "NIMService")) {
    add(resource.spec.authSecret, ["spec", "authSecret"]);
    fromImage(resource.spec.image?.pullSecrets);
    fromEnvironment(resource.spec.env);
  } else if (isOfKind(resource, "NIMBuild")) {
    fromImage(resource.spec.image?.pullSecrets);
    fromEnvironment(resource.spec.env);
  }
  return found;
}
