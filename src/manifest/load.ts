import type { OperatorVersion } from "../nim/version.ts";
import { ambiguousScalars } from "./ambiguous-scalars.ts";
import { classify, inventory, itemsOf, nimGroup } from "./classify.ts";
import { type CompanionLead, companionsFor } from "./companion-search.ts";
import { decode, type ManifestDocument, SourceFile } from "./document.ts";
import type { FoundFile } from "./find.ts";
import { inventoryProblems, namedInventoryProblems } from "./inventory-problems.ts";
import { createOpener, type Opener, type PipedText } from "./open.ts";
import { mayBeOurs, mayMatter, type OurDocument, readOurs } from "./own-documents.ts";
import type { Part } from "./parts.ts";
import { PatchFiles } from "./patch-files.ts";
import type { Rendered, RenderedText } from "./render/render-all.ts";
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
  /** Of documents that go to it, and of files that would, could they be read. */
  readonly problems: readonly SourceProblem[];
}

export interface Loaded {
  readonly clusters: readonly LoadedCluster[];
  readonly filesRead: number;
  readonly files: ReadonlyMap<string, SourceFile>;
  /**
   * Parts without which not everything could be told: the further errors of a broken document, what is wrong with an
   * inventory. After `loadParts` of them, loading again tells it.
   */
  readonly lacking: ReadonlySet<Part>;
}

export interface LoadOptions {
  /** Bytes; a larger file is not read. */
  readonly maxFileSize: number;
  /** Bytes of standard input or of another pipe; like a file where it is not said. */
  readonly maxPipedSize?: number | undefined;
  readonly scopes: readonly ClusterScope[];
  readonly cwd: string;
  /** Files, by the path that people see, which the configuration says to hold an inventory. */
  readonly inventories?: ReadonlySet<string> | undefined;
  /** What was made of kustomizations and charts, in place of the files that it was made of. */
  readonly rendered?: Rendered | undefined;
}

type Source = FoundFile | PipedText | RenderedText;

/** Reads what was found: text ──► documents ──► the resources of each cluster. */
export function loadManifests(found: readonly (FoundFile | PipedText)[], options: LoadOptions): Loaded {
  const { rendered } = options;
  const sources: readonly Source[] = rendered
    ? [...found.filter(({ path }) => !rendered.excluded.has(path)), ...rendered.texts]
    : found;
  const fileProblems: FileProblem[] = [];
  const documents: OurDocument[] = [];
  const leads: CompanionLead[] = [];
  const files = new Map((rendered?.files ?? []).map((file) => [file.path, file]));
  const patches = new PatchFiles();
  const open = createOpener({ ...options, maxPipedSize: options.maxPipedSize ?? options.maxFileSize });
  const lacking = new Set<Part>();
  for (const source of sources) {
    const { path } = source;
    const origin = originOf(source);
    const tell = (problem: SourceProblem) => fileProblems.push({ path, origin, problem });
    const unopened: SourceProblem[] = [];
    const bytes = bytesOf(source, open, unopened);
    unopened.forEach(tell);
    if (bytes === undefined) continue;
    patches.see(path, () => decode(bytes));
    if (isUtf16(bytes) && bytes.includes(nimGroup, "utf16le"))
      tell(fileProblem("not-utf8", path, ...notUtf8));
    const isNamed = options.inventories?.has(path) ?? false;
    if (!mayMatter(bytes) && !isNamed) continue;
    const text = decode(bytes);
    if (text === undefined) {
      if (mayBeOurs(bytes)) tell(fileProblem("not-utf8", path, ...notUtf8));
      continue;
    }
    const file = new SourceFile(path, text, origin);
    const own = readOurs(file);
    for (const document of own.documents) documents.push(document);
    for (const problem of own.problems) tell(atSource(problem, file));
    if (isNamed) namedInventoryProblems(path, own).forEach(tell);
    for (const lead of own.leads) leads.push(lead);
    if (own.documents.length + own.problems.length > 0) files.set(file.path, file);
    if (own.recoverable) lacking.add("recovery");
  }
  const isWhole = (path: string) => patches.kustomizationOf(path) === undefined;
  for (const problem of unrenderedPatches(documents, patches)) {
    fileProblems.push({ path: problem.file, origin: undefined, problem });
  }
  const bySource = new Map(sources.map((source) => [source.path, source]));
  const reopen = (path: string) => reread(bySource.get(path), open);
  const whole = documents.filter(({ document }) => isWhole(document.file.path));
  const wholeLeads = leads.filter(({ path }) => isWhole(path));
  const clusters = options.scopes.map((scope) => {
    const { set, problems, hasUnjudged } = loadCluster(scope, whole, wholeLeads, bySource, reopen);
    if (hasUnjudged) lacking.add("inventory-judge");
    const ofFiles = fileProblems.filter((file) => goesTo(scope, file)).map(({ problem }) => problem);
    const unrendered = (rendered?.problems ?? []).filter(({ file }) => concerns(scope, file, options.scopes));
    const told = [...unrendered, ...ofFiles, ...problems];
    const incomplete = told.some(({ code }) => losesResources.has(code));
    return { scope, set: incomplete ? set.asIncomplete() : set, problems: told };
  });
  for (const { set } of clusters) {
    for (const { document } of set.companions) files.set(document.file.path, document.file);
  }
  for (const { problems } of clusters) {
    for (const { file: path } of problems) {
      const file = files.has(path) ? undefined : reopen(path);
      if (file) files.set(path, file);
    }
  }
  return { clusters, filesRead: found.length, files, lacking };
}

/** After these a resource may be missing in the set that its author has written. */
const losesResources: ReadonlySet<SourceProblem["code"]> = new Set([
  "not-an-object",
  "not-utf8",
  "render-failed",
  "syntax",
  "too-deep",
  "too-large",
  "too-many-aliases",
  "unknown-api-version",
  "unknown-kind",
  "unreadable",
  "unrendered-template",
]);

/** A problem of a file as a whole, which goes to the clusters that the file goes to. */
interface FileProblem extends Pick<SourceFile, "path" | "origin"> {
  readonly problem: SourceProblem;
}

const notUtf8 = ["the file is not UTF-8 text", "save it as UTF-8, such as with `iconv -t UTF-8`"] as const;

/** As PowerShell's `>` writes it; swapped bytes are as good as unseen. */
function isUtf16(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xfe;
}

function loadCluster(
  scope: ClusterScope,
  documents: readonly OurDocument[],
  leads: readonly CompanionLead[],
  sources: ReadonlyMap<string, Source>,
  reopen: (path: string) => SourceFile | undefined,
): LoadedCluster & { readonly hasUnjudged: boolean } {
  let hasUnjudged = false;
  const problems: SourceProblem[] = [];
  const resources: Resource[] = [];
  const companions: Companion[] = [];
  for (const { document, value, problems: found } of documents) {
    const { origin } = document.file;
    if (!goesTo(scope, document.file)) continue;
    const problemsHere = [...found];
    const before = resources.length;
    const defaults = origin?.namespace === undefined ? scope : { ...scope, namespace: origin.namespace };
    for (const item of itemsOf(value, document, problemsHere)) {
      const made = classify(item.value, item.base, document, defaults, problemsHere);
      if (made === inventory) {
        const told = inventoryProblems(item.value, item.base, document);
        hasUnjudged ||= told === undefined;
        problemsHere.push(...(told ?? []));
      } else if (made && "spec" in made) resources.push(made);
      else if (made) companions.push(made);
    }
    if (document.ambiguous && resources.length > before) {
      problemsHere.push(...ambiguousScalars(document, resources.slice(before)));
    }
    problems.push(...problemsHere.map((problem) => atSource(problem, document.file, document)));
  }
  if (resources.length > 0) {
    const byNamespace = new Map<string, CompanionLead[]>();
    for (const lead of leads) {
      const origin = originOf(sources.get(lead.path));
      if (!goesTo(scope, { path: lead.path, origin })) continue;
      const namespace = origin?.namespace ?? scope.namespace;
      const group = byNamespace.get(namespace);
      if (group) group.push(lead);
      else byNamespace.set(namespace, [lead]);
    }
    for (const [namespace, group] of byNamespace) {
      const broken: SourceProblem[] = [];
      companions.push(...companionsFor(resources, group, { ...scope, namespace }, reopen, broken));
      problems.push(...broken);
    }
  }
  return { scope, set: new ResourceSet(resources, companions), problems, hasUnjudged };
}

function goesTo(scope: ClusterScope, { path, origin }: Pick<SourceFile, "path" | "origin">): boolean {
  if (origin?.cluster !== undefined) return origin.cluster === scope.name;
  return scope.covers(origin?.covered ?? path);
}

/** Whether a target that could not be rendered matters to a cluster: only such were asked for, so it does to somebody. */
function concerns(scope: ClusterScope, path: string, scopes: readonly ClusterScope[]): boolean {
  return scope.covers(path) || !scopes.some(({ covers }) => covers(path));
}

/** A problem of rendered text, told at the place that it came from. */
function atSource(problem: SourceProblem, file: SourceFile, document?: ManifestDocument): SourceProblem {
  const { origin } = file;
  if (!origin) return problem;
  const place =
    document && problem.path.length > 0
      ? origin.placeOf(document, problem.path, false)
      : origin.placeOfText(file, problem.range ?? { start: 0, end: 0 });
  return {
    ...problem,
    file: place.file.path,
    range: place.range,
    message: `${problem.message} (rendered from ${origin.from})`,
    related: undefined,
  };
}

/** Documents of ours that are parts, told once a file. */
function unrenderedPatches(documents: readonly OurDocument[], patches: PatchFiles): SourceProblem[] {
  const told = new Map<string, SourceProblem>();
  for (const { document } of documents) {
    const { path } = document.file;
    const kustomization = patches.kustomizationOf(path);
    if (kustomization === undefined || told.has(path)) continue;
    const problem = fileProblem(
      "unrendered-patch",
      path,
      `this is a patch of ${kustomization}, not a whole manifest, so it was not judged`,
      "list the kustomization's folder under `render` in nimops.yaml, or pipe: `kustomize build … | nimops lint -`",
    );
    told.set(path, { ...problem, range: document.rangeOf(["kind"], true) });
  }
  return [...told.values()];
}

function bytesOf(source: Source, open: Opener, problems: SourceProblem[]): Buffer | undefined {
  // The size of what is rendered has a limit of its own.
  if ("origin" in source) return Buffer.from(source.bytes);
  return open(source, problems);
}

function originOf(source: Source | undefined) {
  return source && "origin" in source ? source.origin : undefined;
}

/** A file that was let go because it held nothing of ours, once more. */
function reread(source: Source | undefined, open: Opener): SourceFile | undefined {
  const bytes = source && bytesOf(source, open, []);
  const text = bytes && decode(bytes);
  return source === undefined || text === undefined
    ? undefined
    : new SourceFile(source.path, text, originOf(source));
}
