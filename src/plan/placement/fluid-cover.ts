import { isApartOn } from "./blocking.ts";
import type { Cell } from "./fractional-cover.ts";
import { hasRoom } from "./room.ts";
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
  { pod, model, blockers, limits, mostUsed, steps }: StrandingTask,
  cells: readonly (Cell & { readonly free: readonly number[] })[],
  supply: readonly number[],
): FluidCover | undefined {
  const rows = new Rows();
  const columns: Column[] = [];
  const supplyRow = supply.map((amount) => (Number.isFinite(amount) && amount > 0 ? rows.add(1) : -1));
  const ofSupply = (index: number): Entry[] => {
    const quota = limits.flatMap((_, of): Entry[] => {
      const at = blockers.length + of;
      const each = blockers[index]?.shape.quota[of] ?? 0;
      const row = supplyRow[at] ?? -1;
      return row < 0 || each === 0 ? [] : [[row, each / (supply[at] ?? 1)]];
    });
    return [[supplyRow[index] ?? -1, 1 / (supply[index] ?? 1)], ...quota];
  };
  const share: Entry[] = [];
  const capacities: { cell: number; resource: number; other: number; row: number; room: number }[] = [];
  for (const [at, { nodes, free }] of cells.entries()) {
    const block = model.blockOf[nodes[0] ?? -1] ?? -1;
    const own = rows.add(0);
    share.push([own, 1]);
    const here = blockers.flatMap(({ shape }, index) =>
      (supplyRow[index] ?? -1) >= 0 && shape.takes[block] && hasRoom(free, shape.requests)
        ? [{ shape, index }]
        : [],
    );
    for (const { shape, index } of here) {
      if (isApartOn(model, pod, shape, nodes[0] ?? -1))
        columns.push({ cell: at, index, entries: [...ofSupply(index), [own, -1 / nodes.length]], worth: 0 });
    }
    for (const [resource, asked] of pod.requests.entries()) {
      const room = free[resource] ?? 0;
      const whole = model.blocks[block]?.free[resource] ?? 0;
      if (asked === 0 || room === Number.POSITIVE_INFINITY) continue;
      if ((mostUsed[block]?.[resource] ?? whole) <= whole - asked) continue;
      const useful = here.filter(({ shape }) => (shape.requests[resource] ?? 0) > 0);
      const unit = useful.reduce((divisor, { shape }) => gcd(divisor, shape.requests[resource] ?? 0), 0);
      if (unit === 0) continue;
      const need = (Math.floor((room - asked) / unit) + 1) * unit;
      const filled = rows.add(0);
      const within = free.map((limit, other) => {
        const isCounted =
          other !== resource &&
          Number.isFinite(limit) &&
          useful.some(({ shape }) => (shape.requests[other] ?? 0) > 0);
        if (!isCounted) return -1;
        const row = rows.add(0);
        capacities.push({ cell: at, resource, other, row, room: limit });
        return row;
      });
      const limitsOf = (sign: (other: number) => number) =>
        within.flatMap((row, other): Entry[] => (row < 0 || sign(other) === 0 ? [] : [[row, sign(other)]]));
      columns.push({
        cell: at,
        resource,
        entries: [[own, -1 / nodes.length], [filled, 1], ...limitsOf(() => -1)],
        worth: 0,
      });
      for (const { shape, index } of useful) {
        const size = Math.min(shape.requests[resource] ?? 0, need) / need;
        const others = limitsOf((other) => (shape.requests[other] ?? 0) / (free[other] || 1));
        columns.push({
          cell: at,
          resource,
          index,
          entries: [...ofSupply(index), [filled, -size], ...others],
          worth: 0,
        });
      }
    }
  }
  columns.push({ cell: -1, entries: share, worth: 1 });
  const simplex = new Simplex(rows.most);
  const size = rows.most.length;
  const scanned = columns.reduce((sum, { entries }) => sum + entries.length, 0);
  for (let isBetter = true; isBetter && simplex.value <= enough; ) {
    if (!steps.take(1 + Math.ceil((scanned + size * size) / 1000))) return undefined;
    isBetter = simplex.enterSlack();
    for (const column of bestOf(columns, simplex.prices)) {
      const { entries = [], worth = 0 } = columns[column] ?? {};
      if (simplex.value > enough || !simplex.enter(column, entries, worth)) continue;
      isBetter = true;
      if (!steps.take(1 + Math.ceil((size * size) / 1000))) return undefined;
    }
  }
  const worth = supply.map((amount, row) => {
    const price = simplex.prices[supplyRow[row] ?? -1] ?? 0;
    return price > 0 ? price / amount : 0;
  });
  const sum = supply.reduce(
    (all, amount, row) => ((worth[row] ?? 0) > 0 ? all + amount * (worth[row] ?? 0) : all),
    0,
  );
  if (sum <= 0) return undefined;
  const penalties = cells.map(() => pod.requests.map((): number[] | undefined => undefined));
  for (const { cell, resource, other, row, room } of capacities) {
    const ofCell = penalties[cell];
    if (!ofCell) continue;
    const list = ofCell[resource] ?? pod.requests.map(() => 0);
    list[other] = Math.max(0, simplex.prices[row] ?? 0) / sum / Math.max(room, 1e-9);
    ofCell[resource] = list;
  }
  return {
    times: simplex.value,
    shares: sharesOf(columns, simplex),
    rows: worth.map((price) => price / sum),
    penalties,
  };
}

function sharesOf(columns: readonly Column[], simplex: Simplex): FluidShare[] {
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

/** With so much more than is needed the prices say nothing. */
const enough = 1.5;

type Entry = readonly [row: number, amount: number];

interface Column {
  readonly cell: number;
  readonly resource?: number;
  /** Position of a blocker; absent of nodes. */
  readonly index?: number;
  readonly entries: readonly Entry[];
  readonly worth: number;
}

class Rows {
  readonly most: number[] = [];

  /** A little more than nothing keeps the method from going in circles. */
  add(most: number): number {
    return this.most.push(most || 1e-8 * (1 + ((this.most.length * 7919) % 97))) - 1;
  }
}

/** Those that gain most now: the gain of each changes with every other that is taken, but seldom to nothing. */
function bestOf(columns: readonly Column[], prices: readonly number[]): number[] {
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

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
