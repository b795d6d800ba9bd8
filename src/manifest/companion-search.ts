import { isMap } from "../nim/value.ts";
import { type ClusterDefaults, companionFrom } from "./classify.ts";
import type { Header } from "./companion.ts";
import { ManifestDocument, type SourceFile } from "./document.ts";
import type { Companion, Resource } from "./resource.ts";
import { type DocumentRange, readDocument } from "./yaml/index.ts";

/** A document of another kind, known by its header only; parsed when a resource of ours may be concerned. */
export interface CompanionLead {
  readonly path: string;
  readonly range: DocumentRange;
  readonly header: Header;
}

const madeSuffix =
  /-(pvc|pod|job|manifest|lws|epp|epp-config|mpi-config|mpi-start-script|ssh-pk|engine-build-pod|local-manifest-pod)$/;
/** Few, and not named by those whom they concern. */
const alwaysOfInterest = new Set(["StorageClass", "ResourceQuota", "LimitRange"]);

/** The companions that some resource may lean on or clash with; only these are parsed. */
export function companionsFor(
  resources: readonly Resource[],
  leads: readonly CompanionLead[],
  defaults: ClusterDefaults,
  open: (path: string) => SourceFile | undefined,
): Companion[] {
  if (leads.length === 0) return [];
  const names = namesIn(resources);
  const wanted = leads.filter(
    ({ header }) =>
      alwaysOfInterest.has(header.kind) ||
      names.has(header.name) ||
      names.has(header.name.replace(madeSuffix, "")),
  );
  const files = new Map<string, SourceFile | undefined>();
  return wanted.flatMap(({ path, range }) => {
    if (!files.has(path)) files.set(path, open(path));
    const file = files.get(path);
    if (!file) return [];
    const { value } = readDocument(file.text, range);
    const companion =
      isMap(value) && companionFrom(value, [], new ManifestDocument(file, range, false), defaults);
    return companion ? [companion] : [];
  });
}

/** Every string in the resources that could be a name of something. */
function namesIn(resources: readonly Resource[]): Set<string> {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === "string") {
      if (value.length <= 253) names.add(value);
    } else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
  };
  for (const { name, spec } of resources) {
    names.add(name);
    visit(spec);
  }
  return names;
}
