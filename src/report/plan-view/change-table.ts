import type { Change, FieldChange, Plan } from "../../plan/plan.ts";
import { counted } from "../printable.ts";
import { resourceLabel } from "./resource-label.ts";
import type { Note, PlanTable } from "./table.ts";
import { reasonNotes } from "./workload-table.ts";

/** What is created, changed and deleted, and what edits do nothing; resources that stay as they are, are only counted. */
export function changeTable({ changes }: Plan): PlanTable {
  // An edit that does nothing is what its author does not expect.
  const changed = changes.filter(({ action, fields }) => action !== "none" || fields.length > 0);
  const same = changes.length - changed.length;
  return {
    id: "changes",
    title: "Changes",
    noun: "change",
    columns: [
      { heading: "resource", kind: "name" },
      { heading: "action", kind: "text" },
    ],
    rows: changed.map((change) => ({
      cells: [resourceLabel(change), change.action === "none" ? "no effect" : change.action],
      notes: notesOf(change),
      about: change,
      ...(change.location ? { location: change.location } : {}),
    })),
    ...(same === 0
      ? {}
      : { remark: `${counted(same, "resource")} ${same === 1 ? "stays as it is" : "stay as they are"}` }),
  };
}

const mostFields = 20;

function notesOf({ fields, reasons }: Change): Note[] {
  const left = fields.length - mostFields;
  return [
    ...reasons.flatMap(reasonNotes),
    ...fields.slice(0, mostFields).map((field) => ({ label: field.effect, text: fieldText(field) })),
    ...(left > 0 ? [{ label: "and", text: `${left} more fields` }] : []),
  ];
}

function fieldText({ path, before, after }: FieldChange): string {
  if (before === undefined) return `${path}: set to ${after ?? "nothing"}`;
  return after === undefined ? `${path}: ${before} removed` : `${path}: ${before} -> ${after}`;
}
