import type { NIMServiceSpec } from "../../../src/nim/schema/kinds.ts";
import type { Named } from "./cluster.ts";
import type { OperatorOptions } from "./context.ts";

/** What the operator learns from a service's port; undefined: it asks again in five seconds, and writes no status. */
export function modelName(
  { answer }: OperatorOptions,
  { namespace, name }: Named,
  spec: NIMServiceSpec,
): string | undefined {
  const said = answer?.({ namespace, name }) ?? { models: 200 };
  // nvcr.io/nim/meta/llama-3.1-8b-instruct serves meta/llama-3.1-8b-instruct
  const served = said.name ?? (spec.image?.repository ?? "").split("/").slice(-2).join("/");
  if (said.models === 200) return served;
  if (said.models !== 404) return undefined;
  if (said.metadata === 200) return served;
  return said.metadata === 404 ? "" : undefined;
}
