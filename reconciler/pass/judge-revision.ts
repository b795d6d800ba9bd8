import { decode, SourceFile } from "../../src/manifest/document.ts";
import { defaultOperatorVersion, parseOperatorVersion } from "../../src/nim/version.ts";
import { canonicalJson } from "../../src/plan/canonical-json.ts";
import { UserError } from "../../src/user-error.ts";
import type { NIMRepository } from "../repository/types.ts";
import type { Revision, Source } from "../source/source.ts";
import { SourceError } from "../source/source.ts";
import { guard } from "./guard.ts";
import type { JudgedRevision } from "./judged-revision.ts";
import type { LintChoice, ReadLintChoice } from "./lint-choice.ts";

export interface JudgeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Where it is given, the nimops.yaml at the root of the repository counts. */
  readonly readLint?: ReadLintChoice | undefined;
}

/** Reads a revision and judges it. @throws SourceError where it cannot be read. */
export async function judgeRevision(
  repository: NIMRepository,
  source: Source,
  revision: Revision,
  { signal, readLint }: JudgeOptions = {},
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
  const guarded = await guard({
    files,
    path: spec.path,
    inventory,
    namespace: namespaceOf(repository),
    targets: targetsOf(repository),
    operatorVersion: operatorVersionOf(repository),
    gates: spec.gates,
    observes: spec.mode === "observe",
    lint: readLint && (await lintChoice(source, revision, readLint, options)),
  });
  return { revision, key: judgeKey(repository, revision), ...guarded };
}

async function lintChoice(
  source: Source,
  revision: Revision,
  readLint: ReadLintChoice,
  options: { readonly signal?: AbortSignal },
): Promise<LintChoice | undefined> {
  const file = await source.read(revision, configuration, options).then(
    ([first]) => first,
    (error: unknown) => {
      if (error instanceof SourceError && error.reason === "PathNotFound") return undefined;
      throw error;
    },
  );
  if (file === undefined || file.path !== configuration) return undefined;
  try {
    return readLint(new SourceFile(file.path, decode(file.bytes) ?? ""));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new SourceError("permanent", "ConfigurationInvalid", error.message, error.help);
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
