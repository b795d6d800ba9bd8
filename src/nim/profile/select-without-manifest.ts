import { everyProfile } from "../profile-id.ts";
import type { ModelFilter } from "../schema/kinds.ts";
import type { ProfileSelection } from "./select.ts";

/**
 * Which profiles the operator hands to the download Job of the NIMCache `name` whose image has no model manifest: those
 * that the cache names, unchecked. Source: k8s-nim-operator nimcache_controller.go, reconcileModelSelection.
 */
export function selectWithoutManifest(name: string, model: ModelFilter | undefined): ProfileSelection {
  const selected = namedProfiles(model);
  if (selected.length === 0) return { selected, rejected: [], message: noManifest(name) };
  return {
    selected: selected.includes(everyProfile) ? [everyProfile] : selected,
    rejected: [],
    message: null,
  };
}

/** The ids that `spec.source.ngc.model` names. */
export function namedProfiles(model: ModelFilter | undefined): string[] {
  return (model?.profiles ?? []).filter((id) => id !== undefined);
}

/** Before what the operator says of the ConfigMap with a cache's manifest. */
export const noManifestFile = "failed to get model manifest config file: ";

/** What the operator says where it looks for the manifest of a cache whose image has none. Source: nimcache_controller.go, extractNIMManifest. */
export function noManifest(name: string): string {
  const map = `${name}-manifest`;
  return `${noManifestFile}unable to get ConfigMap ${map}: ConfigMap ${JSON.stringify(map)} not found`;
}
