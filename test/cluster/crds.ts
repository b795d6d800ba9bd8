import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import type { OperatorVersion } from "../../src/nim/version.ts";
import { crdsDirectory, haveCrds, noCrds } from "../support/crds.ts";
import { type Api, eventually } from "./api.ts";

/** Seconds: a server works them off one after the other. */
const patience = 60;

/** Installs what is not there yet, and waits until all of it is served. */
export async function installCrds(api: Api, crds: readonly ValueMap[]): Promise<void> {
  await Promise.all(
    crds.map(async (crd) => {
      const name = valueAt(crd, ["metadata", "name"]);
      const answer = await api.ask("POST", path, crd);
      // 409: a cluster that is used again has it already.
      if (answer.code >= 400 && answer.code !== 409) throw new Error(`CRD ${name}: ${answer.text}`);
      await eventually(
        `CRD ${name} is established`,
        async () => {
          const conditions = valueAt(await api.get(`${path}/${name}`), ["status", "conditions"]);
          return (
            (Array.isArray(conditions) &&
              conditions.some((is) => isMap(is) && is.type === "Established" && is.status === "True")) ||
            undefined
          );
        },
        patience,
      );
    }),
  );
  // Established is said shortly before each path answers.
  await Promise.all(
    crds.map((crd) =>
      eventually(
        `${valueAt(crd, ["metadata", "name"])} is served`,
        async () => {
          const version = valueAt(crd, ["spec", "versions", 0, "name"]);
          const group = valueAt(crd, ["spec", "group"]);
          const plural = valueAt(crd, ["spec", "names", "plural"]);
          const answer = await api.ask("GET", `/apis/${group}/${version}/${plural}?limit=1`);
          return answer.code === 200 || undefined;
        },
        patience,
      ),
    ),
  );
}

/** The four kinds of the NIM Operator. */
export function nimCrds(version: OperatorVersion): ValueMap[] {
  if (!haveCrds) throw new Error(noCrds);
  const folder = join(crdsDirectory, version === "main" ? "main" : `v${version}`);
  return ["nimbuilds", "nimcaches", "nimpipelines", "nimservices"].map((plural) => {
    const crd: ValueMap = parse(readFileSync(join(folder, `apps.nvidia.com_${plural}.yaml`), "utf8"));
    return crd;
  });
}

/** What KWOK reads of what pods print. */
export const logCrds = [
  standIn("kwok.x-k8s.io", "v1alpha1", "Logs", "logs", "Namespaced"),
  standIn("kwok.x-k8s.io", "v1alpha1", "ClusterLogs", "clusterlogs", "Cluster"),
];

/** Kinds of others that the NIM Operator makes or looks for. Any content is accepted; no controller runs. */
export const standInCrds = [
  standIn("leaderworkerset.x-k8s.io", "v1", "LeaderWorkerSet", "leaderworkersets"),
  standIn("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes"),
  standIn("gateway.networking.k8s.io", "v1", "GRPCRoute", "grpcroutes"),
  standIn("inference.networking.k8s.io", "v1", "InferencePool", "inferencepools"),
  standIn("monitoring.coreos.com", "v1", "ServiceMonitor", "servicemonitors"),
  standIn("resource.nvidia.com", "v1beta1", "ComputeDomain", "computedomains"),
  standIn("serving.kserve.io", "v1beta1", "InferenceService", "inferenceservices"),
];

/** What Flux and Argo CD say that they have applied. Any content is accepted; no controller runs. */
export const deliveryCrds = [
  standIn("kustomize.toolkit.fluxcd.io", "v1", "Kustomization", "kustomizations"),
  standIn("argoproj.io", "v1alpha1", "Application", "applications"),
];

const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

export function standIn(
  group: string,
  version: string,
  kind: string,
  plural: string,
  scope: "Namespaced" | "Cluster" = "Namespaced",
): ValueMap {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      // Groups under *.k8s.io are refused without it; a made-up link says that nobody approved this one.
      ...(group.endsWith(".k8s.io") && {
        annotations: { "api-approved.kubernetes.io": "unapproved, for tests" },
      }),
    },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
        },
      ],
    },
  };
}
