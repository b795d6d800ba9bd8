import type { ToldStatus } from "../outbox/telling.ts";
import type { Line } from "./tellings-of.ts";

interface Said {
  readonly key: string;
  readonly status: ToldStatus;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Keeps the words of a status as they are for ten minutes where nothing but a time or an amount in them is another one: each
 * change is a call, and GitHub takes a thousand of one context.
 */
export class CalmWords {
  #said: ReadonlyMap<string, Said> = new Map();
  #next = new Map<string, Said>();
  #now = 0;

  /** What is not asked for until `end` is forgotten. */
  begin(now: number): void {
    this.#now = now;
    this.#next = new Map();
  }

  end(): void {
    this.#said = this.#next;
  }

  readonly calm = ({ key, ...status }: Line): ToldStatus => {
    const id = `${status.commit} ${status.context}`;
    const before = this.#said.get(id);
    const isSame = before !== undefined && before.key === key && before.status.state === status.state;
    const isCalm = isSame && before.status.url === status.url && this.#now - before.at < quiet;
    const kept = isCalm ? { ...before.status, ...closing(status) } : status;
    this.#next.set(id, isCalm ? { ...before, status: kept } : { key, status, at: this.#now });
    return kept;
  };
}

function closing({ closes }: ToldStatus): Pick<ToldStatus, "closes"> {
  return closes ? { closes } : {};
}

/** Milliseconds. */
const quiet = 10 * 60_000;
