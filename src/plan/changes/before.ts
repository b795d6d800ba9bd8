import type { ResourceSet } from "../../manifest/resource.ts";

/** What was there before a change. */
export interface Before {
  /** `base`: manifests of a revision; `live`: what a cluster has, with its status. */
  readonly from: "base" | "live";
  readonly set: ResourceSet;
}
