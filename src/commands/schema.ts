import { closest } from "../nim/closest.ts";
import { nimKinds } from "../nim/schema/kinds.ts";
import { defaultOperatorVersion, type OperatorVersion, operatorVersions } from "../nim/version.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import type { Command, Invocation } from "./command.ts";
import { flagSettings, operatorVersionOf } from "./lint-request.ts";
import type { World } from "./world.ts";

const names = ["manifests", ...nimKinds, "config", "inventory"] as const;

export const schemaCommand: Command = {
  name: "schema",
  usage: "nimops schema [FLAGS] [NAME]",
  about: `Prints a JSON Schema, with which an editor completes, explains and checks while one types. NAME is a kind (${nimKinds.join(", ")}), manifests for files with any of them (the default), config for nimops.yaml, or inventory for a GPUInventory.`,
  flags: {
    "operator-version": {
      type: "string",
      value: "VERSION",
      about: `version of the NIM Operator: ${operatorVersions.join(", ")} (default: ${defaultOperatorVersion})`,
    },
  },
  more: ["docs/editor.md shows how VS Code and other editors are told."],
  run: runSchema,
};

async function runSchema(invocation: Invocation, { stdout }: World): Promise<ExitCode> {
  const [asked = "manifests", ...rest] = invocation.positionals;
  const name = names.find((candidate) => candidate.toLowerCase() === asked.toLowerCase());
  if (name === undefined || rest.length > 0) {
    const meant = closest(asked, names);
    throw new UserError(
      rest.length > 0 ? "one schema at a time" : `there is no schema ${JSON.stringify(asked)}`,
      {
        help:
          meant === undefined || rest.length > 0 ? `one of ${names.join(", ")}` : `did you mean ${meant}?`,
      },
    );
  }
  const version = operatorVersionOf(flagSettings(invocation)) ?? defaultOperatorVersion;
  stdout.write(`${JSON.stringify(await schemaNamed(name, version), undefined, 2)}\n`);
  return exitCodes.clean;
}

/** What makes JSON Schemas is loaded only here. */
async function schemaNamed(name: (typeof names)[number], version: OperatorVersion) {
  if (name === "config") {
    const { configJsonSchema } = await import("../config/json-schema.ts");
    return configJsonSchema();
  }
  if (name === "inventory") {
    const { inventoryJsonSchema } = await import("../inventory/json-schema.ts");
    return inventoryJsonSchema();
  }
  const { kindSchema, manifestSchema } = await import("../nim/schema/kind-json-schema.ts");
  return name === "manifests" ? manifestSchema(version) : kindSchema(name, version);
}
