import { gpuResource } from "../gpu-resource.ts";
import { imageText } from "../image-reference.ts";
import { claimNameOf } from "../made-names.ts";
import { parseQuantity, quantityFault } from "../quantity.ts";
import type { EnvVar } from "../schema/kinds.ts";
import { environmentSent } from "./cache-job.ts";
import { containerUser, podLabels, podUser, tolerationsSent } from "./cache-pod.ts";
import type { CachedProfile } from "./cached-profiles.ts";
import { mergedTexts } from "./labels.ts";
import type { MadeObject, Surroundings } from "./made.ts";
import { madeObject } from "./made-object.ts";
import { mergedEnvironment } from "./merged-environment.ts";
import { ownedBy } from "./owner.ts";
import type { Subject } from "./subject.ts";
import { type LooseMap, orAbsent } from "./without-absent.ts";

/**
 * The pod that builds an engine: the NIM itself, which builds when it starts; or what the operator says instead.
 * Source: k8s-nim-operator nimbuild_controller.go, constructEngineBuildPod.
 */
export function buildPod(
  build: Subject<"NIMBuild">,
  cache: Subject<"NIMCache">,
  profile: CachedProfile,
  { namespace }: Surroundings,
): MadeObject | { readonly fault: string } {
  const { name, metadata, spec } = build;
  const resources = resourcesOf(build, profile);
  if (typeof resources === "string") return { fault: resources };
  const pullSecrets = (spec.image?.pullSecrets ?? []).filter((secret) => secret !== undefined);
  const store = { name: "nim-cache-volume", mountPath: "/model-store" };
  return madeObject({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${name}-engine-build-pod`,
      namespace,
      labels: mergedTexts(podLabels(name), metadata.labels),
      annotations: mergedTexts({ "sidecar.istio.io/inject": "false" }, metadata.annotations),
      ownerReferences: ownedBy(build),
    },
    spec: {
      runtimeClassName: orAbsent(cache.spec.runtimeClassName),
      securityContext: podUser(cache.spec),
      restartPolicy: "Never",
      imagePullSecrets: orAbsent(pullSecrets.map((secret) => ({ name: orAbsent(secret) }))),
      tolerations: tolerationsSent(spec.tolerations),
      nodeSelector: orAbsent(spec.nodeSelector),
      containers: [
        {
          name: "nim-build-ctr",
          image: imageText(spec.image),
          env: environmentSent(environmentOf(build, cache, profile)),
          volumeMounts: [{ ...store, subPath: orAbsent(cache.spec.storage?.pvc?.subPath) }],
          resources,
          terminationMessagePath: "/dev/termination-log",
          terminationMessagePolicy: "FallbackToLogsOnError",
          ports: [{ name: "api", containerPort: 8000, protocol: "TCP" }],
          readinessProbe: { initialDelaySeconds: 15, ...probe("/v1/health/ready", 3) },
          livenessProbe: { initialDelaySeconds: 15, ...probe("/v1/health/live", 3) },
          startupProbe: { initialDelaySeconds: 30, ...probe("/v1/health/ready", 30) },
          securityContext: containerUser(cache.spec),
        },
      ],
      volumes: [
        {
          name: "nim-cache-volume",
          persistentVolumeClaim: { claimName: claimNameOf(cache.name, cache.spec.storage?.pvc) },
        },
      ],
    },
  });
}

function probe(path: string, failureThreshold: number): LooseMap {
  const times = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold };
  return { ...times, httpGet: { path, port: "api" } };
}

/** Requests and limits, or what the operator says of them. GPUs come from the profile, or from the author where the profile tells no number: never from both (trap T20). */
function resourcesOf({ spec }: Subject<"NIMBuild">, { config }: CachedProfile): LooseMap | string {
  const requests = amountsOf(spec.resources?.requests);
  const limits = amountsOf(spec.resources?.limits);
  const parallelism = config.tensorParallelism ?? config.tp ?? "";
  const isAsked = Object.hasOwn(requests, gpuResource);
  if (parallelism === "") {
    if (!isAsked) return "tensorParallelism is not set in the profile tags or resources";
    return { requests: orAbsent(requests), limits: orAbsent(limits) };
  }
  if (isAsked) {
    return "tensorParallelism is set in the profile tags, but nvidia.com/gpu is already set in resources";
  }
  const amount = parseQuantity(parallelism)?.canonical;
  if (amount === undefined) {
    return `failed to parse tensorParallelism: ${quantityFault(parallelism)}`;
  }
  return { requests: { ...requests, [gpuResource]: amount }, limits: { ...limits, [gpuResource]: amount } };
}

function amountsOf(
  amounts: Readonly<Record<string, string | number | undefined>> | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(amounts ?? {}).flatMap(([name, amount]) =>
      amount === undefined ? [] : [[name, parseQuantity(amount)?.canonical ?? String(amount)]],
    ),
  );
}

function environmentOf(
  build: Subject<"NIMBuild">,
  cache: Subject<"NIMCache">,
  profile: CachedProfile,
): EnvVar[] {
  const own: EnvVar[] = [
    { name: "NIM_CACHE_PATH", value: "/model-store" },
    { name: "NIM_SERVER_PORT", value: "8000" },
    { name: "NIM_HTTP_API_PORT", value: "8000" },
    { name: "NIM_CUSTOM_MODEL_NAME", value: build.spec.modelName || build.name },
    { name: "NIM_MODEL_PROFILE", value: profile.name },
    {
      name: "NGC_API_KEY",
      valueFrom: { secretKeyRef: { name: cache.spec.source?.ngc?.authSecret ?? "", key: "NGC_API_KEY" } },
    },
  ];
  const merged = mergedEnvironment(own, build.spec.env);
  if (profile.config.feat_lora !== "true") return merged;
  return mergedEnvironment(merged, [{ name: "NIM_PEFT_SOURCE", value: "/tmp" }]);
}
