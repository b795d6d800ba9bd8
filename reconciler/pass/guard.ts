import type { Finding } from "../../src/lint/finding.ts";
import { type ClusterScope, type Loaded, loadManifests } from "../../src/manifest/load.ts";
import { loadParts } from "../../src/manifest/parts.ts";
import type { ResourceSet } from "../../src/manifest/resource.ts";
import { bounded } from "../../src/nim/bounded.ts";
import { quoted } from "../../src/nim/quoted.ts";
import type { StatusFinding } from "../repository/types.ts";
import type { RepositoryFile } from "../source/source.ts";
import type { GuardInput } from "./guard-input.ts";
import { type Guarded, judgedNothing, stalled } from "./guarded.ts";
import { imageRule, judgeLint, type LintVerdict } from "./judge-lint.ts";
import { planned } from "./planned.ts";

/**
 * Judges a revision as the pull request did, before anything of it is applied. Whatever the gates say, nothing passes that
 * kubectl cannot read or the API server would refuse, nor what is not on the lists of namespaces and registries.
 */
export async function guard(input: GuardInput): Promise<Guarded> {
  const files = input.files.filter(({ path }) => manifestFile.test(path));
  const unrendered = input.files.find(({ path }) => needsRendering.test(path));
  if (unrendered && input.observes) return { ...judgedNothing, isRendered: true };
  if (unrendered) return stalled("NeedsRendering", renderingNeeded(unrendered.path));
  const scope: ClusterScope = {
    name: undefined,
    namespace: input.namespace,
    operatorVersion: input.operatorVersion,
    covers: () => true,
  };
  const loaded = await load(files, scope);
  const set = loaded.clusters[0]?.set ?? judgedNothing.set;
  // Before anything is judged: that takes long.
  if (set.resources.length > mostResources) return stalled("TooManyResources", tooMany(set.resources.length));
  const result = judgeLint(loaded, input);
  const { problem: ofPlan, downloads, fleet } = await planned(set, scope, input);
  const isWarning = ofPlan !== undefined && (input.observes || input.gates.plan === "warn");
  const unlocked = input.lock?.problem;
  const told = [
    ...(isWarning ? [{ severity: "warning", rule: ofPlan.reason, message: ofPlan.message } as const] : []),
    ...(unlocked === undefined
      ? []
      : [{ severity: "warning", rule: "LockNotRead", message: unlocked } as const]),
    ...result.findings.slice(0, mostFindings).map(statusFinding),
  ];
  const stall = stallOf(set, result, input) ?? (isWarning ? undefined : ofPlan);
  const stops = !input.observes || stall?.reason === "NoManifests";
  return { set, findings: told, stall: stops ? stall : undefined, isRendered: false, downloads, fleet };
}

const manifestFile = /\.(?:ya?ml|json)$/i;
const needsRendering = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization|Chart\.yaml)$/;

/** Bytes of one manifest; the largest that people write have a few hundred KiB. */
const maxFileSize = 2 ** 20;
/** A status that tells of each has to fit into an object: 1.5 MiB. */
const mostResources = 1_000;
const mostFindings = 20;

function tooMany(count: number): string {
  return `there are ${count} resources, more than ${mostResources}: split them into several NIMRepositories, each with a path of its own`;
}

function renderingNeeded(path: string): string {
  return `${bounded(path, 200)} needs rendering, and only plain manifests are applied: render in CI and commit the result (nimops.yaml, render), or let Flux or Argo CD apply it and set spec.mode: observe`;
}

async function load(files: readonly RepositoryFile[], scope: ClusterScope): Promise<Loaded> {
  const options = { maxFileSize, cwd: "/", scopes: [scope] };
  const loaded = loadManifests(files, options);
  if (loaded.lacking.size === 0) return loaded;
  await loadParts(loaded.lacking);
  return loadManifests(files, options);
}

function stallOf(
  set: ResourceSet,
  { findings, final }: LintVerdict,
  { targets, gates, path }: GuardInput,
): Guarded["stall"] {
  if (set.resources.length === 0 && findings.every(({ severity }) => severity !== "error")) {
    const message = `there is no manifest of a NIM kind below ${quoted(path)}; nothing is deleted for that: to let go of everything, delete the NIMRepository`;
    return { reason: "NoManifests", message };
  }
  const { kinds = [] } = gates;
  const other = kinds.length > 0 && set.resources.find(({ kind }) => !kinds.includes(kind));
  if (other) {
    const message = `${other.kind} ${other.name} (${other.document.file.path}) is of a kind that is not one of spec.gates.kinds: ${kinds.join(", ")}`;
    return { reason: "KindNotAllowed", message };
  }
  const stray = set.resources.find(({ namespace }) => !targets.includes(namespace));
  if (stray) {
    const message = `${stray.kind} ${stray.name} (${stray.document.file.path}) is for namespace ${bounded(stray.namespace, 100)}, which is not one of spec.targetNamespaces`;
    return { reason: "NamespaceNotAllowed", message };
  }
  const image = [...final].find(({ rule }) => rule === imageRule);
  if (image) return { reason: "ImageNotAllowed", message: sentence(image) };
  if (final.size > 0) return { reason: "InvalidManifests", message: counted([...final]) };
  const errors = findings.filter(({ severity }) => severity === "error");
  if (gates.lint === "enforce" && errors[0]) return { reason: "LintErrors", message: counted(errors) };
  if (set.incomplete) return { reason: "InvalidManifests", message: "not all manifests can be read" };
  return undefined;
}

function counted(findings: readonly Finding[]): string {
  const [first] = findings;
  const more = findings.length > 1 ? `, and ${findings.length - 1} more` : "";
  return first === undefined ? "" : `${sentence(first)}${more}`;
}

function sentence({ rule, message, location }: Finding): string {
  return bounded(`${location.file}:${location.start.line}: ${message} (${rule})`, 600);
}

function statusFinding({ rule, severity, message, location }: Finding): StatusFinding {
  const place = `${location.file}:${location.start.line}`;
  return { severity, rule, message: bounded(message, 300), location: bounded(place, 200) };
}
