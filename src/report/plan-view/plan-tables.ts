import type { Plan } from "../../plan/plan.ts";
import { cacheTable } from "./cache-table.ts";
import { changeTable } from "./change-table.ts";
import { fleetTable } from "./fleet-table.ts";
import { adviceTable, assumptionTable, blockerTable, orderTable, warningTable } from "./list-tables.ts";
import type { PlanTable } from "./table.ts";
import { workloadTable } from "./workload-table.ts";

/** All parts of a plan that have something to show, in the order in which every format shows them. */
export function planTables(plan: Plan): PlanTable[] {
  return tables
    .map((table) => table(plan))
    .filter(({ rows, remark }) => rows.length > 0 || remark)
    .map(withoutEmptyColumns);
}

function withoutEmptyColumns(table: PlanTable): PlanTable {
  const { columns, rows } = table;
  const isFilled = columns.map((_, index) => rows.some(({ cells }) => cells[index] !== ""));
  if (isFilled.every(Boolean)) return table;
  return {
    ...table,
    columns: columns.filter((_, index) => isFilled[index]),
    rows: rows.map((row) => ({ ...row, cells: row.cells.filter((_, index) => isFilled[index]) })),
  };
}

const tables = [
  blockerTable,
  warningTable,
  workloadTable,
  adviceTable,
  fleetTable,
  cacheTable,
  changeTable,
  orderTable,
  assumptionTable,
] as const;
