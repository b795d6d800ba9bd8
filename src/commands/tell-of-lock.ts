import { lockedModelManifest } from "../nim/profile/lock/locked.ts";
import type { ModelManifest } from "../nim/profile/model-of-image.ts";
import type { ManifestTeller } from "./make-plans.ts";

const unknown: ModelManifest = { kind: "unknown" };

/** Knows of model manifests what the lock file says, and nothing else. */
export const tellOfLock: ManifestTeller = (lock) => (image) => lockedModelManifest(lock, image) ?? unknown;
