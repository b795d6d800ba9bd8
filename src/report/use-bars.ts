import { shortList } from "../inventory/short-list.ts";
import type { InventoryUse, PoolUse, Range, ResourceUse } from "../inventory/use.ts";
import type { Workload } from "../inventory/workloads.ts";
import { counted, printable } from "./printable.ts";
import { wrapped } from "./wrapped.ts";

type Style = (text: string) => string;

export interface BarStyles {
  readonly strong: Style;
  readonly others: Style;
  readonly manifests: Style;
  readonly free: Style;
  readonly short: Style;
}

const same: Style = (text) => text;
const sgr =
  (...codes: number[]): Style =>
  (text) =>
    `\u001b[${codes.join(";")}m${text}\u001b[0m`;

export const plainBars: BarStyles = { strong: same, others: same, manifests: same, free: same, short: same };
export const coloredBars: BarStyles = {
  strong: sgr(1),
  others: sgr(2),
  manifests: sgr(36),
  free: sgr(32),
  short: sgr(1, 31),
};

/** One bar a resource, and below them the workloads that can only be there. Plain ASCII, for every terminal and log. */
export function useLines(use: PoolUse, styles: BarStyles): string[] {
  const lines = use.resources.flatMap((resource) => [
    ...labelled(use.pool.name, sizeText(resource), "  "),
    ...barLines(resource, sharesOf(use, resource), styles),
  ]);
  return [...lines, ...use.workloads.flatMap((workload) => workloadText(workload, "      "))];
}

const cells = 28;

/** Parts of a bar: what it stands for, and in which letter. */
const parts = [
  { letter: "#", style: "others", text: "others" },
  { letter: "=", style: "manifests", text: "manifests" },
  { letter: "+", style: "manifests", text: "more at their maximum" },
  { letter: ".", style: "free", text: "free" },
  { letter: "-", style: "others", text: "not there yet" },
] as const;

/** The letters that the bars use. */
export function legend(pools: readonly PoolUse[], styles: BarStyles): string {
  const used = new Set(pools.flatMap(({ resources }) => resources.flatMap((use) => [...lettersOf(use)])));
  const told = parts.filter(({ letter }) => used.has(letter));
  return `  ${told.map(({ letter, style, text }) => `${styles[style](letter)} ${text}`).join("   ")}`;
}

function barLines(use: ResourceUse, shares: readonly Share[], styles: BarStyles): string[] {
  const letters = lettersOf(use);
  const bar = parts.map(({ letter, style }) => {
    const count = letters.split(letter).length - 1;
    return count === 0 ? "" : styles[style](letter.repeat(count));
  });
  const width = cells + 8 + shares.map(({ text }) => text).join(", ").length;
  const told = shares.map(({ text, style }) => styles[style](text)).join(", ");
  const drawn = `    [${bar.join("")}]`;
  return width <= 80 ? [`${drawn}  ${told}`] : [drawn, `      ${told}`];
}

/** Every part that is more than nothing has a letter; the last one gives way. */
function lettersOf({ total, reserved, workloads }: ResourceUse): string {
  const whole = Math.max(1, total.max);
  const steps: [letter: string, end: number][] = [
    ["#", reserved.min],
    ["=", reserved.min + workloads.min],
    ["+", reserved.min + workloads.max],
    [".", total.min],
    ["-", total.max],
  ];
  let text = "";
  let reached = 0;
  for (const [letter, end] of steps) {
    if (end <= reached) continue;
    const wanted = Math.round((Math.min(end, whole) / whole) * cells) - text.length;
    text += letter.repeat(Math.min(cells - text.length, Math.max(1, wanted)));
    reached = end;
  }
  return text.padEnd(cells, total.max > total.min ? "-" : ".");
}

interface Share {
  readonly text: string;
  readonly style: "others" | "manifests" | "free" | "short";
}

function sharesOf({ pool }: PoolUse, { total, reserved, workloads }: ResourceUse): Share[] {
  const left = {
    min: Math.max(0, total.min - reserved.min - workloads.max),
    max: total.max - reserved.max - workloads.min,
  };
  const over = workloads.max + reserved.max - total.max;
  const free: Share[] =
    left.max < 0
      ? [{ text: `${-left.max} too few`, style: "short" }]
      : [{ text: pool.unschedulable ? "cordoned" : `${rangeText(left)} free`, style: "free" }];
  const most: Share[] =
    left.max >= 0 && over > 0 ? [{ text: `${over} too few at maximum`, style: "short" }] : [];
  return [
    ...(reserved.max > 0 ? [{ text: `${rangeText(reserved)} others`, style: "others" } as const] : []),
    ...(workloads.max > 0
      ? [{ text: `${rangeText(workloads)} manifests`, style: "manifests" } as const]
      : []),
    ...free,
    ...most,
  ];
}

function sizeText({ resource, perNode, total }: ResourceUse): string {
  return `${rangeText(total)} ${resource}, ${perNode} a node`;
}

/** What no bar shows: workloads that no pool can be sure of. */
export function workloadLines({ open, nowhere, claiming }: InventoryUse, { strong }: BarStyles): string[] {
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [strong(title), ...lines, ""];
  return [
    ...section(
      "In one of several pools (not counted above)",
      open.flatMap(({ workload, pools }) => [
        ...workloadText(workload, "  "),
        ...wrapped(printable(shortList(pools)), "      "),
      ]),
    ),
    ...section(
      "In no pool",
      nowhere.flatMap(({ workload, why }) => [
        ...workloadText(workload, "  "),
        ...wrapped(printable(why), "      "),
      ]),
    ),
    ...section(
      "With GPUs by resource claims (not counted)",
      claiming.flatMap((workload) => workloadText(workload, "  ")),
    ),
  ];
}

function workloadText({ namespace, name, pods, gpus }: Workload, indent: string): string[] {
  const asked = Object.entries(gpus).map(([resource, amount]) => `${amount} ${resource}`);
  const count = pods.min === pods.max ? counted(pods.max, "pod") : `${rangeText(pods)} pods`;
  const each = asked.length === 0 ? "" : ` x ${asked.join(" + ")}`;
  return labelled(`${namespace}/${name}`, `${count}${each}`, indent);
}

/** Behind a name that is too long for one line with it, the text has a line of its own. */
function labelled(name: string, text: string, indent: string): string[] {
  const line = `${indent}${printable(`${name}: ${text}`)}`;
  return line.length <= 80
    ? [line]
    : [`${indent}${printable(name)}:`, ...wrapped(printable(text), `${indent}  `)];
}

function rangeText({ min, max }: Range): string {
  return min === max ? String(min) : `${min}..${max}`;
}
