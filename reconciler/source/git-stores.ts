import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { once } from "../../src/nim/once.ts";
import type { GitAccess } from "./access.ts";
import { GitStore } from "./git-store.ts";
import { type SourceLimits, usualLimits } from "./limits.ts";
import type { RemoteUrl } from "./remote-url.ts";
import { SharedByContent } from "./shared-by-content.ts";

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
  readonly #shared = new SharedByContent<GitStore>();
  readonly #swept = once(() => sweep(this.folder));

  constructor(settings: GitStoresSettings) {
    const { folder, limits, now = () => performance.now() } = settings;
    this.folder = folder;
    this.limits = { ...usualLimits, ...limits };
    this.now = now;
  }

  /** Until `giveBack`, or another one for the same user. */
  async take(user: object, of: StoreOf): Promise<GitStore> {
    await this.#swept();
    const { folder, limits, now } = this;
    const { remote } = of;
    return this.#shared.take(user, contentOf(of), () => new GitStore({ folder, limits, now, remote }));
  }

  giveBack(user: object): void {
    this.#shared.giveBack(user);
  }
}

/**
 * What of a source decides what the server answers, the credentials by their content: whoever has them gets the same bytes from
 * the server itself, in whatever namespace, and nobody else is let near what was fetched with them. Who may sign is not in it:
 * each source holds a commit against its own signers, and is as patient as it is.
 */
function contentOf({ remote, access }: StoreOf): readonly unknown[] {
  const { credentials, proxy, certificateAuthority } = access;
  const given =
    credentials?.is === "password" && credentials.handedOutFor !== undefined
      ? credentials.handedOutFor
      : credentials;
  return [remote.url, given, proxy, certificateAuthority];
}

/** What a killed process left: half of a fetch, locks, secrets. */
async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
