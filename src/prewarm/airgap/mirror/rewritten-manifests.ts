import { nimGroup } from "../../../manifest/classify.ts";
import { editDocument } from "../../../manifest/edit/edit-document.ts";
import { readDocument, splitDocuments } from "../../../manifest/yaml/index.ts";
import { imageText } from "../../../nim/image-reference.ts";
import { formatPath, isMap, type Path, type Value, type ValueMap } from "../../../nim/value.ts";
import type { MirrorMapping } from "./mapping.ts";

export interface ManifestText {
  readonly path: string;
  readonly text: string;
}

export interface RewrittenManifest extends ManifestText {
  readonly changes: readonly ImageChange[];
  /** What should change and cannot: an anchor, an alias or a merge key is in the way. */
  readonly left: readonly ImageChange[];
}

export interface ImageChange {
  /** `NIMCache models/llama` */
  readonly resource: string;
  /** `spec.source.ngc.modelPuller` */
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Manifests that name mirrored images by their new places: those of the NIM kinds, wherever they name one, alone or in
 * Lists; comments and everything else stay to the byte. Only files that name one.
 */
export function rewrittenManifests(
  files: readonly ManifestText[],
  mapping: MirrorMapping,
): RewrittenManifest[] {
  const places = new Map(mapping.images.map(({ source, destination }) => [source, destination]));
  return files
    .map((file) => rewritten(file, places))
    .filter(({ changes, left }) => changes.length + left.length > 0);
}

type Places = ReadonlyMap<string, string>;

function rewritten({ path, text }: ManifestText, places: Places): RewrittenManifest {
  const changes: ImageChange[] = [];
  const left: ImageChange[] = [];
  let result = "";
  let at = 0;
  for (const range of splitDocuments(text)) {
    const { value } = readDocument(text, range);
    const wanted = isMap(value) ? changesIn(value, [], places) : [];
    if (wanted.length === 0) continue;
    const { text: edited, outcomes } = editDocument(
      text.slice(range.start, range.end),
      wanted.map(({ edits }) => edits),
    );
    for (const [index, { change }] of wanted.entries()) {
      (outcomes[index] === "made" ? changes : left).push(change);
    }
    result += text.slice(at, range.start) + edited;
    at = range.end;
  }
  return { path, text: result + text.slice(at), changes, left };
}

interface Wanted {
  readonly change: ImageChange;
  readonly edits: { op: "set"; path: Path; value: string }[];
}

/** Of a document, or of an item of a List. */
function changesIn(value: ValueMap, base: Path, places: Places): Wanted[] {
  if (Array.isArray(value.items) && typeof value.kind === "string" && value.kind.endsWith("List")) {
    return value.items.flatMap((item, index) =>
      isMap(item) ? changesIn(item, [...base, "items", index], places) : [],
    );
  }
  if (typeof value.apiVersion !== "string" || !value.apiVersion.startsWith(`${nimGroup}/`)) return [];
  const metadata = isMap(value.metadata) ? value.metadata : {};
  const name = [metadata.namespace, metadata.name].filter((part) => typeof part === "string").join("/");
  const resource = `${String(value.kind)} ${name}`;
  return imagesIn(value.spec, ["spec"], 0).flatMap(({ path, image, isSplit }): Wanted[] => {
    const to = places.get(image);
    if (to === undefined || to === image) return [];
    const colon = to.lastIndexOf(":");
    const edits = isSplit
      ? [
          set([...base, ...path, "repository"], to.slice(0, colon)),
          set([...base, ...path, "tag"], to.slice(colon + 1)),
        ]
      : [set([...base, ...path], to)];
    return [{ change: { resource, field: formatPath(path), from: image, to }, edits }];
  });
}

function set(path: Path, value: string) {
  return { op: "set" as const, path, value };
}

interface WrittenImage {
  readonly path: Path;
  readonly image: string;
  /** Into `repository` and `tag`, which the operator joins with a colon. */
  readonly isSplit: boolean;
}

/** Deeper is nothing that the API server takes. */
const deepest = 100;

/** Every image of a spec: `modelPuller`, `image: name:tag` of containers, `image: {repository, tag}`. */
function imagesIn(value: Value | undefined, path: Path, depth: number): WrittenImage[] {
  if (depth > deepest) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => imagesIn(item, [...path, index], depth + 1));
  }
  if (!isMap(value)) return [];
  const { repository, tag } = value;
  const own: WrittenImage[] =
    typeof repository === "string" && typeof tag === "string"
      ? [{ path, image: imageText({ repository, tag }), isSplit: true }]
      : [];
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, inner]) =>
      (key === "modelPuller" || key === "image") && typeof inner === "string"
        ? [{ path: [...path, key], image: inner, isSplit: false }]
        : imagesIn(inner, [...path, key], depth + 1),
    ),
  ];
}
