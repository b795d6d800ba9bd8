import type { Inventory } from "../../inventory/inventory.ts";
import type { Demand } from "../demand/demand.ts";
import type { FleetVerdict } from "../placement/answer.ts";

/** Plans a fleet again, at minimum replicas. */
export type Judge = (inventory: Inventory, demand: Demand) => FleetVerdict;

/** Plans again a limited number of times. */
export class Trial {
  readonly #judge: Judge;
  readonly #inventory: Inventory;
  readonly #demand: Demand;
  readonly #now: FleetVerdict;
  #left: number;

  /** @param now what does not fit is to fit at all; what fits if packed is to fit in every order. */
  constructor(judge: Judge, inventory: Inventory, demand: Demand, now: FleetVerdict, times: number) {
    this.#judge = judge;
    this.#inventory = inventory;
    this.#demand = demand;
    this.#now = now;
    this.#left = times;
  }

  get inventory(): Inventory {
    return this.#inventory;
  }

  get demand(): Demand {
    return this.#demand;
  }

  /** Goes on with another demand, as many times as are left. */
  of(demand: Demand): Trial {
    return new Trial(this.#judge, this.#inventory, demand, this.#now, this.#left);
  }

  /** The verdict with something changed, if it is good enough; undefined where it is not, or was not tried. */
  with({ inventory = this.#inventory, demand = this.#demand }: Partial<Changed>): FleetVerdict | undefined {
    if (this.#left <= 0) return undefined;
    this.#left--;
    const verdict = this.#judge(inventory, demand);
    const isEnough = verdict === "fits" || (verdict === "fits-if-packed" && this.#now === "does-not-fit");
    return isEnough ? verdict : undefined;
  }

  /** The smallest number from 1 up to `most` that is good enough, where all above it are. */
  smallest(
    most: number,
    changed: (number: number) => Partial<Changed>,
  ): { number: number; verdict: FleetVerdict } | undefined {
    let verdict = most < 1 ? undefined : this.with(changed(most));
    if (verdict === undefined) return undefined;
    let [low, high] = [1, most];
    // Small numbers are the usual answer, so they are tried first.
    for (let step = 1; low < high; step *= 2) {
      const tried = Math.min(low + step - 1, Math.floor((low + high) / 2));
      const found = this.with(changed(tried));
      if (found === undefined && this.#left <= 0) return undefined;
      if (found === undefined) low = tried + 1;
      else [high, verdict] = [tried, found];
    }
    return { number: high, verdict };
  }
}

interface Changed {
  readonly inventory: Inventory;
  readonly demand: Demand;
}
