import { judge, type Nim, type NimKind, type Problem } from "../nim/schema/judge.ts";
import { isMap, type Path, type ValueMap } from "../nim/value.ts";
import type { OperatorVersion } from "../nim/version.ts";
import type { ManifestDocument } from "./document.ts";

/** Anything with a name that stands somewhere in a file. */
export interface Located {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly document: ManifestDocument;
  /** Turns a path of the resource into a path of the document that it stands in. */
  place(path: Path): Path;
}

/**
 * A resource of one of the four kinds, as the API server would store it: nulls dropped, defaults filled.
 * Parts that it would refuse are left out of `spec` and told in `problems`, so everything may be absent.
 */
export interface Resource<K extends NimKind = NimKind> extends Located {
  readonly kind: K;
  readonly metadata: NonNullable<Nim[K]["metadata"]>;
  readonly spec: NonNullable<Nim[K]["spec"]>;
  readonly status: Nim[K]["status"];
  /** What the author wrote, before defaults. */
  readonly written: ValueMap;
  readonly problems: readonly Problem[];
  /** The pipeline that will make this service. */
  readonly pipeline: PipelineMembership | undefined;
  /** Turns a path of the service into a path of the pipeline that describes it; of others, the path itself. */
  fromRoot(path: Path): Path;
}

export interface PipelineMembership {
  readonly resource: Resource<"NIMPipeline">;
  readonly index: number;
  /** The operator makes only services with `enabled: true`; the API server judges the others all the same. */
  readonly enabled: boolean;
}

/** A resource of another kind that NIM resources lean on, or whose name may clash with what the operator makes. */
export interface Companion extends Located {
  readonly apiVersion: string;
  readonly value: ValueMap;
}

/** The resources that go to one cluster together. */
export class ResourceSet {
  readonly resources: readonly Resource[];
  readonly companions: readonly Companion[];
  /** NIMServices, and the services that pipelines describe, disabled ones too. */
  readonly services: readonly Resource<"NIMService">[];
  readonly #byKey = new Map<string, Located>();
  readonly #byKind = new Map<string, Resource[]>();
  readonly #derived = new Map<unknown, unknown>();
  /** Some document could not be read: what seems to be missing may stand there. */
  readonly incomplete: boolean;

  constructor(resources: readonly Resource[], companions: readonly Companion[], incomplete = false) {
    this.incomplete = incomplete;
    this.resources = resources;
    this.companions = companions;
    this.services = resources.flatMap((resource) =>
      isOfKind(resource, "NIMService")
        ? [resource]
        : isOfKind(resource, "NIMPipeline")
          ? servicesOf(resource)
          : [],
    );
    for (const located of [...resources, ...companions]) {
      const key = keyOf(located.kind, located.namespace, located.name);
      if (!this.#byKey.has(key)) this.#byKey.set(key, located);
    }
    for (const resource of resources) {
      const same = this.#byKind.get(resource.kind);
      if (same) same.push(resource);
      else this.#byKind.set(resource.kind, [resource]);
    }
  }

  asIncomplete(): ResourceSet {
    return new ResourceSet(this.resources, this.companions, true);
  }

  /** All resources of a kind; the services of pipelines are not among them (see `services`). */
  ofKind<K extends NimKind>(kind: K): readonly Resource<K>[] {
    return (this.#byKind.get(kind) ?? []) as unknown as readonly Resource<K>[];
  }

  /** The first resource of that name; two of one name are a finding of their own. */
  find<K extends NimKind>(kind: K, namespace: string, name: string): Resource<K> | undefined {
    return this.#byKey.get(keyOf(kind, namespace, name)) as Resource<K> | undefined;
  }

  /** For kinds without namespaces, such as StorageClass, the namespace is empty. */
  companion(kind: string, namespace: string, name: string): Companion | undefined {
    return this.#byKey.get(keyOf(kind, namespace, name)) as Companion | undefined;
  }

  /** What a rule works out of the whole set once, such as an index; remembered by the function itself. */
  derive<T>(make: (set: ResourceSet) => T): T {
    if (!this.#derived.has(make)) this.#derived.set(make, make(this));
    return this.#derived.get(make) as T;
  }
}

export function isOfKind<K extends NimKind>(resource: Resource, kind: K): resource is Resource<K> {
  return resource.kind === (kind as NimKind);
}

/** Makes a resource of a document, or of an item of a List that begins at `base`. */
export function resourceFrom<K extends NimKind>(
  kind: K,
  written: ValueMap,
  origin: { document: ManifestDocument; base: Path; namespace: string; operatorVersion: OperatorVersion },
): Resource<K> {
  const { resource, problems } = judge(kind, origin.operatorVersion, written);
  return {
    kind,
    name: textOf(written, "name") ?? textOf(written, "generateName") ?? "",
    namespace: textOf(written, "namespace") ?? origin.namespace,
    metadata: resource.metadata ?? {},
    spec: resource.spec ?? {},
    status: resource.status,
    written,
    problems,
    document: origin.document,
    pipeline: undefined,
    fromRoot: (path) => path,
    place: origin.base.length === 0 ? (path) => path : (path) => [...origin.base, ...path],
  } as Resource<K>;
}

const memberCache = new WeakMap<Resource, Resource<"NIMService">[]>();

/** The services of a pipeline, each as the NIMService that the operator will make of it. */
function servicesOf(pipeline: Resource<"NIMPipeline">): Resource<"NIMService">[] {
  const known = memberCache.get(pipeline);
  if (known) return known;
  const members = (pipeline.spec.services ?? []).map((service, index): Resource<"NIMService"> => {
    const written = writtenService(pipeline.written, index);
    const fromRoot = ([first, ...rest]: Path): Path => [
      ...["spec", "services", index],
      ...(first === "spec" ? ["spec", ...rest] : rest),
    ];
    return {
      kind: "NIMService",
      name: service?.name ?? "",
      namespace: pipeline.namespace,
      metadata: { name: service?.name ?? "", namespace: pipeline.namespace },
      spec: service?.spec ?? {},
      status: undefined,
      written: {
        metadata: { name: service?.name ?? "" },
        spec: isMap(written.spec) ? written.spec : {},
      },
      problems: [],
      document: pipeline.document,
      pipeline: { resource: pipeline, index, enabled: service?.enabled === true },
      fromRoot,
      place: (path) => pipeline.place(fromRoot(path)),
    };
  });
  memberCache.set(pipeline, members);
  return members;
}

function writtenService(pipeline: ValueMap, index: number): ValueMap {
  const spec = pipeline.spec;
  const services = isMap(spec) ? spec.services : undefined;
  const service = Array.isArray(services) ? services[index] : undefined;
  return isMap(service) ? service : {};
}

function textOf(document: ValueMap, key: "name" | "namespace" | "generateName"): string | undefined {
  const metadata = document.metadata;
  const value = isMap(metadata) && Object.hasOwn(metadata, key) ? metadata[key] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}\0${namespace}\0${name}`;
}
