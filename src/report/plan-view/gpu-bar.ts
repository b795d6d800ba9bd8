import type { NodePlan } from "../../plan/plan.ts";
import { gpusOf } from "./fleet-use.ts";

const most = 16;

/** The GPUs of a node after the plan, a sign a GPU as far as there are no more than 16: `[##====..]`. Empty without GPUs. */
export function gpuBar({ reserved, after }: NodePlan, gpus: number): string {
  if (gpus === 0) return "";
  const width = Math.min(gpus, most);
  const held = part(reserved, gpus, width);
  const used = Math.min(width - held, part(gpusOf(after), gpus, width));
  return `[${"#".repeat(held)}${"=".repeat(used)}${".".repeat(width - held - used)}]`;
}

/** What is more than nothing has a sign. */
function part(amount: number, gpus: number, width: number): number {
  return amount <= 0 ? 0 : Math.min(width, Math.max(1, Math.round((amount / gpus) * width)));
}
