import type { DeploymentPage } from "./deployment-page.ts";
import type { Call, Dropped, Slot } from "./slot.ts";
import type { ToldDeployment } from "./telling.ts";
import { isLast } from "./words.ts";

/** A deployment of a commit into one environment. */
export class DeploymentSlot implements Slot {
  readonly kind = "deployment";
  readonly commit: string;
  readonly isFirst = false;
  readonly #page: DeploymentPage;
  rank: number;
  failures = 0;
  retryAt = 0;
  #wanted: ToldDeployment;
  #since: number;
  #dropped: Dropped | undefined;

  constructor(wanted: ToldDeployment, rank: number, page: DeploymentPage, now: number) {
    this.commit = wanted.commit;
    this.rank = rank;
    this.#page = page;
    this.#wanted = wanted;
    this.#since = now;
    page.slots.add(this);
  }

  get wanted(): ToldDeployment {
    return this.#wanted;
  }

  get isLast(): boolean {
    return isLast(this.#wanted.state);
  }

  get since(): number {
    return this.#since;
  }

  get dropped(): Dropped | undefined {
    return this.#dropped;
  }

  get isDone(): boolean {
    return this.#dropped !== undefined || this.#page.isSaid(this.#wanted);
  }

  /**
   * Of a deployment only its state is news: each that is posted starts the workflows that listen to it.
   *
   * @returns whether words are replaced that were never said
   */
  want(wanted: ToldDeployment, now: number): boolean {
    const isLost = this.#wanted.state !== wanted.state && !this.isDone;
    if (this.#wanted.state !== wanted.state && !isLost) this.#since = now;
    this.#wanted = wanted;
    return isLost;
  }

  drop(why: Dropped): void {
    this.#dropped = why;
  }

  forget(): void {
    this.#page.slots.delete(this);
  }

  next(): Call {
    return this.#page.next(this.#wanted);
  }
}
