import type { ModelProfiles } from "../profile/model-manifest.ts";
import { atLeast } from "../version.ts";
import { modelPullerOf } from "./cache-model.ts";
import {
  cacheContainerName,
  cacheLabels,
  cachePodSpec,
  cacheResources,
  containerUser,
  podLabels,
} from "./cache-pod.ts";
import { type GoTree, goYaml } from "./go-yaml.ts";
import type { MadeObject, Surroundings } from "./made.ts";
import { madeObject } from "./made-object.ts";
import { ownedBy } from "./owner.ts";
import type { Subject } from "./subject.ts";

/** The pod that prints the image's model manifest; the operator deletes it when it has read that. */
export function manifestPod(
  cache: Subject<"NIMCache">,
  { namespace, operatorVersion }: Surroundings,
): MadeObject {
  const { ngc, dataStore, hf } = cache.spec.source ?? {};
  return madeObject({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${cache.name}-pod`,
      namespace,
      labels: podLabels(cache.name),
      ownerReferences: ownedBy(cache),
    },
    spec: {
      ...cachePodSpec(cache, (ngc ?? dataStore ?? hf)?.pullSecret),
      containers: [
        {
          name: cacheContainerName,
          image: modelPullerOf(cache),
          command: ["sh", "-c", atLeast(operatorVersion, "3.1.1") ? printManifest : printManifestBefore311],
          resources: cacheResources(cache),
          securityContext: containerUser(cache.spec),
        },
      ],
    },
  });
}

/** The ConfigMap in which the operator keeps the manifest, without the lists of files. */
export function manifestConfigMap(
  cache: Subject<"NIMCache">,
  manifest: ModelProfiles,
  { namespace }: Surroundings,
): MadeObject {
  return madeObject({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `${cache.name}-manifest`,
      namespace,
      labels: cacheLabels(cache.name),
      ownerReferences: ownedBy(cache),
    },
    data: { "model_manifest.yaml": goYaml(treeOf(manifest)) },
  });
}

const [first, second] = ["/opt/nim/etc/default/model_manifest.yaml", "/etc/nim/config/model_manifest.yaml"];
const printManifest = `if [ -f ${first} ]; then cat ${first}; elif [ -f ${second} ]; then cat ${second}; else echo "model_manifest.yaml not found"; fi; sleep infinity`;
const printManifestBefore311 = `if [ -f ${first} ]; then cat ${first}; else cat ${second}; fi; sleep infinity`;

/** Source: k8s-nim-operator internal/nimparser, Minimal in v1 and v2. */
function treeOf({ kind, profiles, schemaVersion, selectionCriteria }: ModelProfiles): GoTree {
  if (kind === "v2") {
    return mapOf([
      ["schema_version", schemaVersion],
      ["profile_selection_criteria", selectionCriteria],
      [
        "profiles",
        profiles.map(({ id, tags }) =>
          mapOf([
            ["id", id],
            ["tags", tags],
          ]),
        ),
      ],
    ]);
  }
  return new Map(
    profiles.map(({ id, model, release, tags, containerUrl }) => [
      id,
      mapOf([
        ["model", model],
        ["release", release],
        ["tags", tags],
        ["container_url", containerUrl],
      ]),
    ]),
  );
}

/** Go leaves out what is empty. */
function mapOf(
  entries: readonly (readonly [string, string | readonly GoTree[] | ReadonlyMap<string, GoTree>])[],
): GoTree {
  return new Map(
    entries.filter(([, value]) => (value instanceof Map ? value.size > 0 : Object.keys(value).length > 0)),
  );
}
