import type { NIMServiceSpec } from "../schema/kinds.ts";
import type { ValueMap } from "../value.ts";
import type { OperatorVersion } from "../version.ts";
import { type DraftMap, Unquoted } from "./draft.ts";
import { type TextMap, withOwnHash } from "./labels.ts";
import type { Surroundings } from "./made.ts";
import { ownedBy } from "./owner.ts";
import type { Subject } from "./subject.ts";

/** What every object of a service is made of. */
export interface ServiceFacts {
  readonly name: string;
  readonly namespace: string;
  /** Labels and annotations of the NIMService itself. */
  readonly metadata: Subject<"NIMService">["metadata"];
  readonly spec: NIMServiceSpec;
  readonly version: OperatorVersion;
  readonly owners: readonly ValueMap[];
  /** Port of the API; 8000 also where `expose.service` is missing, by the default that the operator's first write brings (trap T30). */
  readonly port: number;
}

export function factsOf(service: Subject<"NIMService">, surroundings: Surroundings): ServiceFacts {
  const { name, metadata, spec } = service;
  return {
    name,
    namespace: surroundings.namespace,
    metadata,
    spec,
    version: surroundings.operatorVersion,
    owners: ownedBy(service),
    port: spec.expose?.service?.port ?? 8000,
  };
}

/** Metadata as the templates write it: name and namespace without quotes, labels and annotations with them. */
export function metadataOf(
  { name, namespace, owners }: ServiceFacts,
  {
    suffix = "",
    ...of
  }: {
    readonly suffix?: string;
    readonly labels?: TextMap | undefined;
    readonly annotations?: Readonly<Record<string, string | undefined>> | undefined;
  },
): DraftMap & { readonly name: Unquoted } {
  return {
    name: new Unquoted(`${name}${suffix}`),
    namespace: new Unquoted(namespace),
    labels: of.labels && Object.keys(of.labels).length > 0 ? of.labels : undefined,
    annotations: withOwnHash(of.annotations),
    ownerReferences: owners,
  };
}
