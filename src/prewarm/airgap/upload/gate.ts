/**
 * Lets so many in at once, and only as many bytes as they may hold together; first come, first served. It lends the memory that they
 * work in, and lends the same again: what is left to be collected grows, while the store is slow, to many times what is in use.
 */
export class Gate {
  #places: number;
  #bytes: number;
  readonly #most: number;
  readonly #waiting: { bytes: number; enter: () => void }[] = [];
  readonly #free: Buffer[] = [];

  constructor(places: number, bytes: number) {
    this.#places = places;
    this.#bytes = bytes;
    this.#most = bytes;
  }

  /** More bytes than there are at all wait for all of them. The memory is good until the work is done. */
  withMemory<T>(bytes: number, work: (memory: Buffer) => Promise<T>): Promise<T> {
    const size = Math.max(bytes, smallest);
    return this.within(size, async () => {
      const memory = this.#taken(size);
      try {
        return await work(memory.subarray(0, bytes));
      } finally {
        this.#free.push(memory);
      }
    });
  }

  async within<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const held = Math.min(bytes, this.#most);
    await new Promise<void>((enter) => {
      this.#waiting.push({ bytes: held, enter });
      this.#letIn();
    });
    try {
      return await work();
    } finally {
      this.#places += 1;
      this.#bytes += held;
      this.#letIn();
    }
  }

  /** The smallest that is large enough, else a new one in place of one that is not. */
  #taken(size: number): Buffer {
    let best = -1;
    for (const [index, { length }] of this.#free.entries()) {
      const known = this.#free[best]?.length;
      if (length >= size && (known === undefined || length < known)) best = index;
    }
    const [found] = best < 0 ? [] : this.#free.splice(best, 1);
    if (found) return found;
    this.#free.shift();
    return Buffer.allocUnsafeSlow(size);
  }

  #letIn(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined || this.#places === 0 || next.bytes > this.#bytes) return;
      this.#waiting.shift();
      this.#places -= 1;
      this.#bytes -= next.bytes;
      next.enter();
    }
  }
}

/** Bytes; lent to small files too, so that what is lent fits the next one as well. */
const smallest = 2 * 1024 * 1024;

/** Does something with each item, so many at once. The first failure stops what has not begun, and is thrown when all ended. */
export async function forEach<T>(
  items: Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const open = items[Symbol.iterator]();
  let failure: { error: unknown } | undefined;
  const worker = async () => {
    for (let next = open.next(); !next.done && failure === undefined; next = open.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failure !== undefined) throw failure.error;
}
