import { isApartOn } from "./blocking.ts";
import type { Cell } from "./fractional-cover.ts";
import { gcd } from "./gcd.ts";
import { hasRoom } from "./room.ts";
import type { StrandingTask } from "./stranding-task.ts";

export type Entry = readonly [row: number, amount: number];

export interface FluidColumn {
  readonly cell: number;
  readonly resource?: number;
  /** Position of a blocker; absent of nodes. */
  readonly index?: number;
  readonly entries: readonly Entry[];
  readonly worth: number;
}

/** The row that keeps blockers within another resource of nodes of which one is to be used up. */
export interface Capacity {
  readonly cell: number;
  readonly resource: number;
  readonly other: number;
  readonly row: number;
  readonly room: number;
}

export interface FluidCell extends Cell {
  /** What its nodes have before. */
  readonly free: readonly number[];
}

/**
 * The program that divides the nodes of each cell among the resources that may end there, and the blockers among these, so
 * that as large a share as possible of every cell is blocked.
 */
export class FluidProgram {
  /** The last is the share. */
  readonly columns: FluidColumn[] = [];
  readonly capacities: Capacity[] = [];
  /** By row: the most that its columns may take. */
  readonly most: number[] = [];
  /** By blocker, then by quota; -1 where there is no end of it, or nothing. */
  readonly supplyRow: readonly number[];
  readonly #task: StrandingTask;
  readonly #supply: readonly number[];

  constructor(task: StrandingTask, cells: readonly FluidCell[], supply: readonly number[]) {
    this.#task = task;
    this.#supply = supply;
    this.supplyRow = supply.map((amount) => (Number.isFinite(amount) && amount > 0 ? this.#addRow(1) : -1));
    const share = cells.map((cell, at): Entry => [this.#addCell(at, cell), 1]);
    this.columns.push({ cell: -1, entries: share, worth: 1 });
  }

  /** @returns the row of its nodes. */
  #addCell(at: number, cell: FluidCell): number {
    const { pod, model, blockers } = this.#task;
    const own = this.#addRow(0);
    const node: Entry = [own, -1 / cell.nodes.length];
    const block = model.blockOf[cell.nodes[0] ?? -1] ?? -1;
    const here = [...blockers.keys()].filter((index) => {
      const shape = blockers[index]?.shape;
      return (
        shape &&
        (this.supplyRow[index] ?? -1) >= 0 &&
        shape.takes[block] &&
        hasRoom(cell.free, shape.requests)
      );
    });
    for (const index of here) {
      const shape = blockers[index]?.shape;
      if (shape && isApartOn(model, pod, shape, cell.nodes[0] ?? -1))
        this.columns.push({ cell: at, index, entries: [...this.#ofSupply(index), node], worth: 0 });
    }
    for (const resource of pod.requests.keys()) {
      if (this.#mayEnd(resource, cell.free, block)) this.#addResource(at, cell, resource, here, node);
    }
    return own;
  }

  /** Whether so much of a resource may be used on a node that the pod has no room. */
  #mayEnd(resource: number, free: readonly number[], block: number): boolean {
    const { pod, model, mostUsed } = this.#task;
    const asked = pod.requests[resource] ?? 0;
    if (asked === 0 || free[resource] === Number.POSITIVE_INFINITY) return false;
    const whole = model.blocks[block]?.free[resource] ?? 0;
    return (mostUsed[block]?.[resource] ?? whole) > whole - asked;
  }

  /** Nodes of a cell of which a resource is to be used up, and the pods that do so. */
  #addResource(
    cell: number,
    { free }: FluidCell,
    resource: number,
    here: readonly number[],
    node: Entry,
  ): void {
    const { pod, blockers } = this.#task;
    const asks = (index: number, of: number) => blockers[index]?.shape.requests[of] ?? 0;
    const useful = here.filter((index) => asks(index, resource) > 0);
    const unit = useful.reduce((divisor, index) => gcd(divisor, asks(index, resource)), 0);
    if (unit === 0) return;
    const room = free[resource] ?? 0;
    const need = (Math.floor((room - (pod.requests[resource] ?? 0)) / unit) + 1) * unit;
    const filled = this.#addRow(0);
    const within = free.map((limit, other) => {
      if (other === resource || !Number.isFinite(limit)) return -1;
      if (!useful.some((index) => asks(index, other) > 0)) return -1;
      const row = this.#addRow(0);
      this.capacities.push({ cell, resource, other, row, room: limit });
      return row;
    });
    const limitsOf = (amount: (other: number) => number) =>
      within.flatMap((row, other): Entry[] => (row < 0 || amount(other) === 0 ? [] : [[row, amount(other)]]));
    this.columns.push({ cell, resource, entries: [node, [filled, 1], ...limitsOf(() => -1)], worth: 0 });
    for (const index of useful) {
      const size = Math.min(asks(index, resource), need) / need;
      const others = limitsOf((other) => asks(index, other) / (free[other] || 1));
      const entries: Entry[] = [...this.#ofSupply(index), [filled, -size], ...others];
      this.columns.push({ cell, resource, index, entries, worth: 0 });
    }
  }

  /** What one pod of a blocker takes of what there is of them, and of quotas. */
  #ofSupply(index: number): Entry[] {
    const { blockers, limits } = this.#task;
    const ofQuotas = limits.flatMap((_, of): Entry[] => {
      const at = blockers.length + of;
      const each = blockers[index]?.shape.quota[of] ?? 0;
      const row = this.supplyRow[at] ?? -1;
      return row < 0 || each === 0 ? [] : [[row, each / (this.#supply[at] ?? 1)]];
    });
    return [[this.supplyRow[index] ?? -1, 1 / (this.#supply[index] ?? 1)], ...ofQuotas];
  }

  /** A little more than nothing keeps the method from going in circles. */
  #addRow(most: number): number {
    return this.most.push(most || 1e-8 * (1 + ((this.most.length * 7919) % 97))) - 1;
  }
}
