import { CommitPage } from "./commit-page.ts";
import { DeploymentPage } from "./deployment-page.ts";
import { DeploymentSlot } from "./deployment-slot.ts";
import type { Dropped, Slot, SlotKind } from "./slot.ts";
import { StatusSlot } from "./status-slot.ts";
import type { Telling, Trouble } from "./telling.ts";

/** Who has a context of a commit: the oldest that wants it. */
export type Claims = Map<string, Desk>;

/** What is wanted of one NIMRepository, and how far it is said. It does nothing by itself. */
export class Desk {
  readonly key: string;
  /** Until when it has no use to send anything of a kind; milliseconds on the clock. */
  readonly rests = new Map<SlotKind, { readonly until: number; readonly why: Trouble }>();
  /** Nothing more will be wanted of it: others may have its contexts. */
  isLeaving = false;
  #telling: Telling;
  readonly #claims: Claims;
  readonly #pages = new Map<string, CommitPage>();
  readonly #deploymentPages = new Map<string, DeploymentPage>();
  readonly #statuses = new Map<string, StatusSlot>();
  readonly #deployments = new Map<string, DeploymentSlot>();

  constructor(key: string, telling: Telling, claims: Claims) {
    this.key = key;
    this.#telling = telling;
    this.#claims = claims;
  }

  /** `NAMESPACE/NAME`; what a key has after it tells places of one NIMRepository apart. */
  get name(): string {
    return this.key.split(" ")[0] ?? this.key;
  }

  get telling(): Telling {
    return this.#telling;
  }

  *slots(): Iterable<Slot> {
    yield* this.#statuses.values();
    yield* this.#deployments.values();
  }

  /** @returns how many words are replaced that were never said */
  want(telling: Telling, now: number): number {
    this.#telling = telling;
    const replaced = this.#wantStatuses(now) + this.#wantDeployments(now);
    const kinds = new Set([...this.slots()].map(({ kind }) => kind));
    for (const kind of this.rests.keys()) if (!kinds.has(kind)) this.rests.delete(kind);
    return replaced;
  }

  isSaid(commit: string): boolean {
    return [...this.slots()].every((slot) => slot.commit !== commit || slot.isDone);
  }

  /** Statuses that are left to somebody else. */
  left(): StatusSlot[] {
    return [...this.#statuses.values()].filter(({ dropped }) => dropped?.reason === "Contested");
  }

  /** Commits of which the last words are said. */
  ended(): Set<string> {
    const found = new Set<string>();
    for (const { commit } of this.slots()) found.add(commit);
    for (const slot of this.slots()) if (!slot.isDone || !slot.isLast) found.delete(slot.commit);
    return found;
  }

  /** Whether nothing would be left unsaid where this was wanted in its place. */
  isWithin({ statuses, deployments }: Telling): boolean {
    const commits = new Set([...statuses, ...deployments].map(({ commit }) => commit));
    return [...this.slots()].every(({ commit, isDone }) => isDone || commits.has(commit));
  }

  get isDone(): boolean {
    return [...this.slots()].every(({ isDone }) => isDone);
  }

  get trouble(): Trouble | undefined {
    for (const { kind, isDone, dropped } of this.slots()) {
      if (dropped) return dropped;
      const rest = isDone ? undefined : this.rests.get(kind);
      if (rest) return rest.why;
    }
    return undefined;
  }

  /** Why some of what is still to be said has no use to be sent for now. */
  get resting(): Trouble | undefined {
    const waiting = [...this.slots()].find(({ kind, isDone }) => !isDone && this.rests.has(kind));
    return waiting && this.rests.get(waiting.kind)?.why;
  }

  dropCommit(commit: string, why: Dropped): void {
    for (const slot of this.slots()) if (slot.commit === commit) slot.drop(why);
  }

  /** Nothing of it is wanted any more. */
  forget(): void {
    for (const [id, desk] of this.#claims) if (desk === this) this.#claims.delete(id);
    this.#statuses.clear();
    this.#deployments.clear();
  }

  #wantStatuses(now: number): number {
    const ranks = new Map<string, number>();
    const wanted = new Set<string>();
    let replaced = 0;
    for (const status of this.#telling.statuses) {
      const id = `${status.commit} ${status.context}`;
      if (wanted.has(id)) continue;
      wanted.add(id);
      const rank = ranks.get(status.commit) ?? 0;
      ranks.set(status.commit, rank + 1);
      const slot = this.#statuses.get(id);
      if (slot) replaced += slot.want(status, now) ? 1 : 0;
      const kept = slot ?? new StatusSlot(status, rank, this.#pageOf(status.commit), now);
      kept.rank = rank;
      this.#statuses.set(id, kept);
      this.#claim(id, kept);
    }
    for (const [id, slot] of this.#statuses) {
      if (wanted.has(id)) continue;
      slot.forget();
      this.#statuses.delete(id);
      this.#release(id);
    }
    for (const [commit, page] of this.#pages) if (page.contexts.size === 0) this.#pages.delete(commit);
    return replaced;
  }

  #wantDeployments(now: number): number {
    const wanted = new Set<string>();
    let replaced = 0;
    for (const deployment of this.#telling.deployments) {
      const id = JSON.stringify([deployment.commit, deployment.environment, deployment.task]);
      if (wanted.has(id)) continue;
      wanted.add(id);
      const slot = this.#deployments.get(id);
      if (slot) replaced += slot.want(deployment, now) ? 1 : 0;
      else {
        const page = this.#deploymentPageOf(deployment);
        this.#deployments.set(id, new DeploymentSlot(deployment, ofDeployments, page, now));
      }
    }
    for (const [id, slot] of this.#deployments) {
      if (wanted.has(id)) continue;
      slot.forget();
      this.#deployments.delete(id);
    }
    for (const [id, page] of this.#deploymentPages)
      if (page.slots.size === 0) this.#deploymentPages.delete(id);
    return replaced;
  }

  #pageOf(sha: string): CommitPage {
    const { repository } = this.#telling;
    const page = this.#pages.get(sha) ?? new CommitPage({ repository, sha });
    this.#pages.set(sha, page);
    return page;
  }

  #deploymentPageOf(deployment: Telling["deployments"][number]): DeploymentPage {
    const id = JSON.stringify([deployment.environment, deployment.task]);
    const page = this.#deploymentPages.get(id) ?? new DeploymentPage(this.#telling.repository, deployment);
    this.#deploymentPages.set(id, page);
    return page;
  }

  /** Takes the contexts that nobody else has, or nobody who stays. */
  claim(): void {
    for (const [id, slot] of this.#statuses) this.#claim(id, slot);
  }

  #claim(id: string, slot: StatusSlot): void {
    const claim = this.#claimOf(id);
    const other = this.#claims.get(claim);
    const isOthers = other !== undefined && other !== this && !other.isLeaving && !this.#isOlderThan(other);
    if (other !== undefined && other !== this && !isOthers) other.#lose(id);
    const owner = isOthers ? other : this;
    this.#claims.set(claim, owner);
    if (owner === this) slot.undrop("ContextTaken");
    else {
      slot.drop({
        reason: "ContextTaken",
        message: `${owner.name} has the status ${slot.context} already: give each NIMRepository a spec.github.context of its own`,
      });
    }
  }

  /** Not who comes first: after each restart that could be another one. */
  #isOlderThan(other: Desk): boolean {
    const [mine, theirs] = [this.#telling.madeAt, other.telling.madeAt];
    if (mine === undefined || theirs === undefined || this.name === other.name) return false;
    return mine < theirs || (mine === theirs && this.name < other.name);
  }

  #lose(id: string): void {
    const message = "another NIMRepository has this status now";
    this.#statuses.get(id)?.drop({ reason: "ContextTaken", message });
  }

  #release(id: string): void {
    const claim = this.#claimOf(id);
    if (this.#claims.get(claim) === this) this.#claims.delete(claim);
  }

  #claimOf(id: string): string {
    const { apiUrl, repository } = this.#telling;
    return `${apiUrl} ${repository.owner}/${repository.name} `.toLowerCase() + id;
  }
}

/** After the statuses of a commit that matters most. */
const ofDeployments = 1;
