import type { Missing } from "../nim/workload/made.ts";
import { placed } from "../plan/outcomes.ts";
import { printable } from "../report/printable.ts";
import { lineOf } from "./line-of.ts";
import { objectText, type Remark } from "./render-set.ts";

/**
 * Remarks for people, in their order: what of one resource is left out for one reason shares a line, and what to do stands
 * below the first line that it helps.
 */
export function remarkLines(remarks: readonly Remark[]): string[] {
  const told = new Set<string>();
  return grouped(remarks).flatMap((group) => {
    const lines = textsOf(group).map((text) => `nimops: ${placeOf(group[0])}: ${text}`);
    const help = helpFor(group[0].leftOut?.why.give);
    const isNew = help !== undefined && !told.has(help);
    if (isNew) told.add(help);
    return [...lines, ...(isNew ? [`  help: ${help}`] : [])].map(printable);
  });
}

type Group = [Remark, ...Remark[]];

function grouped(remarks: readonly Remark[]): Group[] {
  const groups: Group[] = [];
  const byResource = new Map<Remark["resource"], Map<string, Group>>();
  for (const remark of remarks) {
    const byReason = byResource.get(remark.resource) ?? new Map<string, Group>();
    byResource.set(remark.resource, byReason);
    const known = remark.leftOut && byReason.get(remark.leftOut.why.sentence);
    if (known) known.push(remark);
    else {
      const group: Group = [remark];
      groups.push(group);
      if (remark.leftOut) byReason.set(remark.leftOut.why.sentence, group);
    }
  }
  return groups;
}

/** Characters of the objects that one line names; more of them go on in the next. */
const longest = 100;

function textsOf(group: Group): string[] {
  const [first] = group;
  const { leftOut } = first;
  if (!leftOut) return [first.text];
  const lines: string[][] = [];
  let length = 0;
  for (const { leftOut: each } of group) {
    const object = each ? objectText(each) : "";
    const last = lines.at(-1);
    length += object.length + 2;
    if (last && length <= longest) last.push(object);
    else {
      lines.push([object]);
      length = object.length;
    }
  }
  return lines.map((objects) => `${listed(objects)} left out: ${leftOut.why.sentence}`);
}

function listed(objects: readonly string[]): string {
  const [only = "", ...others] = objects;
  if (others.length === 0) return `${only} is`;
  return `${objects.slice(0, -1).join(", ")} and ${objects.at(-1)} are`;
}

function placeOf({ resource }: Remark): string {
  return `${lineOf(resource)}: ${placed(resource)}`;
}

function helpFor(give: Missing["give"]): string | undefined {
  if (give === undefined) return undefined;
  if (give === "products")
    return "give --product NAME, one for each value of the nodes' label nvidia.com/gpu.product";
  const { modelManifestOf: image, mayBeNative } = give;
  const words = mayBeNative ? ", or =native, or =none;" : ", or =none;";
  return `give --model-manifest ${image}=FILE${words} or write nimops.lock.json with \`nimops profiles update\``;
}
