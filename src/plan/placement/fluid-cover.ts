import { type FluidCell, type FluidColumn, FluidProgram } from "./fluid-program.ts";
import { Simplex } from "./simplex.ts";
import type { StrandingTask } from "./stranding-task.ts";

/** What blockers are worth, and what each resource of a node is where another is to be used up, as one program says. */
export interface FluidCover {
  /** How often all cells could be blocked, at most. */
  readonly times: number;
  readonly shares: readonly FluidShare[];
  /** By row: of a blocker, of what a quota leaves. All rows together are worth 1. */
  readonly rows: readonly number[];
  /** By cell, by the resource that is used up, by other resource. */
  readonly penalties: readonly (readonly (readonly number[] | undefined)[])[];
}

/** Nodes of a cell of which one resource is to be used up, or which one pod each blocks by its rules; and by which blockers. */
export interface FluidShare {
  readonly cell: number;
  readonly resource: number | undefined;
  readonly nodes: number;
  readonly pods: ReadonlyMap<number, number>;
}

/**
 * Blocks as large a share of all cells as possible with pods that are fluid, but count no more than a node needs: the nodes
 * of a cell are divided among the resources that may end there. A small program beside that of patterns, of which the prices
 * are a good beginning for it: what is short, where, and what large amounts of other resources cost.
 */
export function fluidCover(
  task: StrandingTask,
  cells: readonly FluidCell[],
  supply: readonly number[],
): FluidCover | undefined {
  const program = new FluidProgram(task, cells, supply);
  const simplex = solved(program, task.steps);
  if (!simplex) return undefined;
  const price = (row: number | undefined) => Math.max(0, simplex.prices[row ?? -1] ?? 0);
  const worth = supply.map((amount, at) =>
    price(program.supplyRow[at]) > 0 ? price(program.supplyRow[at]) / amount : 0,
  );
  const sum = supply.reduce(
    (all, amount, at) => ((worth[at] ?? 0) > 0 ? all + amount * (worth[at] ?? 0) : all),
    0,
  );
  if (sum <= 0) return undefined;
  const penalties = cells.map(() => task.pod.requests.map((): number[] | undefined => undefined));
  for (const { cell, resource, other, row, room } of program.capacities) {
    const ofCell = penalties[cell];
    if (!ofCell) continue;
    const list = ofCell[resource] ?? task.pod.requests.map(() => 0);
    list[other] = price(row) / sum / Math.max(room, 1e-9);
    ofCell[resource] = list;
  }
  return {
    times: simplex.value,
    shares: sharesOf(program.columns, simplex),
    rows: worth.map((each) => each / sum),
    penalties,
  };
}

/** Undefined where it takes too many steps. */
function solved({ most, columns }: FluidProgram, steps: StrandingTask["steps"]): Simplex | undefined {
  const simplex = new Simplex(most);
  const ofPivot = most.length * most.length;
  const scanned = columns.reduce((sum, { entries }) => sum + entries.length, 0);
  for (let isBetter = true; isBetter && simplex.value <= enough; ) {
    if (!steps.take(1 + Math.ceil((scanned + ofPivot) / 1000))) return undefined;
    isBetter = simplex.enterSlack();
    for (const column of bestOf(columns, simplex.prices)) {
      const { entries = [], worth = 0 } = columns[column] ?? {};
      if (simplex.value > enough || !simplex.enter(column, entries, worth)) continue;
      isBetter = true;
      if (!steps.take(1 + Math.ceil(ofPivot / 1000))) return undefined;
    }
  }
  return simplex;
}

/** With so much more than is needed the prices say nothing. */
const enough = 1.5;

function sharesOf(columns: readonly FluidColumn[], simplex: Simplex): FluidShare[] {
  const times = Math.max(1, simplex.value);
  const shares = new Map<
    string,
    { cell: number; resource: number | undefined; nodes: number; pods: Map<number, number> }
  >();
  for (const [at, amount] of simplex.basic()) {
    const { cell = -1, resource, index } = columns[at] ?? {};
    if (cell < 0 || amount < 1e-7) continue;
    const key = `${cell} ${resource}`;
    const share = shares.get(key) ?? { cell, resource, nodes: 0, pods: new Map() };
    shares.set(key, share);
    if (index !== undefined) share.pods.set(index, (share.pods.get(index) ?? 0) + amount / times);
    if (index === undefined || resource === undefined) share.nodes += amount / times;
  }
  return [...shares.values()];
}

/** Those that gain most now: the gain of each changes with every other that is taken, but seldom to nothing. */
function bestOf(columns: readonly FluidColumn[], prices: readonly number[]): number[] {
  const gains = new Float64Array(columns.length);
  const found: number[] = [];
  for (let column = 0; column < columns.length; column++) {
    const { entries = [], worth = 0 } = columns[column] ?? {};
    let gain = worth;
    for (let at = 0; at < entries.length; at++) {
      const entry = entries[at];
      if (entry) gain -= entry[1] * (prices[entry[0]] ?? 0);
    }
    gains[column] = gain;
    if (gain > 1e-9) found.push(column);
  }
  found.sort((a, b) => (gains[b] ?? 0) - (gains[a] ?? 0) || a - b);
  return found.slice(0, mostAtATime);
}

const mostAtATime = 12;
