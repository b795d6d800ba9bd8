import type { KubernetesVersion } from "../../src/nim/kubernetes-version.ts";
import type { ModelManifest } from "../../src/nim/profile/model-of-image.ts";
import { judge } from "../../src/nim/schema/judge.ts";
import { isMap, type Path, type Value, type ValueMap, valueAt } from "../../src/nim/value.ts";
import type { OperatorVersion } from "../../src/nim/version.ts";
import type { MadeObject, Outcome, Surroundings } from "../../src/nim/workload/made.ts";
import { objectsMadeOfPipeline } from "../../src/nim/workload/pipeline.ts";
import { objectsMadeOfService } from "../../src/nim/workload/service.ts";

/** What a test's cluster has beside the resource itself. */
export interface Around {
  readonly version?: OperatorVersion;
  readonly kubernetesVersion?: KubernetesVersion;
  readonly name?: string;
  readonly metadata?: ValueMap;
  readonly objects?: readonly ValueMap[];
  /** What every image says of its models. */
  readonly image?: ModelManifest;
}

/** A service that works as it stands; a test says what is different. */
export function serviceSpec(changes: ValueMap = {}): ValueMap {
  return {
    image: { repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct", tag: "1.12.0" },
    authSecret: "ngc-api",
    storage: { emptyDir: {} },
    replicas: 1,
    expose: { service: { port: 8000 } },
    ...changes,
  };
}

export function madeOfService(changes: ValueMap = {}, around: Around = {}): Outcome {
  const { name = "llama", version = "3.1.2" } = around;
  const document = {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMService",
    metadata: { name, ...around.metadata },
    spec: serviceSpec(changes),
  };
  const { metadata, spec } = judge("NIMService", version, document).resource;
  const subject = { kind: "NIMService", name, metadata: metadata ?? {}, spec: spec ?? {} } as const;
  return objectsMadeOfService(subject, surroundingsOf(around));
}

export function madeOfPipeline(services: ValueMap[], around: Around = {}): Outcome {
  const { name = "rag", version = "3.1.2" } = around;
  const document = {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMPipeline",
    metadata: { name },
    spec: { services },
  };
  const { metadata, spec } = judge("NIMPipeline", version, document).resource;
  const subject = { kind: "NIMPipeline", name, metadata: metadata ?? {}, spec: spec ?? {} } as const;
  return objectsMadeOfPipeline(subject, surroundingsOf(around));
}

/** `Deployment/llama` and its like, in the operator's order. */
export function namesOf({ objects }: Outcome): string[] {
  return objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

export function objectOf({ objects }: Outcome, kind: string): MadeObject {
  const object = objects.find((made) => made.kind === kind);
  if (!object) throw new Error(`no ${kind} was made`);
  return object;
}

/** The spec of the first pod template. */
export function podOf(outcome: Outcome, kind = "Deployment"): ValueMap {
  const paths: Readonly<Record<string, Path>> = {
    Deployment: ["spec", "template", "spec"],
    LeaderWorkerSet: ["spec", "leaderWorkerTemplate", "leaderTemplate", "spec"],
    InferenceService: ["spec", "predictor"],
  };
  const pod = valueAt(objectOf(outcome, kind), paths[kind] ?? []);
  if (!isMap(pod)) throw new Error(`no pod in ${kind}`);
  return pod;
}

export function mainContainer(outcome: Outcome, kind = "Deployment"): ValueMap {
  const container = valueAt(podOf(outcome, kind), ["containers", 0]);
  if (!isMap(container)) throw new Error("no container");
  return container;
}

export function variable(container: ValueMap, name: string): Value | undefined {
  const env = Array.isArray(container.env) ? container.env : [];
  return env.find((item) => isMap(item) && item.name === name);
}

export function surroundingsOf({
  version = "3.1.2",
  objects = [],
  image,
  kubernetesVersion,
}: Around): Surroundings {
  return {
    namespace: "models",
    operatorVersion: version,
    kubernetesVersion,
    products: ["NVIDIA-H100-80GB-HBM3"],
    modelManifest: () => image ?? { kind: "none" },
    find: (kind, name) =>
      objects.find((object) => object.kind === kind && valueAt(object, ["metadata", "name"]) === name),
  };
}
