import { canonicalJson } from "../../src/plan/canonical-json.ts";
import type { NIMRepositoryStatus } from "../repository/types.ts";
import type { StatusStore } from "./pass.ts";

/** Writes a status only where it says something else than the one before. */
export class StatusWriter {
  readonly #store: StatusStore;
  readonly #first: NIMRepositoryStatus;
  #written: string;

  constructor(store: StatusStore, first: NIMRepositoryStatus) {
    this.#store = store;
    this.#first = first;
    this.#written = canonicalJson(first);
  }

  /** The ledger alone: the rest is told when it is known. */
  async writeLedger(ledger: NIMRepositoryStatus["ledger"]): Promise<void> {
    await this.write({ ...this.#first, ledger });
  }

  async write(status: NIMRepositoryStatus): Promise<void> {
    const text = canonicalJson(status);
    if (text === this.#written) return;
    await this.#store.write(status);
    this.#written = text;
  }
}
