import type { NodePlan, Occupant, PoolPlan } from "../../plan/plan.ts";
import { poolText } from "../plan-view/fleet-table.ts";
import { sameOccupants } from "../plan-view/fleet-use.ts";
import { resourceKey, resourceLabel } from "../plan-view/resource-label.ts";
import { counted } from "../printable.ts";
import type { DrawnNodes, DrawnPool } from "./drawn-pools.ts";
import type { Marks } from "./marks.ts";
import { text } from "./markup.ts";

/** The fleet as a map: a cell a GPU, before and after. A list of nodes to those who do not see it. */
export function fleetMap(pools: readonly DrawnPool[], marks: Marks, prefix: string): string {
  const changes = pools.some(({ nodes }) =>
    nodes.some(({ node: { before, after } }) => !sameOccupants(before, after)),
  );
  const parts = pools.map(({ pool, nodes, hidden }) => {
    const items = nodes.map((drawn) => nodeItem(drawn, pool, marks));
    const more = hidden === 0 ? "" : `<p>… and ${counted(hidden, "more node")}, not drawn</p>`;
    return `<h4>${text(pool.pool, 200)}</h4><p>${text(poolText(pool), 500)}</p><ul class="nodes">${items.join("")}</ul>${more}`;
  });
  return `${changes ? whenSwitch(prefix) : ""}${legend}${parts.join("")}`;
}

/** Works without script: the style sheet looks at what is checked. */
function whenSwitch(prefix: string): string {
  const choice = (when: string, checked: string) =>
    `<label><input type="radio" name="${prefix}when" class="show-${when}"${checked}> ${when}</label>`;
  return `<fieldset class="when"><legend>Show the fleet</legend>${choice("before", "")}${choice("after", " checked")}</fieldset>`;
}

const legend = `<p class="legend"><i class="others">×</i> held by others <i class="free"></i> free <i class="h0">A</i> a GPU of the workload with this letter</p>`;

function nodeItem({ names, node, id }: DrawnNodes, pool: PoolPlan, marks: Marks): string {
  const { unschedulable, onDemand, before, after } = node;
  const state = [unschedulable ? "cordoned" : "", onDemand ? "on demand" : ""].filter((part) => part !== "");
  const [first = ""] = names;
  const alike = names.length > 1 ? ` <b>× ${names.length} alike</b>` : "";
  const states = state.map((word) => ` <em>${word}</em>`).join("");
  const gpus = sameOccupants(before, after)
    ? gpuCells(node, after, pool, marks, "")
    : gpuCells(node, before, pool, marks, " before") + gpuCells(node, after, pool, marks, " after");
  return `<li id="${id}"${unschedulable ? ' class="cordoned"' : ""}><span class="node">${text(first, 253)}${alike}${states}</span>${gpus}</li>`;
}

/** Cells beyond this many are told as a number. */
const mostCells = 16;

function gpuCells(
  { reserved }: NodePlan,
  occupants: readonly Occupant[],
  { gpusPerNode }: PoolPlan,
  marks: Marks,
  when: string,
): string {
  const held = occupants.reduce((sum, { gpus }) => sum + gpus, 0);
  const free = Math.max(0, gpusPerNode - reserved - held);
  const others = reserved > 0 ? cells(reserved, gpusPerNode, "×", "others", "held by others") : "";
  const podsWith = (hasGpus: boolean) =>
    occupants
      .filter(({ gpus }) => gpus > 0 === hasGpus)
      .map((occupant) => podCells(occupant, gpusPerNode, marks))
      .join("");
  const rest = free > 0 ? cells(free, gpusPerNode, "", "free", "free") : "";
  const none = gpusPerNode === 0 && occupants.length === 0 ? '<span class="said">empty</span>' : "";
  return `<span class="gpus${when}">${others}${podsWith(true)}${rest}${podsWith(false)}${none}</span>`;
}

function cells(count: number, gpusPerNode: number, sign: string, style: string, words: string): string {
  const drawn =
    gpusPerNode > mostCells
      ? `<i class="${style} many">${sign} ${round(count)}</i>`
      : `<i class="${style}">${sign}</i>`.repeat(Math.max(1, Math.round(count)));
  return `<span aria-hidden="true">${drawn}</span><span class="said">${round(count)} ${words}, </span>`;
}

function podCells(occupant: Occupant, gpusPerNode: number, marks: Marks): string {
  const mark = marks.get(resourceKey(occupant));
  if (!mark) return "";
  const { pods, gpus } = occupant;
  const amount = gpus === 0 ? "no GPU" : counted(round(gpus), "GPU");
  const words = text(
    `${resourceLabel(occupant)}, ${pods > 1 ? `${counted(pods, "pod")}, ` : ""}${amount}`,
    400,
  );
  const letters = `<i>${mark.letters}</i>`;
  const drawn =
    gpus === 0
      ? `<i class="none">${mark.letters}</i>`
      : gpusPerNode > mostCells
        ? `<i class="many">${mark.letters} ${round(gpus)}</i>`
        : letters.repeat(Math.min(mostCells, Math.max(1, Math.round(gpus))));
  const open = mark.row === undefined ? "span" : `a href="#${mark.row}"`;
  const close = mark.row === undefined ? "span" : "a";
  return `<${open} class="pod ${mark.style}" data-k="${mark.id}" title="${words}"><span aria-hidden="true">${drawn}</span><span class="said">${words}</span></${close}>`;
}

/** MIG devices and shared GPUs are parts of one. */
function round(amount: number): number {
  return Number(amount.toFixed(2));
}
