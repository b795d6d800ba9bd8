import type { Plan } from "../../plan/plan.ts";
import { verdicts } from "../plan-view/verdict-words.ts";
import { text } from "./markup.ts";

const mostNamespaces = 500;

/** What the script filters by; hidden where no script runs. */
export function filters(plans: readonly Plan[]): string {
  const workloads = plans.flatMap((plan) => plan.workloads);
  const resources = plans.flatMap(({ caches, changes }) => [...caches, ...changes]);
  const namespaces = [...new Set([...workloads, ...resources].map(({ namespace }) => namespace))].sort();
  const found = verdicts.filter((word) => workloads.some(({ verdict }) => verdict === word));
  const option = (value: string) => `<option value="${text(value, 253)}">${text(value, 253)}</option>`;
  return `<div class="filters" role="search" aria-label="Filter the plan">
<label>Text <input id="text" type="search" autocomplete="off" spellcheck="false"></label>
<label>Namespace <select id="namespace"><option value="">all</option>${namespaces.slice(0, mostNamespaces).map(option).join("")}</select></label>
<label>Verdict <select id="verdict"><option value="">all</option>${found.map(option).join("")}</select></label>
<p id="found" role="status"></p>
</div>`;
}
