import { lockFileName } from "../../src/nim/profile/lock/lock.ts";
import { canonicalJson } from "../../src/plan/canonical-json.ts";
import { configuration } from "../pass/judge-revision.ts";
import type { NIMRepository } from "../repository/types.ts";
import { type Source, SourceError } from "../source/source.ts";
import { FetchedSource } from "./fetched-source.ts";

export interface CurrentSourceSettings {
  /** @throws SourceError */
  readonly open: (repository: NIMRepository) => Source;
  /** Another source, or another folder of it: what was fetched and judged before is not of it. */
  readonly onOther: () => void;
}

/** Where a NIMRepository's commits come from, as its spec is now. */
export class CurrentSource {
  readonly #settings: CurrentSourceSettings;
  #current: { readonly where: string; readonly key: string; readonly fetched: FetchedSource } | undefined;

  constructor(settings: CurrentSourceSettings) {
    this.#settings = settings;
  }

  of(repository: NIMRepository): FetchedSource {
    const { url, ref, path, inventory, auth, proxy, certificateAuthority, verify, timeout, mode } =
      repository.spec;
    const where = canonicalJson([url, ref, path, inventory, mode]);
    const key = canonicalJson([where, auth, proxy, certificateAuthority, verify, timeout]);
    if (this.#current?.key === key) return this.#current.fetched;
    if (this.#current !== undefined && this.#current.where !== where) this.#settings.onOther();
    const paths = [path, configuration, lockFileName, ...(inventory ? [inventory.path] : [])];
    const fetched = new FetchedSource(this.#open(repository), paths);
    this.#current = { where, key, fetched };
    return fetched;
  }

  #open(repository: NIMRepository): Source {
    try {
      return this.#settings.open(repository);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const refuse = async () => {
        throw error;
      };
      return { look: refuse, read: refuse };
    }
  }
}
