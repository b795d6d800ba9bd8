import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cluster } from "../../src/kube/cluster.ts";
import { repositoryLabel } from "../../src/nim/managed-by.ts";
import { nimKinds } from "../../src/nim/schema/kinds.ts";
import { ownerLabel } from "../decide/owner-label.ts";
import { judgeHere } from "../pass/judge-here.ts";
import { targetsOf } from "../pass/judge-revision.ts";
import type { ReadLintChoice } from "../pass/lint-choice.ts";
import { listedWorld } from "../pass/listed-world.ts";
import { newMemory } from "../pass/memory.ts";
import type { PassResult } from "../pass/pass.ts";
import { runPass } from "../pass/run-pass.ts";
import { emptyStatus } from "../pass/status-of.ts";
import type { LedgerEntry, NIMRepository } from "../repository/types.ts";
import { AppTokens } from "../source/app-tokens.ts";
import { GitStores } from "../source/git-stores.ts";
import { sourceFor } from "../source/source-for.ts";
import { secretReader } from "./secret-reader.ts";

export interface OnceSettings {
  readonly cluster: Cluster;
  readonly repository: NIMRepository;
  readonly dryRun: boolean;
  /** How a nimops.yaml is read. */
  readonly readLint?: ReadLintChoice | undefined;
  readonly userAgent: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * One pass over a NIMRepository that is only in a file. Nobody keeps its ledger: what carries its label in the namespaces that
 * it may touch is what it owns.
 *
 * @throws SourceError, ClusterError
 */
export async function runOnce(settings: OnceSettings): Promise<PassResult> {
  const { cluster, repository, dryRun, userAgent, now, signal } = settings;
  const folder = await mkdtemp(join(tmpdir(), "nimops-reconcile-"));
  try {
    const ledger = await owned(cluster, repository, signal);
    return await runPass({
      repository: { ...repository, status: { ...emptyStatus, ledger } },
      source: sourceFor(repository, {
        secret: secretReader(cluster, repository.metadata.namespace, () => {}),
        stores: new GitStores({ folder: join(folder, "source") }),
        tokens: new AppTokens({ userAgent, now }),
      }),
      cluster,
      live: listedWorld(cluster, signal),
      // Told when all is done.
      store: { write: async () => {} },
      memory: newMemory(),
      looks: true,
      judge: judgeHere(settings.readLint),
      dryRun,
      now,
      signal,
    });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function owned(
  cluster: Cluster,
  repository: NIMRepository,
  signal: AbortSignal,
): Promise<LedgerEntry[]> {
  const labelSelector = `${repositoryLabel}=${ownerLabel(repository.metadata)}`;
  const lists = targetsOf(repository).flatMap((namespace) =>
    nimKinds.map(async (kind) => {
      const { items } = await cluster.listAll(
        { apiVersion: "apps.nvidia.com/v1alpha1", kind },
        { namespace, labelSelector, signal },
      );
      return items.map(({ metadata }): LedgerEntry => ({ kind, namespace, name: metadata.name }));
    }),
  );
  return (await Promise.all(lists)).flat();
}
