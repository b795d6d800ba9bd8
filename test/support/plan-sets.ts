import { ManifestDocument, SourceFile } from "../../src/manifest/document.ts";
import { loadManifests } from "../../src/manifest/load.ts";
import { ResourceSet, resourceFrom } from "../../src/manifest/resource.ts";
import type { NimKind } from "../../src/nim/schema/kinds.ts";
import type { ValueMap } from "../../src/nim/value.ts";
import { defaultOperatorVersion, type OperatorVersion } from "../../src/nim/version.ts";

/** The set of some files, by path. */
export function setOf(
  files: Readonly<Record<string, string>>,
  operatorVersion: OperatorVersion = defaultOperatorVersion,
): ResourceSet {
  const found = Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  const loaded = loadManifests(found, {
    maxFileSize: 16 * 1024 * 1024,
    cwd: "/",
    scopes: [{ name: undefined, namespace: "default", operatorVersion, covers: () => true }],
  });
  return loaded.clusters[0]?.set ?? new ResourceSet([], []);
}

/** The set of some objects, as a cluster has them. */
export function setOfObjects(
  objects: readonly (ValueMap & { kind: NimKind })[],
  operatorVersion: OperatorVersion = defaultOperatorVersion,
): ResourceSet {
  const document = new ManifestDocument(new SourceFile("cluster", ""), { start: 0, end: 0 }, false);
  const origin = { document, base: [], namespace: "default", operatorVersion };
  return new ResourceSet(
    objects.map((object) => resourceFrom(object.kind, object, origin)),
    [],
  );
}
