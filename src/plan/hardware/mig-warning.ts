import type { CompletedPool } from "../../inventory/inventory.ts";
import type { GpuPlace } from "../../nim/profile/gpu-place.ts";
import type { Reason } from "../plan.ts";
import type { ServedModel } from "./served-model.ts";

/** NIM for LLMs runs on MIG instances since 1.13. Source: its documentation, supported models of 1.12 and of 1.13. */
export function migWarning(
  { name }: CompletedPool,
  part: GpuPlace["part"],
  { image = "", model }: ServedModel,
): Reason[] {
  const [, major, minor] = /:v?(\d{1,4})\.(\d{1,4})(?:[.-]|$)/.exec(image) ?? [];
  // Other kinds of NIM count their releases for themselves.
  const isOfLlm =
    model !== undefined && !/embed|rerank|retriever|clip|guard|parse|ocr|page|table/i.test(image);
  if (part !== "MIG" || !isOfLlm || major !== "1" || Number(minor) > 12) return [];
  return [
    {
      code: "mig-not-supported",
      message: `on ${name} it gets a MIG instance, and NIM for LLMs supports those since 1.13: ${image} is older`,
      help: "take an image of 1.13 or later, or a whole GPU",
    },
  ];
}
