/**
 * How many caches are filled at once on one storage class. A cache that is being filled already is counted, and never held
 * back: only what is about to be created or changed waits. One that is stuck leaves its place to others meanwhile.
 */
export class Lanes {
  readonly #most: number;
  readonly #filling = new Map<string, Set<object>>();

  constructor(most: number) {
    this.#most = most;
  }

  hasRoom(storageClass: string): boolean {
    return (this.#filling.get(storageClass)?.size ?? 0) < this.#most;
  }

  enter(storageClass: string, who: object): void {
    const lane = this.#filling.get(storageClass);
    if (lane === undefined) this.#filling.set(storageClass, new Set([who]));
    else lane.add(who);
  }

  /** Does nothing for one that is not in it. */
  leave(storageClass: string, who: object): void {
    this.#filling.get(storageClass)?.delete(who);
  }
}
