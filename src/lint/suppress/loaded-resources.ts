import type { Loaded } from "../../manifest/load.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Finding, Position } from "../finding.ts";

export function* resourcesOf(loaded: Loaded): Generator<Resource> {
  for (const { set } of loaded.clusters) yield* set.resources;
}

/** The resources of a document, by the path of its file and the offset where it starts. */
export function resourcesByDocument(loaded: Loaded): (file: string, start: number) => readonly Resource[] {
  const found = new Map<string, Resource[]>();
  const key = (file: string, start: number) => `${file}\0${start}`;
  for (const resource of resourcesOf(loaded)) {
    const { file, range } = resource.document;
    const known = found.get(key(file.path, range.start));
    if (known) known.push(resource);
    else found.set(key(file.path, range.start), [resource]);
  }
  return (file, start) => found.get(key(file, start)) ?? [];
}

export interface PlaceInText {
  readonly file: string;
  readonly start: Position;
}

/** Finds where a finding stands in what was rendered; its location is that of a source. Undefined for what no tool rendered. */
export function renderedPlaces(loaded: Loaded): (finding: Finding) => PlaceInText | undefined {
  const rendered = new Map<string, Resource>();
  const key = (object: Finding["object"], document: number, base: readonly (string | number)[]) =>
    JSON.stringify([object?.kind, object?.namespace, object?.name, document, base]);
  for (const resource of resourcesOf(loaded)) {
    const { document, place } = resource;
    if (document.file.origin) rendered.set(key(resource, document.range.start, place([])), resource);
  }
  return ({ object, place, path }) => {
    if (rendered.size === 0 || place === undefined) return undefined;
    const resource = rendered.get(key(object, place.document, place.base));
    if (resource === undefined) return undefined;
    const { document } = resource;
    const { start } = document.rangeOf(resource.place(path), false);
    return { file: document.file.path, start: document.file.position(start) };
  };
}
