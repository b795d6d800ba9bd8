import { lint } from "../lint/engine.ts";
import type { Finding } from "../lint/finding.ts";
import { rules } from "../lint/rules/index.ts";
import type { Loaded } from "../manifest/load.ts";
import type { Resource } from "../manifest/resource.ts";
import type { FoundManifests } from "./find-manifests.ts";

/** What never comes into a cluster, so that the operator makes nothing of it. */
export interface RefusedManifests {
  readonly findings: readonly Finding[];
  /** Whether the API server takes a resource. */
  isStored(resource: Resource): boolean;
}

/**
 * What kubectl cannot read, what the API server does not take, and what nimops itself does not read: nothing in a
 * configuration can silence that.
 */
export function refusedManifests(loaded: Loaded, { loadedConfig }: FoundManifests): RefusedManifests {
  const { airGapped, kserve } = loadedConfig.config;
  const judging = rules.filter(({ id, enforcedBy }) => refusers.includes(enforcedBy) || unread.includes(id));
  const findings = lint(loaded, judging, ({ operatorVersion }) => ({
    operatorVersion,
    kubernetesVersion: undefined,
    presets: [],
    severities: {},
    allowedImages: undefined,
    airGapped,
    kserve,
  })).filter(({ severity }) => severity === "error");
  const refused = new Set(findings.map(keyOfFinding));
  return {
    findings,
    isStored: (resource) => resource.problems.length === 0 && !refused.has(keyOfResource(resource)),
  };
}

const refusers: readonly string[] = ["parser", "api-server"];

/** Rules about files that may hold manifests all the same. */
const unread: readonly string[] = ["file-too-large", "link-outside-root", "unreadable-file"];

function keyOfFinding({ object, place }: Finding): string {
  return object ? [object.kind, object.namespace, object.name, place?.document].join("\0") : "";
}

function keyOfResource({ kind, namespace, name, document }: Resource): string {
  return [kind, namespace, name, document.range.start].join("\0");
}
