import type * as z from "zod/mini";
import type { OperatorVersion } from "../version.ts";
import { At } from "./kit.ts";
import { nimBuild } from "./nimbuild.ts";
import { nimCache } from "./nimcache.ts";
import { nimPipeline } from "./nimpipeline.ts";
import { nimService } from "./nimservice.ts";

export const nimKinds = ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"] as const;

export type NimKind = (typeof nimKinds)[number];

/**
 * The resource of a kind. Every field may be missing, at every depth, required ones too: what a document
 * says wrongly is left out, and rules go on with the rest.
 */
export interface Nim {
  NIMCache: NIMCache;
  NIMService: NIMService;
  NIMPipeline: NIMPipeline;
  NIMBuild: NIMBuild;
}

export type NIMCache = Sparse<z.output<ReturnType<typeof nimCache>>>;
export type NIMService = Sparse<z.output<ReturnType<typeof nimService>>>;
export type NIMPipeline = Sparse<z.output<ReturnType<typeof nimPipeline>>>;
export type NIMBuild = Sparse<z.output<ReturnType<typeof nimBuild>>>;

export type Metadata = NonNullable<NIMService["metadata"]>;
export type NIMCacheSpec = NonNullable<NIMCache["spec"]>;
export type NIMCacheSource = NonNullable<NIMCacheSpec["source"]>;
export type NgcSource = NonNullable<NIMCacheSource["ngc"]>;
export type ModelFilter = NonNullable<NgcSource["model"]>;
export type NIMServiceSpec = NonNullable<NIMService["spec"]>;
export type NIMPipelineSpec = NonNullable<NIMPipeline["spec"]>;
export type PipelineService = NonNullable<NIMPipelineSpec["services"]>[number];
export type NIMBuildSpec = NonNullable<NIMBuild["spec"]>;
export type Image = NonNullable<NIMServiceSpec["image"]>;
export type EnvVar = NonNullable<NIMServiceSpec["env"]>[number];
export type Toleration = NonNullable<NIMServiceSpec["tolerations"]>[number];
export type Container = NonNullable<NIMServiceSpec["initContainers"]>[number];
export type ServiceStorage = NonNullable<NIMServiceSpec["storage"]>;
export type PVC = NonNullable<ServiceStorage["pvc"]>;
export type Proxy = NonNullable<NIMServiceSpec["proxy"]>;
export type Expose = NonNullable<NIMServiceSpec["expose"]>;
export type Router = NonNullable<Expose["router"]>;
export type Scale = NonNullable<NIMServiceSpec["scale"]>;
export type MultiNode = NonNullable<NIMServiceSpec["multiNode"]>;
export type ResourceRequirements = NonNullable<NIMServiceSpec["resources"]>;
export type DraResource = NonNullable<NIMServiceSpec["draResources"]>[number];
export type DraDevice = NonNullable<NonNullable<DraResource["claimCreationSpec"]>["devices"]>[number];
export type TogglableProbe = NonNullable<NIMServiceSpec["livenessProbe"]>;
export type Probe = NonNullable<TogglableProbe["probe"]>;
export type Quantity = number | string;

type Sparse<T> = T extends readonly (infer Item)[]
  ? Sparse<Item>[]
  : T extends object
    ? { [K in keyof T]?: Sparse<T[K]> | undefined }
    : T;

/** The schema of a kind as an operator version has it, built at its first use. */
export function schemaOf<K extends NimKind>(kind: K, version: OperatorVersion): z.ZodMiniType<Nim[K]> {
  let at = versions.get(version);
  if (!at) {
    at = new At(version);
    versions.set(version, at);
  }
  return definitions[kind](at);
}

const versions = new Map<OperatorVersion, At>();

const definitions: { [K in NimKind]: (at: At) => z.ZodMiniType<Nim[K]> } = {
  NIMCache: nimCache,
  NIMService: nimService,
  NIMPipeline: nimPipeline,
  NIMBuild: nimBuild,
};
