import type { CompletedPool } from "../../inventory/inventory.ts";
import { canRun } from "../../nim/profile/can-run.ts";
import type { GpuPlace } from "../../nim/profile/gpu-place.ts";
import { quoted } from "../../nim/quoted.ts";
import type { Reason } from "../plan.ts";
import type { ServedModel } from "./served-model.ts";

/** Before the lock knows what the filter selects. */
export function filterWarning(
  { name }: CompletedPool,
  place: GpuPlace,
  { chosen, cached, filter }: ServedModel,
): Reason[] {
  if (chosen || cached || !filter) return [];
  if (canRun({ gpus: filter.tags, backend: "tensorrt_llm" }, place).verdict !== "no") return [];
  const message = `its cache selects profiles that were compiled for ${filter.products.map(quoted).join(" or ")}, and ${name} has ${place.name}: unless the cache gets another one that runs there, the image downloads it at each start`;
  const help =
    "let spec.source.ngc.model.gpus of the cache name the GPUs that its services run on, or give the services a nodeSelector for these; `nimops profiles update` tells what there is";
  return [{ code: "cache-for-other-gpu", message, help }];
}
