import type { ModelProfiles } from "../profile/model-manifest.ts";
import type { WorkspacePart } from "../profile/workspaces.ts";
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
      ...cachePodSpec(cache, (ngc ?? dataStore ?? hf)?.pullSecret, "first"),
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

/**
 * The ConfigMap in which the operator keeps the manifest; since 3.1.2 without the lists of files, `workspaces`; null for a
 * manifest in which nothing is written.
 */
export function manifestConfigMap(
  cache: Subject<"NIMCache">,
  manifest: ModelProfiles,
  { namespace, operatorVersion }: Surroundings,
  workspaces?: readonly WorkspacePart[] | null,
): MadeObject {
  return madeObject({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `${cache.name}-manifest`,
      namespace,
      labels: atLeast(operatorVersion, "3.1.0") ? cacheLabels(cache.name) : { app: cache.name },
      ownerReferences: ownedBy(cache),
    },
    data: { "model_manifest.yaml": goYaml(workspaces === null ? null : treeOf(manifest, workspaces)) },
  });
}

const [first, second] = ["/opt/nim/etc/default/model_manifest.yaml", "/etc/nim/config/model_manifest.yaml"];
const printManifest = `if [ -f ${first} ]; then cat ${first}; elif [ -f ${second} ]; then cat ${second}; else echo "model_manifest.yaml not found"; fi; sleep infinity`;
const printManifestBefore311 = `if [ -f ${first} ]; then cat ${first}; else cat ${second}; fi; sleep infinity`;

/** Source: k8s-nim-operator internal/nimparser, NIMManifest and Minimal in v1 and v2. */
function treeOf(
  { kind, profiles, schemaVersion, selectionCriteria }: ModelProfiles,
  workspaces: readonly WorkspacePart[] | undefined,
): GoTree {
  // Go leaves out no structure, not even one of which nothing is written.
  const workspace = (at: number) => (workspaces ? [["workspace", workspaces[at] ?? new Map()] as const] : []);
  if (kind === "v2") {
    return mapOf([
      ["schema_version", schemaVersion],
      ["profile_selection_criteria", selectionCriteria],
      [
        "profiles",
        profiles.map(({ id, tags }, at) =>
          mapOf(
            [
              ["id", id],
              ["tags", tags],
            ],
            workspace(at),
          ),
        ),
      ],
    ]);
  }
  return new Map(
    profiles.map(({ id, model, release, tags, containerUrl }, at) => [
      id,
      mapOf(
        [
          ["model", model],
          ["release", release],
          ["tags", tags],
          ["container_url", containerUrl],
        ],
        workspace(at),
      ),
    ]),
  );
}

type Entry = readonly [string, string | readonly GoTree[] | ReadonlyMap<string, GoTree>];

/** Go leaves out what is empty, but for `always`. */
function mapOf(entries: readonly Entry[], always: readonly Entry[] = []): ReadonlyMap<string, GoTree> {
  const isWritten = ([, value]: Entry) =>
    value instanceof Map ? value.size > 0 : Object.keys(value).length > 0;
  return new Map([...entries.filter(isWritten), ...always]);
}
