import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "../../src/plan/canonical-json.ts";
import type { GitAccess } from "./access.ts";
import { GitStore } from "./git-store.ts";
import { type SourceLimits, usualLimits } from "./limits.ts";
import type { RemoteUrl } from "./remote-url.ts";

export interface GitStoresSettings {
  /** Of these sources alone: everything in it is removed at first. */
  readonly folder: string;
  readonly limits?: Partial<SourceLimits>;
  /** The clock of what is shared: milliseconds since some moment, never back. */
  readonly now?: () => number;
}

/** What has to be the same for two sources to share what is asked and fetched. */
export interface StoreOf {
  readonly remote: RemoteUrl;
  readonly access: GitAccess;
}

/** The stores of all sources, each for as long as it has users. What is in the folder at first is removed. */
export class GitStores {
  readonly folder: string;
  readonly limits: SourceLimits;
  readonly now: () => number;
  readonly #shared = new Map<string, { readonly store: GitStore; readonly users: Set<object> }>();
  #swept: Promise<void> | undefined;

  constructor(settings: GitStoresSettings) {
    const { folder, limits, now = () => performance.now() } = settings;
    this.folder = folder;
    this.limits = { ...usualLimits, ...limits };
    this.now = now;
  }

  /** Until `giveBack` with its key and the same user. */
  async take(user: object, of: StoreOf): Promise<{ readonly key: string; readonly store: GitStore }> {
    this.#swept ??= sweep(this.folder);
    await this.#swept;
    const key = storeKey(of);
    const { folder, limits, now } = this;
    const { remote } = of;
    const shared = this.#shared.get(key) ?? {
      store: new GitStore({ folder, limits, now, remote }),
      users: new Set<object>(),
    };
    shared.users.add(user);
    this.#shared.set(key, shared);
    return { key, store: shared.store };
  }

  giveBack(user: object, key: string): void {
    const shared = this.#shared.get(key);
    shared?.users.delete(user);
    if (shared?.users.size === 0) this.#shared.delete(key);
  }
}

/**
 * What of a source decides what the server answers, the credentials by their content: whoever has them gets the same bytes from
 * the server itself, in whatever namespace, and nobody else is let near what was fetched with them. Who may sign is not in it:
 * each source holds a commit against its own signers, and is as patient as it is.
 */
function storeKey({ remote, access }: StoreOf): string {
  const { credentials, proxy, certificateAuthority } = access;
  const given =
    credentials?.is === "password" && credentials.handedOutFor !== undefined
      ? credentials.handedOutFor
      : credentials;
  const all = canonicalJson([remote.url, given, proxy, certificateAuthority]);
  // Secrets are kept nowhere.
  return createHash("sha256").update(all).digest("hex");
}

/** What a killed process left: half of a fetch, locks, secrets. */
async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
