import { defaultOperatorVersion, parseOperatorVersion } from "../../src/nim/version.ts";
import { canonicalJson } from "../../src/plan/canonical-json.ts";
import type { NIMRepository } from "../repository/types.ts";
import type { RepositoryFile, Revision, Source } from "../source/source.ts";
import { SourceError } from "../source/source.ts";
import { inputDigest } from "./input-digest.ts";
import type { Judge } from "./judge.ts";
import type { JudgedRevision } from "./judged-revision.ts";
import { readLock } from "./read-lock.ts";

export interface JudgeOptions {
  readonly signal?: AbortSignal | undefined;
  readonly judge: Judge;
  /** Judged before: one that says the same in all that was read is not judged again. */
  readonly known?: readonly (JudgedRevision | undefined)[];
}

/** Reads a revision and judges it. @throws SourceError where it cannot be read. */
export async function judgeRevision(
  repository: NIMRepository,
  source: Source,
  revision: Revision,
  { signal, judge, known = [] }: JudgeOptions,
): Promise<JudgedRevision> {
  const { spec } = repository;
  const options = signal ? { signal } : {};
  const files = await source.read(revision, spec.path, options);
  const inventory = spec.inventory && (await source.read(revision, spec.inventory.path, options))[0];
  if (spec.inventory && inventory === undefined) {
    throw new SourceError(
      "permanent",
      "InventoryMissing",
      `there is no file ${JSON.stringify(spec.inventory.path)} in ${revision.commit.slice(0, 12)}`,
    );
  }
  const input = {
    files,
    path: spec.path,
    inventory,
    lock: spec.gates.plan === "off" ? undefined : await readLock(source, revision, options),
    namespace: namespaceOf(repository),
    targets: targetsOf(repository),
    operatorVersion: operatorVersionOf(repository),
    gates: spec.gates,
    observes: spec.mode === "observe",
    configuration: await configurationOf(source, revision, options),
  };
  // Only the status page draws it.
  const drawsFleet = spec.publish?.pools !== undefined;
  const about = {
    revision,
    key: judgeKey(repository, revision),
    inputs: `${drawsFleet} ${inputDigest(input)}`,
  };
  // What stalls it may be how long it took: that is tried again.
  const same = known.find((each) => each?.inputs === about.inputs && each.stall === undefined);
  if (same) return { ...same, ...about };
  const guarded = await judge(input, signal);
  return { ...about, ...guarded, fleet: drawsFleet ? guarded.fleet : [] };
}

async function configurationOf(
  source: Source,
  revision: Revision,
  options: { readonly signal?: AbortSignal },
): Promise<RepositoryFile | undefined> {
  try {
    const [file] = await source.read(revision, configuration, options);
    return file?.path === configuration ? file : undefined;
  } catch (error) {
    if (error instanceof SourceError && error.reason === "PathNotFound") return undefined;
    throw error;
  }
}

/** Where a repository decides about lint. */
export const configuration = "nimops.yaml";

/** What a revision is judged with. */
export function judgeKey(repository: NIMRepository, { commit }: Revision): string {
  const { path, inventory, gates, operatorVersion, mode } = repository.spec;
  return canonicalJson([
    commit,
    path,
    inventory,
    gates,
    operatorVersion,
    mode,
    namespaceOf(repository),
    targetsOf(repository),
    repository.spec.publish?.pools !== undefined,
  ]);
}

/** For manifests that name none. */
export function namespaceOf({ spec, metadata }: NIMRepository): string {
  return spec.namespace ?? spec.targetNamespaces?.[0] ?? metadata.namespace;
}

/** Where resources may go. */
export function targetsOf(repository: NIMRepository): readonly string[] {
  return repository.spec.targetNamespaces ?? [namespaceOf(repository)];
}

export function operatorVersionOf({ spec }: NIMRepository) {
  return parseOperatorVersion(spec.operatorVersion ?? "") ?? defaultOperatorVersion;
}
