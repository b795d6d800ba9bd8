import type { OperatorVersion } from "../nim/version.ts";
import { ambiguousScalars } from "./ambiguous-scalars.ts";
import { classify, itemsOf } from "./classify.ts";
import { type CompanionLead, companionsFor } from "./companion-search.ts";
import { decode, SourceFile } from "./document.ts";
import type { FoundFile } from "./find.ts";
import { createOpener, type Opener, type PipedText } from "./open.ts";
import { mayBeOurs, mayMatter, type OurDocument, readOurs } from "./own-documents.ts";
import { type Companion, type Resource, ResourceSet } from "./resource.ts";
import { fileProblem, type SourceProblem } from "./source-problem.ts";

/** One cluster that the manifests go to: it decides defaults and versions. */
export interface ClusterScope {
  /** Undefined for the unnamed cluster of a repository that declares none. */
  readonly name: string | undefined;
  /** For manifests that name no namespace. */
  readonly namespace: string;
  readonly operatorVersion: OperatorVersion;
  /** Whether a file, by the path that people see, goes to this cluster. */
  covers(path: string): boolean;
}

export interface LoadedCluster {
  readonly scope: ClusterScope;
  readonly set: ResourceSet;
  readonly problems: readonly SourceProblem[];
}

export interface Loaded {
  readonly clusters: readonly LoadedCluster[];
  /** Problems of files that belong to no resource. */
  readonly problems: readonly SourceProblem[];
  readonly filesRead: number;
  readonly files: ReadonlyMap<string, SourceFile>;
  /** Some broken document told only its first error: after `loadRecovery()`, loading again tells them all. */
  readonly recoverable: boolean;
}

export interface LoadOptions {
  /** Bytes; a larger file is not read. */
  readonly maxFileSize: number;
  readonly scopes: readonly ClusterScope[];
  readonly cwd: string;
}

/** Reads what was found: text ──► documents ──► the resources of each cluster. */
export function loadManifests(sources: readonly (FoundFile | PipedText)[], options: LoadOptions): Loaded {
  const problems: SourceProblem[] = [];
  const documents: OurDocument[] = [];
  const leads: CompanionLead[] = [];
  const files = new Map<string, SourceFile>();
  const open = createOpener(options);
  let recoverable = false;
  for (const source of sources) {
    const bytes = open(source, problems);
    if (bytes === undefined || !mayMatter(bytes)) continue;
    const text = decode(bytes);
    if (text === undefined) {
      if (mayBeOurs(bytes)) problems.push(fileProblem("not-utf8", source.path, ...notUtf8));
      continue;
    }
    const file = new SourceFile(source.path, text);
    const found = readOurs(file);
    documents.push(...found.documents);
    problems.push(...found.problems);
    leads.push(...found.leads);
    if (found.documents.length + found.problems.length > 0) files.set(file.path, file);
    recoverable ||= found.recoverable;
  }
  const bySource = new Map(sources.map((source) => [source.path, source]));
  const reopen = (path: string) => reread(bySource.get(path), open);
  const clusters = options.scopes.map((scope) => loadCluster(scope, documents, leads, reopen));
  for (const { set } of clusters) {
    for (const { document } of set.companions) files.set(document.file.path, document.file);
  }
  return { clusters, problems, filesRead: sources.length, files, recoverable };
}

const notUtf8 = ["the file is not UTF-8 text", "save it as UTF-8, such as with `iconv -t UTF-8`"] as const;

function loadCluster(
  scope: ClusterScope,
  documents: readonly OurDocument[],
  leads: readonly CompanionLead[],
  reopen: (path: string) => SourceFile | undefined,
): LoadedCluster {
  const problems: SourceProblem[] = [];
  const resources: Resource[] = [];
  const companions: Companion[] = [];
  for (const { document, value, problems: found } of documents) {
    if (!scope.covers(document.file.path)) continue;
    problems.push(...found);
    const before = resources.length;
    for (const item of itemsOf(value, document, problems)) {
      const made = classify(item.value, item.base, document, scope, problems);
      if (made && "spec" in made) resources.push(made);
      else if (made) companions.push(made);
    }
    if (document.ambiguous && resources.length > before) {
      problems.push(...ambiguousScalars(document, resources.slice(before)));
    }
  }
  if (resources.length > 0) {
    const covered = leads.filter(({ path }) => scope.covers(path));
    companions.push(...companionsFor(resources, covered, scope, reopen));
  }
  return { scope, set: new ResourceSet(resources, companions), problems };
}

/** A file that was let go because it held nothing of ours, once more. */
function reread(source: FoundFile | PipedText | undefined, open: Opener): SourceFile | undefined {
  const bytes = source && open(source, []);
  const text = bytes && decode(bytes);
  return source === undefined || text === undefined ? undefined : new SourceFile(source.path, text);
}
