import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { isMap, type Path, type Value, type ValueMap } from "../../nim/value.ts";
import { itemsOf } from "../classify.ts";
import { ManifestDocument, type Origin, SourceFile } from "../document.ts";
import { isInline, itemsAt, own } from "../kustomization-file.ts";
import { readDocument, splitDocuments } from "../yaml/index.ts";
import type { Kustomization, KustomizationTree } from "./kustomization.ts";
import { type Candidate, placeInCandidates } from "./origin-match.ts";
import { RenderFault, startOf } from "./render-fault.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import type { Workshop } from "./workshop.ts";

/**
 * Builds a kustomization from a temporary one around it, which asks kustomize to write down where each object came from;
 * no file of the user is touched. The default load restrictions hold: only files below their kustomization.
 *
 * @throws RenderFault where it fails; UserError where neither kustomize nor kubectl is installed.
 */
export async function kustomize(
  tree: KustomizationTree,
  folder: string,
  files: RepositoryFiles,
  workshop: Workshop,
  index: number,
): Promise<{ text: string; around: string }> {
  const command = workshop.command(
    ["kustomize", "kubectl"],
    "install kustomize (https://kubectl.docs.kubernetes.io/installation/kustomize/) or kubectl, and put it on the PATH",
  );
  const around = join(workshop.folder, `kustomization-${index}`);
  mkdirSync(around);
  const wrapper = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: [relative(around, folder)],
    buildMetadata: isQuicklyTraced(tree, files) ? ["originAnnotations"] : [],
  };
  writeFileSync(join(around, "kustomization.yaml"), JSON.stringify(wrapper));
  const args = command.name === "kustomize" ? ["build", around] : ["kustomize", around];
  const result = await workshop.run(command.file, args);
  const failure = workshop.failureOf(result, args[0] === "build" ? "kustomize build" : "kubectl kustomize");
  const [outermost] = tree.kustomizations;
  if (failure && outermost) throw new RenderFault(outermost.file, startOf(), failure.message, failure.help);
  return { text: result.stdout, around };
}

/**
 * kustomize writes the origin of every object anew at every patch: 400 objects with 50 patches take 12 seconds in place
 * of 0.3 (5.8.1). Where it would be slow, objects are known by their names.
 */
function isQuicklyTraced(
  { kustomizations, files: named }: KustomizationTree,
  files: RepositoryFiles,
): boolean {
  const objects = [...named].reduce(
    (sum, real) => sum + (files.read(real)?.text.match(/^kind:/gm)?.length ?? 0),
    0,
  );
  const patches = kustomizations.reduce((sum, { value }) => {
    const fields = ["patches", "patchesJson6902", "patchesStrategicMerge"];
    return sum + fields.reduce((count, field) => count + itemsAt(value, field).length, 0);
  }, 0);
  return objects * patches <= 1000;
}

/** The way back from built objects to the files of the kustomization. */
export class KustomizeOrigin implements Origin {
  readonly from: string;
  readonly cluster: string | undefined;
  readonly covered: string;
  readonly namespace = undefined;
  readonly #tree: KustomizationTree;
  readonly #files: RepositoryFiles;
  /** The folder that origins are relative to. */
  readonly #around: string;
  readonly #pieces = new Map<SourceFile, Candidate[]>();
  #patchFiles: Set<SourceFile | undefined> | undefined;
  readonly #candidates = new WeakMap<ManifestDocument, { object: Value; candidates: Candidate[] }>();

  constructor(
    tree: KustomizationTree,
    files: RepositoryFiles,
    around: string,
    { from, cluster }: { from: string; cluster: string | undefined },
  ) {
    this.from = from;
    this.cluster = cluster;
    this.#tree = tree;
    this.#files = files;
    this.#around = around;
    this.covered = this.#fallback.file.path;
  }

  placeOf(document: ManifestDocument, path: Path, onKey: boolean) {
    let known = this.#candidates.get(document);
    if (!known) {
      const { value } = readDocument(document.file.text, document.range);
      known = { object: value ?? null, candidates: isMap(value) ? this.#candidatesFor(value) : [] };
      this.#candidates.set(document, known);
    }
    return placeInCandidates(known.object, path, onKey, known.candidates) ?? this.#fallback;
  }

  placeOfText() {
    return this.#fallback;
  }

  get #fallback() {
    const [outermost] = this.#tree.kustomizations;
    return { file: outermost?.file ?? new SourceFile(this.from, ""), range: startOf() };
  }

  /** Where a part of an object may have come from: its own document first, then patches, the outermost first. */
  #candidatesFor(object: ValueMap): Candidate[] {
    const origin = originOf(object);
    const source = this.#sourceOf(object, origin);
    const names = [nameOf(object), source && nameOf(source.value)];
    const found = source ? [source] : [];
    for (const kustomization of this.#tree.kustomizations) {
      found.push(...this.#patches(kustomization, object, names), ...ownFields(kustomization));
      const mayGenerate =
        origin?.configuredIn === undefined
          ? source === undefined
          : this.#real(origin.configuredIn) === kustomization.real;
      if (mayGenerate) found.push(...generators(kustomization, object));
    }
    return found;
  }

  /** The document that became an object: in the file that kustomize wrote down, else in any. */
  #sourceOf(object: ValueMap, origin: ReturnType<typeof originOf>): Candidate | undefined {
    if (origin?.configuredIn !== undefined) return undefined;
    const real = origin?.path === undefined ? undefined : this.#real(origin.path);
    // A manifest could carry an annotation of its own making.
    const files = real !== undefined && this.#tree.files.has(real) ? [real] : [...this.#tree.files];
    const name = nameOf(object) ?? "";
    // A prefix and a suffix are put around names; the longest that is inside is the nearest.
    const lengthOf = ({ value }: Candidate) => nameOf(value)?.length ?? 0;
    const [first, second] = files
      .flatMap((file) => this.#piecesOf(file))
      .filter(({ value }) => isMap(value) && own(value, "kind") === own(object, "kind"))
      .filter(({ value, document }) => name.includes(nameOf(value) ?? "") && !this.#isPatch(document.file))
      .sort((a, b) => lengthOf(b) - lengthOf(a));
    // Two files with the same name, such as of two bases: better none than the wrong one.
    const isCertain = files.length === 1 || first === undefined || second === undefined;
    return isCertain || lengthOf(first) > lengthOf(second) ? first : undefined;
  }

  #isPatch(file: SourceFile): boolean {
    this.#patchFiles ??= new Set(
      this.#tree.kustomizations.flatMap(({ folder, references }) =>
        references
          .filter(({ role }) => role === "patches")
          .map(({ text }) => this.#files.read(this.#files.realOf(resolve(folder, text)))),
      ),
    );
    return this.#patchFiles.has(file);
  }

  #real(path: string): string | undefined {
    const found = this.#files.resolve(resolve(this.#around, path));
    return found === undefined || found === "outside" ? undefined : found.real;
  }

  #piecesOf(real: string): Candidate[] {
    const file = this.#files.read(real);
    if (!file) return [];
    const known = this.#pieces.get(file);
    if (known) return known;
    const pieces = splitDocuments(file.text).flatMap((range): Candidate[] => {
      const { value, ambiguous } = readDocument(file.text, range);
      const document = new ManifestDocument(file, range, ambiguous);
      if (Array.isArray(value)) return [{ document, base: [], value, at: [] }];
      if (!isMap(value)) return [];
      return itemsOf(value, document, []).map((item) => ({
        document,
        base: item.base,
        value: item.value,
        at: [],
      }));
    });
    this.#pieces.set(file, pieces);
    return pieces;
  }

  #patches(
    kustomization: Kustomization,
    object: ValueMap,
    names: readonly (string | undefined)[],
  ): Candidate[] {
    const { folder, references } = kustomization;
    const found: Candidate[] = [];
    for (const { role, text, path } of references) {
      if (role !== "patches") continue;
      const entry = entryAt(kustomization, path);
      const target = isMap(entry) ? own(entry, "target") : undefined;
      if (!mayTarget(target, object, names)) continue;
      const resolved = this.#files.resolve(resolve(folder, text));
      if (resolved === undefined || resolved === "outside") continue;
      for (const piece of this.#piecesOf(resolved.real)) {
        found.push(...patchPieces(piece, object, isMap(target) ? undefined : names));
      }
    }
    return [...found, ...inlinePatches(kustomization, object, names)];
  }
}

function entryAt({ value }: Kustomization, [field, index]: Path): Value | undefined {
  return itemsAt(value, String(field)).find(([at]) => at === index)?.[1];
}

/** What kustomize wrote down: a file, or the kustomization that generated the object. */
function originOf(object: ValueMap): { path?: string; configuredIn?: string } | undefined {
  const metadata = own(object, "metadata");
  const annotations = isMap(metadata) ? own(metadata, "annotations") : undefined;
  const text = isMap(annotations) ? own(annotations, "config.kubernetes.io/origin") : undefined;
  if (typeof text !== "string") return undefined;
  const { value } = readDocument(text, { start: 0, end: text.length });
  if (!isMap(value)) return undefined;
  const path = own(value, "path");
  const configuredIn = own(value, "configuredIn");
  return {
    ...(typeof path === "string" && { path }),
    ...(typeof configuredIn === "string" && { configuredIn }),
  };
}

function nameOf(value: Value): string | undefined {
  const metadata = isMap(value) ? own(value, "metadata") : undefined;
  const name = isMap(metadata) ? own(metadata, "name") : undefined;
  return typeof name === "string" ? name : undefined;
}

/**
 * Whether a patch with this target may have touched the object. Targets are regular expressions of an author whom nobody
 * has to trust, so they are not run: what is no plain word counts as a match, and the values decide.
 */
function mayTarget(
  target: Value | undefined,
  object: ValueMap,
  names: readonly (string | undefined)[],
): boolean {
  if (!isMap(target)) return true;
  const kind = own(target, "kind");
  const name = own(target, "name");
  const isPlain = (text: string) => /^[\w-]+$/.test(text);
  if (typeof kind === "string" && isPlain(kind) && kind !== own(object, "kind")) return false;
  return !(typeof name === "string" && isPlain(name) && !names.includes(name));
}

/** @param names undefined where the patch says elsewhere whom it is for. */
function patchPieces(
  piece: Candidate,
  object: ValueMap,
  names: readonly (string | undefined)[] | undefined,
): Candidate[] {
  if (Array.isArray(piece.value)) return operations(piece, piece.value, object);
  if (names === undefined) return [piece];
  const isFor = isMap(piece.value) && own(piece.value, "kind") === own(object, "kind");
  return isFor && names.includes(nameOf(piece.value)) ? [piece] : [];
}

/** The values that the operations of a JSON patch (RFC 6902) set. */
function operations(piece: Candidate, list: readonly Value[], object: ValueMap): Candidate[] {
  return list.flatMap((operation, index): Candidate[] => {
    if (!isMap(operation)) return [];
    const path = own(operation, "path");
    const value = own(operation, "value");
    if (typeof path !== "string" || !path.startsWith("/") || value === undefined) return [];
    return [{ ...piece, base: [...piece.base, index, "value"], value, at: pointed(path, object) }];
  });
}

/** A JSON pointer as a path; its numbers are indexes where the object has a list. */
function pointed(pointer: string, object: ValueMap): Path {
  const path: (string | number)[] = [];
  let here: Value | undefined = object;
  for (const written of pointer.slice(1).split("/")) {
    const token = written.replaceAll("~1", "/").replaceAll("~0", "~");
    // `-` is the place after the last item, which is the last one now.
    const step: string | number = !Array.isArray(here)
      ? token
      : token === "-"
        ? here.length - 1
        : Number(token);
    path.push(step);
    here = Array.isArray(here) ? here[Number(step)] : isMap(here) ? own(here, String(step)) : undefined;
  }
  return path;
}

/** Patches that stand as text in the kustomization: only the text as a whole has a place. */
function inlinePatches(
  { file, value }: Kustomization,
  object: ValueMap,
  names: readonly (string | undefined)[],
): Candidate[] {
  const document = new ManifestDocument(file, { start: 0, end: file.text.length }, false);
  const found: Candidate[] = [];
  const add = (text: Value | undefined, base: Path, target: Value | undefined) => {
    if (typeof text !== "string" || !mayTarget(target, object, names)) return;
    for (const range of splitDocuments(text)) {
      const { value: patch } = readDocument(text, range);
      if (patch === undefined) continue;
      const pieces = patchPieces(
        { document, base: [], value: patch, at: [] },
        object,
        isMap(target) ? undefined : names,
      );
      found.push(...pieces.map((piece) => ({ ...piece, base, opaque: true })));
    }
  };
  for (const field of ["patches", "patchesJson6902"]) {
    for (const [index, item] of itemsAt(value, field)) {
      if (isMap(item)) add(own(item, "patch"), [field, index, "patch"], own(item, "target"));
    }
  }
  for (const [index, item] of itemsAt(value, "patchesStrategicMerge")) {
    if (typeof item === "string" && isInline(item)) add(item, ["patchesStrategicMerge", index], undefined);
  }
  return found;
}

/** The fields of a kustomization that end up in every object. */
function ownFields({ file, value }: Kustomization): Candidate[] {
  const document = new ManifestDocument(file, { start: 0, end: file.text.length }, false);
  const found: Candidate[] = [];
  const add = (piece: Value | undefined, base: Path, at: Path) => {
    if (piece !== undefined && piece !== null) found.push({ document, base, value: piece, at });
  };
  add(own(value, "namespace"), ["namespace"], ["metadata", "namespace"]);
  add(own(value, "commonLabels"), ["commonLabels"], ["metadata", "labels"]);
  add(own(value, "commonAnnotations"), ["commonAnnotations"], ["metadata", "annotations"]);
  for (const [index, item] of itemsAt(value, "labels")) {
    if (isMap(item)) add(own(item, "pairs"), ["labels", index, "pairs"], ["metadata", "labels"]);
  }
  return found;
}

/** The entry that made a ConfigMap or a Secret; its name has a hash at the end. */
function generators({ file, value }: Kustomization, object: ValueMap): Candidate[] {
  const document = new ManifestDocument(file, { start: 0, end: file.text.length }, false);
  const field = own(object, "kind") === "Secret" ? "secretGenerator" : "configMapGenerator";
  const name = nameOf(object) ?? "";
  return itemsAt(value, field)
    .filter(([, item]) => isMap(item) && typeof item.name === "string" && name.includes(item.name))
    .map(([index]) => ({ document, base: [field, index, "name"], value: object, at: [], opaque: true }));
}
