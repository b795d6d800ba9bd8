import { shortList } from "../../inventory/short-list.ts";
import { doubtsOf } from "../../plan/doubts.ts";
import type { Plan } from "../../plan/plan.ts";
import { blockedLabel, resourceLabel, resourceList } from "./resource-label.ts";
import { note, type PlanTable } from "./table.ts";

/** What must change before a merge, with what to do about it. */
export function blockerTable({ blockers }: Plan): PlanTable {
  return {
    id: "blockers",
    title: "Blockers",
    noun: "blocker",
    columns: [{ heading: "blocker", kind: "name" }],
    rows: blockers.map((blocker) => ({
      cells: [blockedLabel(blocker)],
      notes: [
        ...note(blocker.code, blocker.message),
        ...note("help", blocker.help),
        ...note("fix", blocker.fixable ? "`nimops plan --fix` writes the safe path" : undefined),
      ],
      ...(blocker.resource ? { about: blocker.resource } : {}),
      ...(blocker.location ? { location: blocker.location } : {}),
    })),
  };
}

/** What may keep models from being there, though it blocks nothing. */
export function warningTable(plan: Plan): PlanTable {
  return {
    id: "warnings",
    title: "Warnings",
    noun: "warning",
    columns: [{ heading: "warning", kind: "name" }],
    rows: doubtsOf(plan).map(({ about, reason: { code, message, help } }) => ({
      cells: [resourceLabel(about)],
      notes: [...note(code, message), ...note("help", help)],
      about,
      ...(about.location ? { location: about.location } : {}),
    })),
  };
}

/** What would make it fit. */
export function adviceTable({ advice }: Plan): PlanTable {
  return {
    id: "advice",
    title: "What would make it fit",
    noun: "way out",
    columns: [
      { heading: "verdict then", kind: "verdict" },
      { heading: "try with", kind: "text" },
    ],
    rows: advice.map(({ code, message, whatIf, verdict }) => ({
      cells: [verdict, whatIf === undefined ? "" : `--what-if ${whatIf}`],
      notes: note(code, message),
    })),
    ...(advice.length > 1 ? { remark: "each alone is enough" } : {}),
  };
}

export function orderTable({ order }: Plan): PlanTable {
  return {
    id: "order",
    title: "Order",
    noun: "step",
    columns: [
      { heading: "step", kind: "number" },
      { heading: "resource", kind: "name" },
      { heading: "action", kind: "text" },
    ],
    rows: order.map((step) => ({
      cells: [String(step.step), resourceLabel(step), step.action],
      notes: note("after", resourceList(step.waitsFor)),
      about: step,
    })),
    ...(order.length > 1 ? { remark: "what has one number may happen at once" } : {}),
  };
}

/** Each assumption once, with all that it is made for. */
export function assumptionTable({ assumptions }: Plan): PlanTable {
  const subjects = new Map<string, string[]>();
  for (const { about, message } of assumptions) {
    const known = subjects.get(message);
    if (!known) subjects.set(message, [about]);
    else if (!known.includes(about)) known.push(about);
  }
  return {
    id: "assumptions",
    title: "Assumptions",
    noun: "assumption",
    columns: [{ heading: "about", kind: "name" }],
    rows: [...subjects].map(([message, abouts]) => ({
      cells: [shortList(abouts)],
      notes: note("", message),
    })),
  };
}
