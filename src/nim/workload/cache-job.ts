import { imageText } from "../image-reference.ts";
import { claimNameOf } from "../made-names.ts";
import type { Container, EnvVar, NIMCacheSource } from "../schema/kinds.ts";
import { atLeast, type OperatorVersion } from "../version.ts";
import { type CacheTask, cacheContainer } from "./cache-container.ts";
import { modelPullerOf } from "./cache-model.ts";
import { cachePodSpec, podLabels } from "./cache-pod.ts";
import { certificateScript } from "./certificate-script.ts";
import { goTypes } from "./go-types.ts";
import { goWritten } from "./go-written.ts";
import type { MadeObject, Surroundings } from "./made.ts";
import { madeObject } from "./made-object.ts";
import { mergedEnvironment } from "./merged-environment.ts";
import { ownedBy } from "./owner.ts";
import { proxyEnvironment } from "./proxy-environment.ts";
import type { Subject } from "./subject.ts";
import { type Loose, type LooseMap, orAbsent } from "./without-absent.ts";

/** The Job that downloads, made in the `pass` in which nothing more is to be waited for. Source: k8s-nim-operator nimcache_controller.go, constructJob. */
export function cacheJob(
  cache: Subject<"NIMCache">,
  task: CacheTask,
  { namespace, operatorVersion }: Surroundings,
  pass: "first" | "later",
): MadeObject {
  const { name, spec } = cache;
  const hasScratch = atLeast(operatorVersion, "3.1.0");
  const { env, ...container } = cacheContainer(cache, task, operatorVersion);
  const mounts = [
    ...container.volumeMounts,
    ...(hasScratch ? [{ name: "scratch", mountPath: "/scratch" }] : []),
  ];
  const merged = withFixed(mergedEnvironment(env, spec.env), task, env);
  const certificates = orAbsent(spec.proxy?.certConfigMap);
  return madeObject({
    apiVersion: "batch/v1",
    kind: "Job",
    // Without labels: the API server copies those of the template.
    metadata: { name: `${name}-job`, namespace, ownerReferences: ownedBy(cache) },
    spec: {
      backoffLimit: 5,
      ttlSecondsAfterFinished: 600,
      template: {
        metadata: { labels: podLabels(name), annotations: { "sidecar.istio.io/inject": "false" } },
        spec: {
          ...cachePodSpec(cache, pullSecretOf(spec.source), pass),
          restartPolicy: "Never",
          initContainers: orAbsent(initContainers(cache, merged, mounts, operatorVersion)),
          containers: [
            {
              ...container,
              env: environmentSent(
                spec.proxy ? mergedEnvironment(merged, proxyEnvironment(spec.proxy)) : merged,
              ),
              volumeMounts: certificates
                ? [...mounts, { name: "ca-cert-volume", mountPath: "/etc/ssl" }]
                : mounts,
            },
          ],
          volumes: [
            {
              name: "nim-cache-volume",
              persistentVolumeClaim: { claimName: claimNameOf(name, spec.storage?.pvc) },
            },
            ...(hasScratch ? [{ name: "scratch", emptyDir: {} }] : []),
            ...(certificates
              ? [
                  { name: "ca-cert-volume", emptyDir: {} },
                  { name: "custom-ca", configMap: { name: certificates } },
                ]
              : []),
          ],
        },
      },
    },
  });
}

/** What drives a native image's download wins over the author's variables; elsewhere it is the other way round. */
function withFixed(merged: EnvVar[], task: CacheTask, own: readonly EnvVar[]): EnvVar[] {
  return task.kind === "native" ? mergedEnvironment(merged, own) : merged;
}

/** They see the download's variables, but not those of the proxy. Source: nimcache_types.go, GetInitContainers. */
function initContainers(
  cache: Subject<"NIMCache">,
  env: readonly EnvVar[],
  mounts: readonly LooseMap[],
  version: OperatorVersion,
): LooseMap[] {
  const { proxy, initContainers: given } = cache.spec;
  // 3.1.0 made the first one for every proxy, and its volumes only where there are certificates.
  const forCertificates = version === "3.1.0" ? proxy !== undefined : Boolean(proxy?.certConfigMap);
  const certificateContainer = { ...certificateUpdate, image: modelPullerOf(cache) };
  if (!atLeast(version, "3.1.0")) return forCertificates ? [certificateContainer] : [];
  return [
    ...(forCertificates
      ? [
          {
            ...certificateContainer,
            env: environmentSent(env),
            volumeMounts: [...certificateUpdate.volumeMounts, ...mounts],
          },
        ]
      : []),
    ...(given ?? []).flatMap((container) => (container ? [containerSent(container, env, mounts)] : [])),
  ];
}

const certificateUpdate = {
  name: "update-ca-certificates",
  command: ["/bin/sh", "-c", certificateScript],
  securityContext: { runAsUser: 0, runAsNonRoot: false },
  volumeMounts: [
    { name: "ca-cert-volume", mountPath: "/ca-certs" },
    { name: "custom-ca", mountPath: "/custom" },
  ],
};

function containerSent(given: Container, env: readonly EnvVar[], mounts: readonly LooseMap[]): LooseMap {
  const { name, image, command, args, workingDir } = given;
  return {
    name: name ?? "",
    image: imageText(image),
    imagePullPolicy: orAbsent(image?.pullPolicy),
    command: orAbsent(command),
    args: orAbsent(args),
    env: environmentSent(mergedEnvironment(given.env, env)),
    workingDir: orAbsent(workingDir),
    volumeMounts: mounts,
  };
}

export function environmentSent(env: readonly EnvVar[]): Loose {
  return goWritten(env, goTypes.environment);
}

function pullSecretOf(source: NIMCacheSource | undefined): string | undefined {
  return (source?.ngc ?? source?.dataStore ?? source?.hf)?.pullSecret;
}
