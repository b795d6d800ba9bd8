import type { KubernetesVersion } from "../kubernetes-version.ts";
import type { ModelManifest } from "../profile/model-of-image.ts";
import type { ValueMap } from "../value.ts";
import type { OperatorVersion } from "../version.ts";

/** A Kubernetes object as the operator sends it, without what the API server fills in. */
export interface MadeObject extends ValueMap {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ValueMap & { readonly name: string };
}

/** What the operator makes of one resource, in the order in which it makes it. */
export interface Outcome {
  readonly objects: readonly MadeObject[];
  /** Objects that the operator makes or may make, but whose content nothing that was given tells. */
  readonly unknown: readonly UnknownObject[];
  /** What comes out otherwise than the author may think, such as that a native image is taken for an older one; sentences. */
  readonly notes?: readonly string[];
  /** Why the operator ends before it has made everything; absent where nothing stops it. */
  readonly stopped?: Stop;
}

export interface UnknownObject {
  readonly kind: string;
  /** Absent where the name depends on the unknown too. */
  readonly name?: string;
  /** The NIMService whose pods it makes, which a pipeline has several of. */
  readonly service?: string;
  readonly why: Missing;
}

/** What is missing to tell, as a sentence, and what would help. */
export interface Missing {
  /** Such as "the model manifest of IMAGE is not known". */
  readonly sentence: string;
  readonly give?: GivenManifest | "products";
}

export interface GivenManifest {
  readonly modelManifestOf: string;
  /** Whether it makes a difference that the image is a native one. */
  readonly mayBeNative: boolean;
}

export function unknownModelManifest(image: string, mayBeNative: boolean): Missing {
  return {
    sentence: `the model manifest of ${image} is not known`,
    give: { modelManifestOf: image, mayBeNative },
  };
}

export interface Stop {
  /** The state that the resource rests in; empty where the operator writes none. */
  readonly state: string;
  /** The condition's reason, such as `DeploymentFailed`, where there is one. */
  readonly reason?: string;
  /** What the operator or the API server says. */
  readonly message: string;
}

/** What manifests do not say, but the operator sees. Everything is of the resource's own namespace. */
export interface Surroundings {
  readonly namespace: string;
  readonly operatorVersion: OperatorVersion;
  /** The `nvidia.com/gpu.product` labels of the nodes; undefined where they are not known. */
  readonly products: readonly string[] | undefined;
  /** The deployment mode that the cluster's KServe is set to; `Standard` where nobody says. */
  readonly kserveMode?: string;
  /** Of the cluster; undefined where nobody says, and then it is taken for new enough. */
  readonly kubernetesVersion?: KubernetesVersion | undefined;
  /** By image reference, `repository:tag`. */
  modelManifest(image: string): ModelManifest;
  /** The manifest of another object of the namespace, as the API server would store it, with its status where it has one. */
  find(kind: string, name: string): ValueMap | undefined;
}
