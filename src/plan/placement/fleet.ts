import type { Packing } from "./answer.ts";
import type { Model, Shape } from "./model.ts";

/** Pods on nodes, by shape, while a search moves them. */
export class Fleet {
  readonly model: Model;
  /** By node, then by resource. */
  readonly free: number[][];
  /** By node: shapes and how many of each. */
  readonly held: Map<number, number>[];
  /** By shape. */
  readonly placed: number[];
  /** By key, then by domain: pods that take part in rules. */
  readonly #inDomain: Map<number, Map<number, number>>[];
  /** By node, as far as it was asked for since the last change. */
  readonly #states: (string | undefined)[];

  constructor(model: Model) {
    this.model = model;
    this.free = model.blockOf.map((block) => [...(model.blocks[block]?.free ?? [])]);
    this.held = model.blockOf.map(() => new Map());
    this.placed = model.shapes.map(() => 0);
    this.#inDomain = model.domains.map(() => new Map());
    this.#states = model.blockOf.map(() => undefined);
  }

  /** What kube-scheduler's filters say to one more pod. */
  takes(shape: Shape, node: number): boolean {
    return (
      shape.takes[this.model.blockOf[node] ?? -1] === true &&
      this.hasRoom(shape, node) &&
      this.keepsApart(shape, node) &&
      this.isNear(shape, node)
    );
  }

  hasRoom({ requests }: Shape, node: number): boolean {
    const free = this.free[node];
    if (!free) return false;
    for (let index = 0; index < requests.length; index++) {
      const asked = requests[index] ?? 0;
      if (asked > 0 && asked > (free[index] ?? 0)) return false;
    }
    return true;
  }

  keepsApart({ apart }: Shape, node: number): boolean {
    for (const { key, shape } of apart) {
      const domain = this.model.domains[key]?.[node] ?? -1;
      if (domain >= 0 && this.inDomain(key, domain, shape) > 0) return false;
    }
    return true;
  }

  /**
   * A node without one of the keys is never near. The first of pods that want to be near each other may go anywhere:
   * while none of those that it must be near is there, and it is one of them.
   */
  isNear({ index, together }: Shape, node: number): boolean {
    if (!together) return true;
    const places = together.keys.map((key) => [key, this.model.domains[key]?.[node] ?? -1] as const);
    if (places.some(([, domain]) => domain < 0)) return false;
    const isBeside = places.every(([key, domain]) =>
      together.shapes.some((shape) => this.inDomain(key, domain, shape) > 0),
    );
    if (isBeside) return true;
    return (
      together.shapes.includes(index) && together.shapes.every((shape) => (this.placed[shape] ?? 0) === 0)
    );
  }

  inDomain(key: number, domain: number, shape: number): number {
    return this.#inDomain[key]?.get(domain)?.get(shape) ?? 0;
  }

  /** Puts pods there, or takes them away where `count` is negative. */
  put(shape: Shape, node: number, count = 1): void {
    const free = this.free[node];
    const held = this.held[node];
    if (!free || !held) return;
    this.#states[node] = undefined;
    for (let index = 0; index < free.length; index++) {
      free[index] = (free[index] ?? 0) - (shape.requests[index] ?? 0) * count;
    }
    const now = (held.get(shape.index) ?? 0) + count;
    if (now === 0) held.delete(shape.index);
    else held.set(shape.index, now);
    this.placed[shape.index] = (this.placed[shape.index] ?? 0) + count;
    if (!shape.isRuled) return;
    this.#inDomain.forEach((domains, key) => {
      const domain = this.model.domains[key]?.[node] ?? -1;
      if (domain < 0) return;
      const pods = domains.get(domain) ?? new Map<number, number>();
      domains.set(domain, pods);
      pods.set(shape.index, (pods.get(shape.index) ?? 0) + count);
    });
  }

  /** All that another one holds. */
  putAll({ held }: Fleet): void {
    for (const [node, pods] of held.entries()) {
      for (const [index, count] of pods) {
        const shape = this.model.shapes[index];
        if (shape) this.put(shape, node, count);
      }
    }
  }

  copy(): Fleet {
    const copy = new Fleet(this.model);
    copy.putAll(this);
    return copy;
  }

  /** As many as the node takes, up to `most`; how many there were. */
  fill(shape: Shape, node: number, most: number): number {
    let count = 0;
    while (count < most && this.takes(shape, node)) {
      this.put(shape, node);
      count += 1;
    }
    return count;
  }

  /** What tells nodes apart for every pod that may still come. */
  stateOf(node: number): string {
    const known = this.#states[node];
    if (known !== undefined) return known;
    const held = [...(this.held[node] ?? [])]
      .filter(([shape]) => this.model.shapes[shape]?.isRuled)
      .sort(([a], [b]) => a - b);
    const state = `${this.model.blockOf[node]};${this.free[node]?.join()};${held.join(" ")}`;
    this.#states[node] = state;
    return state;
  }

  /** The same for fleets that differ in nothing but which of equal nodes is which. */
  states(): string {
    return this.free
      .map((_, node) => this.stateOf(node))
      .sort()
      .join("|");
  }

  /**
   * The placement by groups. Pods of one shape are given to its groups in order, and to those of `last` in the end, so that one
   * of theirs stays out if any does; `counts` says how many each group has.
   */
  packing(counts: readonly number[], last?: number): Packing {
    const { shapes, problem } = this.model;
    const queues = shapes.map(({ groups }) => {
      const isLast = (group: number) => problem.groups[group]?.owner === last;
      const ordered =
        last === undefined ? groups : [...groups.filter((g) => !isLast(g)), ...groups.filter(isLast)];
      return ordered.map((group) => ({ group, left: counts[group] ?? 0 })).reverse();
    });
    const nodes = new Map<number, ReadonlyMap<number, number>>();
    this.held.forEach((held, node) => {
      if (held.size === 0) return;
      const byGroup = new Map<number, number>();
      for (const [shape, count] of held) {
        const queue = queues[shape] ?? [];
        let open = count;
        for (let next = queue.at(-1); next && open > 0; next = queue.at(-1)) {
          const given = Math.min(open, next.left);
          if (given > 0) byGroup.set(next.group, given);
          next.left -= given;
          open -= given;
          if (next.left === 0) queue.pop();
        }
      }
      nodes.set(node, byGroup);
    });
    return nodes;
  }
}
