import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";

/** An action.yml, strictly: what GitHub would not read is an error here. */
const actionMetadata = z.strictObject({
  name: z.string(),
  description: z.string(),
  author: z.string().optional(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }).optional(),
  inputs: z.record(
    z.string().regex(/^[a-z][a-z0-9-]*$/),
    z.strictObject({
      description: z.string(),
      required: z.boolean().optional(),
      default: z.string().optional(),
      deprecationMessage: z.string().optional(),
    }),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: z.string() })),
  runs: z.strictObject({
    using: z.literal("node24"),
    main: z.string(),
    post: z.string().optional(),
    "post-if": z.string().optional(),
  }),
});

export type ActionMetadata = z.infer<typeof actionMetadata>;

export function readActionMetadata(folder: string): ActionMetadata {
  return actionMetadata.parse(parse(readFileSync(join(folder, "action.yml"), "utf8")));
}

/**
 * What the runner gives an action: what the workflow says, else the default, with its expressions evaluated. Inputs
 * that are neither stay an empty variable. `required` is not enforced, as on GitHub.
 */
export function inputsFor(
  { inputs }: ActionMetadata,
  given: Readonly<Record<string, string>>,
  github: Readonly<Record<string, string>>,
): { inputs: Map<string, string>; unexpected: string[] } {
  const result = new Map(Object.entries(given));
  for (const [name, { default: fallback = "" }] of Object.entries(inputs)) {
    if (!result.has(name)) result.set(name, evaluated(fallback, github));
  }
  return { inputs: result, unexpected: Object.keys(given).filter((name) => !Object.hasOwn(inputs, name)) };
}

function evaluated(text: string, github: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (expression, inner: string) => {
    const key = /^\s*github\.(\w+)\s*$/.exec(inner)?.[1];
    if (key === undefined) throw new Error(`this runner cannot evaluate ${expression}`);
    return github[key] ?? "";
  });
}
