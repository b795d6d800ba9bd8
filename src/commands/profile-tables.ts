import type { CanRun } from "../nim/profile/can-run.ts";
import type { ProfileFacts } from "../nim/profile/lock/lock.ts";
import { columns } from "../report/columns.ts";
import { printable } from "../report/printable.ts";
import { wrap } from "./command.ts";

/** A profile with what is known of it, and where it can run. */
export interface ShownProfile {
  readonly id: string;
  readonly facts: ProfileFacts;
  /** A word before its places, such as `selected`. */
  readonly mark?: string;
  readonly places: readonly ShownPlace[];
}

export interface ShownPlace extends CanRun {
  readonly product: string;
}

/** Enough of an id to find it, unless two begin alike. */
export function shortIds(ids: readonly string[]): ReadonlyMap<string, string> {
  const starts = new Map<string, number>();
  const start = (id: string) => printable(id).slice(0, 12);
  for (const id of new Set(ids)) starts.set(start(id), (starts.get(start(id)) ?? 0) + 1);
  return new Map(ids.map((id) => [id, starts.get(start(id)) === 1 ? start(id) : printable(id)]));
}

/** What the profiles are and need: only the columns of which something is known. */
export function factsTable(profiles: readonly ShownProfile[]): string[] {
  const short = shortIds(profiles.map(({ id }) => id));
  const shown = factColumns.filter(([, cell]) => profiles.some(({ facts }) => cell(facts) !== ""));
  const rows = profiles.map(({ id, facts }) => [
    short.get(id) ?? "",
    ...shown.map(([, cell]) => printable(cell(facts)) || "-"),
  ]);
  return columns([["PROFILE", ...shown.map(([heading]) => heading)], ...rows], "  ");
}

/** Where the profiles can run: three products a table, with the reasons below. */
export function placesTable(profiles: readonly ShownProfile[]): string[] {
  const short = shortIds(profiles.map(({ id }) => id));
  const products = profiles[0]?.places.map(({ product }) => product) ?? [];
  const notes = new Map<string, number>();
  const noteOf = (text: string) => {
    if (!notes.has(text)) notes.set(text, notes.size + 1);
    return notes.get(text) ?? 0;
  };
  const cell = (place: ShownPlace | undefined) => {
    if (place === undefined) return "";
    const numbers = [...place.reasons, ...place.warnings].map(noteOf).map(String);
    return [place.verdict, ...(numbers.length === 0 ? [] : [numbers.join(",")])].join(" ");
  };
  const lines: string[] = [];
  for (let first = 0; first < products.length; first += productsATable) {
    const part = products.slice(first, first + productsATable);
    const heading = ["PROFILE", "", ...part.map((product) => printable(product.replace(/^NVIDIA-/, "")))];
    const rows = profiles.map(({ id, mark, places }) => [
      short.get(id) ?? "",
      mark ?? "",
      ...part.map((_, index) => cell(places[first + index])),
    ]);
    const isMarked = profiles.some(({ mark }) => mark !== undefined);
    const table = [heading, ...rows].map((row) => (isMarked ? row : row.filter((_, index) => index !== 1)));
    lines.push(...columns(table, "  "), "");
  }
  for (const [text, number] of notes) {
    const [start = "", ...more] = wrap(printable(text), 74);
    lines.push(`  ${String(number).padStart(2)}  ${start}`, ...more.map((line) => `      ${line}`));
  }
  return lines;
}

const productsATable = 3;

const factColumns: readonly (readonly [heading: string, cell: (facts: ProfileFacts) => string])[] = [
  ["ENGINE", ({ backend }) => backend ?? ""],
  ["PRECISION", ({ precision }) => precision ?? ""],
  ["GPUS", gpuCount],
  ["FOR", ({ gpus, gpuDevices }) => (gpus ?? gpuDevices ?? []).join(",")],
  ["QOS", ({ tags }) => tags?.profile ?? ""],
  ["LORA", ({ lora }) => (lora === undefined ? "" : lora ? "yes" : "no")],
  ["GPU MEM", ({ minimumGpuMemoryGB: needs }) => (needs === undefined ? "" : `${needs} GB`)],
  ["SIZE", ({ size }) => (size === undefined ? "" : `${(size / 1e9).toFixed(1)} GB`)],
];

/** `4`, or `8x2` for two nodes of eight. */
function gpuCount({ tensorParallelism, pipelineParallelism }: ProfileFacts): string {
  if (tensorParallelism === undefined) return "";
  const stages =
    pipelineParallelism === undefined || pipelineParallelism === 1 ? "" : `x${pipelineParallelism}`;
  return `${tensorParallelism}${stages}`;
}
