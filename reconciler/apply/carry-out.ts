import { ClusterError } from "../../src/kube/cluster-error.ts";
import { textAt } from "../../src/nim/health/fields.ts";
import { listed } from "../../src/plan/changes/locate.ts";
import { type Application, type Decision, idOf, keyOf, type Prune } from "../decide/decision.ts";
import { deletion } from "../decide/prune.ts";
import { noEffect } from "../decide/verdict.ts";
import type { LedgerEntry, ResourceId } from "../repository/types.ts";
import { applyOne } from "./apply-one.ts";
import { attemptOf } from "./attempt-of.ts";
import type { CarryOutContext } from "./context.ts";
import type { Effect } from "./effect.ts";
import { type Failure, failureOf } from "./failure.ts";
import { inLanes } from "./in-lanes.ts";
import { rehearse } from "./rehearse.ts";

export interface Outcome {
  /** In their order. */
  readonly effects: readonly Effect[];
  /** As it is afterwards. */
  readonly ledger: readonly LedgerEntry[];
  /** The server takes something of the set never: nothing was written. */
  readonly refused: (Failure & { readonly about: ResourceId }) | undefined;
  /** What may pass by itself stopped us. */
  readonly transient: Failure | undefined;
}

/**
 * Does what was decided: rehearses everything that Git brings anew, writes the ledger, applies, deletes. What fails for good
 * is remembered and the rest goes on; what may pass by itself ends the round.
 */
export async function carryOut(decision: Decision, context: CarryOutContext): Promise<Outcome> {
  const rehearsal = await rehearse(decision, context);
  if (rehearsal.transient || rehearsal.refused || context.dryRun) {
    return { effects: rehearsal.failed, ledger: decision.ledger, ...rehearsal };
  }
  const failed = new Set(rehearsal.failed.map(keyOf));
  const apply = decision.apply.filter((each) => !failed.has(keyOf(each)));
  const work = new Work(decision, context, rehearsal.failed);
  if (apply.length + decision.prune.length > 0) await context.writeLedger();
  await work.applyAll(apply);
  await work.deleteAll(decision.prune);
  return work.outcome();
}

class Work {
  readonly #context: CarryOutContext;
  readonly #ledger: Map<string, LedgerEntry>;
  readonly #effects: Effect[];
  #transient: Failure | undefined;

  constructor(decision: Decision, context: CarryOutContext, failed: readonly Effect[]) {
    this.#context = context;
    this.#effects = [...failed];
    this.#ledger = new Map(decision.ledger.map((entry) => [keyOf(entry), entry]));
  }

  outcome(): Outcome {
    const ledger = [...this.#ledger.values()];
    return { effects: this.#effects, ledger, refused: undefined, transient: this.#transient };
  }

  /** Kind after kind; those of one kind a few at a time. */
  async applyAll(applications: readonly Application[]): Promise<void> {
    for (const kind of kinds) {
      await inLanes(
        applications.filter((each) => each.kind === kind),
        (each) => this.#apply(each),
      );
    }
  }

  async deleteAll(prunes: readonly Prune[]): Promise<void> {
    for (const kind of [...kinds].reverse()) {
      await inLanes(
        prunes.filter((each) => each.kind === kind),
        (each) => this.#delete(each),
      );
    }
  }

  async #apply(application: Application): Promise<void> {
    if (this.#mustStop()) return;
    const { cluster, attempts, signal } = this.#context;
    const key = keyOf(application);
    const version = textAt(this.#liveOf(application), "metadata", "resourceVersion");
    try {
      const made = await applyOne(cluster, application, {
        dryRun: false,
        version,
        ...(signal && { signal }),
      });
      const isSame = made?.isSame === true;
      if (isSame && application.why === "correct") {
        this.#remember(application, { reason: noEffect, message: "", again: noEffectHolds });
        return;
      }
      attempts.delete(key);
      this.#applied(application);
      if (!isSame) this.#tell(application);
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (error.reason === "aborted") throw error;
      const failure = failureOf(error, application, attempts.get(key)?.tries ?? 0);
      this.#failed(application, failure);
    }
  }

  async #delete(prune: Prune): Promise<void> {
    if (this.#mustStop()) return;
    const { cluster, signal } = this.#context;
    const { kind, namespace, name, uid, resourceVersion } = prune;
    try {
      await cluster.delete(
        { apiVersion: "apps.nvidia.com/v1alpha1", kind, namespace, name },
        // In the foreground the operator of old versions goes round in circles (#594).
        { uid, resourceVersion, propagation: "Background", ...(signal && { signal }) },
      );
      this.#effects.push({ ...idOf(prune), did: "deleted" });
    } catch (error) {
      if (!(error instanceof ClusterError) || error.reason === "aborted") throw error;
      const failure = failureOf(error, prune, this.#context.attempts.get(keyOf(prune))?.tries ?? 0);
      const entry = this.#ledger.get(keyOf(prune));
      if (entry) this.#ledger.set(keyOf(prune), { ...entry, leftBehind: "delete-failed" });
      this.#failed(prune, failure);
    }
  }

  #mustStop(): boolean {
    return this.#transient !== undefined || this.#context.signal?.aborted === true;
  }

  #liveOf({ kind, namespace, name }: ResourceId) {
    return this.#context.live.around(namespace).find(kind, name)?.object;
  }

  #applied(application: Application): void {
    const { revision, now } = this.#context;
    const key = keyOf(application);
    const known: LedgerEntry = this.#ledger.get(key) ?? idOf(application);
    const { leftBehind: _, corrected = [], ...entry } = known;
    const time = new Date(now()).toISOString();
    const times = application.why === "correct" ? [...corrected, time].slice(-10) : corrected;
    this.#ledger.set(key, {
      ...entry,
      revision,
      digest: application.digest,
      appliedAt: time,
      ...(times.length > 0 && { corrected: times }),
    });
  }

  #tell(application: Application): void {
    const { why, fields } = application;
    const message = fields.length > 0 && { message: listed(fields) };
    this.#effects.push({ ...idOf(application), did: deeds[why], ...message });
  }

  #failed(about: Application | Prune, failure: Failure): void {
    const isTransient = failure.kind === "transient";
    if (isTransient) this.#transient = failure;
    else this.#remember(about, failure);
    const { reason, message } = failure;
    this.#effects.push({ ...idOf(about), did: isTransient ? "postponed" : "failed", reason, message });
  }

  #remember(about: Application | Prune, failure: Parameters<typeof attemptOf>[1]): void {
    const { attempts, now } = this.#context;
    const before = attempts.get(keyOf(about));
    const what = "digest" in about ? about : deletion;
    attempts.set(keyOf(about), attemptOf(what, failure, { before, now: now() }));
  }
}

const deeds = { create: "created", update: "updated", adopt: "adopted", correct: "corrected" } as const;

/** What others lean on first. */
const kinds = ["NIMCache", "NIMBuild", "NIMService", "NIMPipeline"] as const;

/** Milliseconds: how long nobody asks again whether an apply without effect has one by now. */
const noEffectHolds = 10 * 60_000;
