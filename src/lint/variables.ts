import { isOfKind, type Resource } from "../manifest/resource.ts";
import type { EnvVar } from "../nim/schema/kinds.ts";
import type { Path } from "../nim/value.ts";
import { environmentsOf } from "./environments.ts";

/** An environment variable with a literal value. */
export interface LiteralVariable {
  readonly name: string;
  readonly value: string;
  readonly namePath: Path;
  readonly valuePath: Path;
}

/** Every variable that a resource sets to a literal, in all of its containers; those of a pipeline's dependencies too. */
export function literalVariables(resource: Resource): LiteralVariable[] {
  if (isOfKind(resource, "NIMPipeline")) {
    return (resource.spec.services ?? []).flatMap(({ dependencies }, service) =>
      (dependencies ?? []).flatMap(({ envName, envValue }, index) => {
        const path = ["spec", "services", service, "dependencies", index];
        return envName && envValue
          ? [
              {
                name: envName,
                value: envValue,
                namePath: [...path, "envName"],
                valuePath: [...path, "envValue"],
              },
            ]
          : [];
      }),
    );
  }
  return environmentsOf(resource).flatMap(({ env, path }) => literals(env, path));
}

function literals(env: readonly EnvVar[], path: Path): LiteralVariable[] {
  return env.flatMap(({ name, value }, index) =>
    name && value
      ? [{ name, value, namePath: [...path, index, "name"], valuePath: [...path, index, "value"] }]
      : [],
  );
}
