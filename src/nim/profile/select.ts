import { everyProfile } from "../profile-id.ts";
import type { ModelFilter } from "../schema/kinds.ts";
import { matchV1 } from "./match-v1.ts";
import { matchV2 } from "./match-v2.ts";
import { matchV2Before201, matchV2Before302 } from "./match-v2-before-3.0.2.ts";
import type { ModelProfile, ModelProfiles, ReadManifest } from "./model-manifest.ts";
import { type Matcher, profileFilter } from "./profile-filter.ts";
import { type SelectorVersion, selectsAtLeast } from "./selector-version.ts";

export interface SelectionQuestion {
  readonly manifest: ReadManifest;
  /** `spec.source.ngc.model` of the NIMCache. */
  readonly model: ModelFilter | undefined;
  /** The `nvidia.com/gpu.product` labels of the nodes of the cluster, all of them. */
  readonly products: readonly string[];
  readonly operatorVersion: SelectorVersion;
}

export interface ProfileSelection {
  /**
   * Empty where the operator makes no Job, `["all"]` for every profile. Ids that the cache names are in its order, others
   * sorted for v1, of which the operator has no order, and in the manifest's for v2.
   */
  readonly selected: readonly string[];
  /** The other profiles of the manifest, sorted for v1, in the manifest's order for v2. */
  readonly rejected: readonly RejectedProfile[];
  /** What the operator writes into the condition NIM_CACHE_RECONCILE_FAILED; null where it finds nothing wrong. */
  readonly message: string | null;
}

export interface RejectedProfile {
  readonly id: string;
  /** Which rule, what the profile says and what is wanted. */
  readonly reason: string;
}

/**
 * Which profiles the operator hands to its download Job for a NIMCache with an NGC source, without `modelEndpoint` and with
 * an image that is not native: of others it selects none. Every profile that passes is taken; none is preferred.
 * Source: k8s-nim-operator nimcache_controller.go, internal/nimparser.
 */
export function selectProfiles(question: SelectionQuestion): ProfileSelection {
  const { manifest, model } = question;
  // The manifest is read before anything is selected, also where the cache names its profiles.
  if (manifest.kind === "unreadable") return { selected: [], rejected: [], message: manifest.message };
  if (manifest.kind === "empty") return { selected: [], rejected: [], message: null };
  const explicit = (model?.profiles ?? []).filter((id) => id !== undefined);
  return explicit.length > 0 ? named(explicit, manifest) : filtered(manifest, question);
}

/** What the operator says where no profile is left. Source: nimcache_controller.go, constructJob. */
export const nothingSelected = "no profiles are selected for caching";

/** Ids are passed on as they are, also those that no profile has. */
function named(ids: readonly string[], manifest: ModelProfiles): ProfileSelection {
  if (ids.includes(everyProfile)) return { selected: [everyProfile], rejected: [], message: null };
  const others = inOrder(manifest).filter(({ id }) => !ids.includes(id));
  const reason = "spec.source.ngc.model.profiles does not name it";
  return {
    selected: ids,
    rejected: others.map(({ id }) => ({ id, reason })),
    message: null,
  };
}

function filtered(manifest: ModelProfiles, { model, products, operatorVersion }: SelectionQuestion) {
  const filter = profileFilter(model, products);
  const matcher = matcherOf(manifest.kind, operatorVersion);
  const selected: string[] = [];
  const rejected: RejectedProfile[] = [];
  for (const { id, tags } of inOrder(manifest)) {
    const reason = matcher(tags, filter);
    if (reason === undefined) selected.push(id);
    else rejected.push({ id, reason });
  }
  // A selection that holds this one id is taken for the word.
  if (selected.includes(everyProfile)) return { selected: [everyProfile], rejected: [], message: null };
  return { selected, rejected, message: selected.length === 0 ? nothingSelected : null };
}

/** The operator walks v1 in a random order. */
function inOrder({ kind, profiles }: ModelProfiles): readonly ModelProfile[] {
  return kind === "v2" ? profiles : [...profiles].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The matchers of each form, with the first version of the operator that has them; the newest first. */
const matchers: Readonly<Record<ModelProfiles["kind"], readonly (readonly [SelectorVersion, Matcher])[]>> = {
  v1: [["2.0.0", matchV1]],
  v2: [
    ["3.0.2", matchV2],
    ["2.0.1", matchV2Before302],
    ["2.0.0", matchV2Before201],
  ],
};

function matcherOf(form: ModelProfiles["kind"], version: SelectorVersion): Matcher {
  const found = matchers[form].find(([since]) => selectsAtLeast(version, since));
  if (found === undefined) throw new RangeError(`no matcher for ${version}`);
  return found[1];
}
