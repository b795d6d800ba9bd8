import { isMap } from "../nim/value.ts";
import { type ClusterDefaults, companionFrom, itemsOf } from "./classify.ts";
import type { Header } from "./companion.ts";
import { ManifestDocument, type SourceFile } from "./document.ts";
import type { Companion, Resource } from "./resource.ts";
import { type SourceProblem, syntaxProblem } from "./source-problem.ts";
import { type DocumentRange, readDocument } from "./yaml/index.ts";

/** A document of another kind, known by its header only; parsed when a resource of ours may be concerned. */
export interface CompanionLead extends Header {
  readonly path: string;
  readonly range: DocumentRange;
}

const madeSuffix =
  /-(pvc|pod|job|manifest|lws|epp|epp-config|mpi-config|mpi-start-script|ssh-pk|engine-build-pod|local-manifest-pod)$/;
/** What resources name, or are limited by: also those that nobody names, since a name may be misspelt. */
const alwaysOfInterest = new Set([
  "LimitRange",
  "PersistentVolumeClaim",
  "PriorityClass",
  "ResourceClaim",
  "ResourceClaimTemplate",
  "ResourceQuota",
  "RuntimeClass",
  "Secret",
  "StorageClass",
]);

/** The companions that some resource may lean on or clash with; only these are parsed. */
export function companionsFor(
  resources: readonly Resource[],
  leads: readonly CompanionLead[],
  defaults: ClusterDefaults,
  open: (path: string) => SourceFile | undefined,
  problems: SourceProblem[],
): Companion[] {
  if (leads.length === 0) return [];
  const names = namesIn(resources);
  const isWanted = ({ kind, name = "" }: Header) =>
    alwaysOfInterest.has(kind) || names.has(name) || names.has(name.replace(madeSuffix, ""));
  const companions: Companion[] = [];
  // Leads come file by file, so that one file at a time is held.
  let last: { path: string; file: SourceFile | undefined } | undefined;
  for (const lead of leads) {
    if (lead.name !== undefined && !isWanted(lead)) continue;
    if (last?.path !== lead.path) last = { path: lead.path, file: open(lead.path) };
    const { file } = last;
    if (!file) continue;
    const { value, problems: found } = readDocument(file.text, lead.range);
    for (const problem of found) problems.push(syntaxProblem(file, problem));
    if (!isMap(value)) continue;
    const document = new ManifestDocument(file, lead.range, false);
    for (const item of itemsOf(value, document, [])) {
      const companion = companionFrom(item.value, item.base, document, defaults);
      if (companion && isWanted(companion)) companions.push(companion);
    }
  }
  return companions;
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
