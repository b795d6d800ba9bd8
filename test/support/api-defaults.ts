import { isDeepStrictEqual } from "node:util";
import { isMap, type Value, type ValueMap, valueAt } from "../../src/nim/value.ts";

/**
 * What Kubernetes 1.35 writes into objects that do not say it, by path: `[]` stands for each item, `pod.` for the spec of a
 * pod wherever the kind has one. Source: pkg/apis/{core,apps,batch,autoscaling,networking}/v1/defaults.go.
 */
const defaults: readonly (readonly [kinds: string, path: string, value: Value])[] = [
  ["*", "pod.restartPolicy", "Always"],
  ["*", "pod.terminationGracePeriodSeconds", 30],
  ["*", "pod.dnsPolicy", "ClusterFirst"],
  ["*", "pod.schedulerName", "default-scheduler"],
  ["*", "pod.priority", 0],
  ["*", "pod.enableServiceLinks", true],
  ["*", "pod.preemptionPolicy", "PreemptLowerPriority"],
  ["*", "pod.securityContext", {}],
  ["*", "pod.containers[].resources", {}],
  ["*", "pod.containers[].terminationMessagePath", "/dev/termination-log"],
  ["*", "pod.containers[].terminationMessagePolicy", "File"],
  ["*", "pod.containers[].imagePullPolicy", "IfNotPresent"],
  ["*", "pod.containers[].ports[].protocol", "TCP"],
  ["*", "pod.initContainers[].resources", {}],
  ["*", "pod.initContainers[].terminationMessagePath", "/dev/termination-log"],
  ["*", "pod.initContainers[].terminationMessagePolicy", "File"],
  ["*", "pod.initContainers[].imagePullPolicy", "IfNotPresent"],
  ...["livenessProbe", "readinessProbe", "startupProbe"].flatMap(
    (probe): (readonly [string, string, Value])[] => [
      ["*", `pod.containers[].${probe}.httpGet.scheme`, "HTTP"],
      ["*", `pod.containers[].${probe}.timeoutSeconds`, 1],
      ["*", `pod.containers[].${probe}.periodSeconds`, 10],
      ["*", `pod.containers[].${probe}.successThreshold`, 1],
      ["*", `pod.containers[].${probe}.failureThreshold`, 3],
      ["*", `pod.containers[].${probe}.grpc.service`, ""],
    ],
  ),
  ["*", "pod.containers[].env[].valueFrom.fieldRef.apiVersion", "v1"],
  ["*", "pod.initContainers[].env[].valueFrom.fieldRef.apiVersion", "v1"],
  ["*", "pod.volumes[].configMap.defaultMode", 420],
  ["*", "pod.volumes[].secret.defaultMode", 420],
  ["*", "pod.volumes[].hostPath.type", ""],
  ["Job", "spec.parallelism", 1],
  ["Job", "spec.completions", 1],
  ["Job", "spec.manualSelector", false],
  ["Job", "spec.completionMode", "NonIndexed"],
  ["Job", "spec.suspend", false],
  ["Job", "spec.podReplacementPolicy", "TerminatingOrFailed"],
  ["Deployment", "spec.revisionHistoryLimit", 10],
  ["Deployment", "spec.progressDeadlineSeconds", 600],
  ["Deployment", "spec.replicas", 1],
  ["PersistentVolumeClaim", "spec.volumeMode", "Filesystem"],
  ["Service", "spec.type", "ClusterIP"],
  ["Service", "spec.sessionAffinity", "None"],
  ["Service", "spec.internalTrafficPolicy", "Cluster"],
  ["Service", "spec.externalTrafficPolicy", "Cluster"],
  ["Service", "spec.ipFamilyPolicy", "SingleStack"],
  ["Service", "spec.ipFamilies", ["IPv4"]],
  ["Service", "spec.ports[].protocol", "TCP"],
  [
    "HorizontalPodAutoscaler",
    "spec.metrics",
    [
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
      },
    ],
  ],
  ["HorizontalPodAutoscaler", "spec.behavior.scaleDown.selectPolicy", "Max"],
  [
    "HorizontalPodAutoscaler",
    "spec.behavior.scaleUp",
    {
      stabilizationWindowSeconds: 0,
      selectPolicy: "Max",
      policies: [
        { type: "Pods", value: 4, periodSeconds: 15 },
        { type: "Percent", value: 100, periodSeconds: 15 },
      ],
    },
  ],
  ["Secret", "type", "Opaque"],
  ["ResourceClaimTemplate", "spec.spec.devices.requests[].exactly.allocationMode", "ExactCount"],
];

/** An object without what the API server would have written by itself. */
export function withoutDefaults(object: ValueMap): ValueMap {
  const stripped = structuredClone(object);
  const kind = String(object.kind);
  for (const [kinds, path, value] of defaults) {
    if (kinds !== "*" && kinds !== kind) continue;
    removeAt(stripped, path.replace(/^pod\./, podSpecOf(kind)).split("."), value);
  }
  // A field of old that repeats another one.
  removeEqual(stripped, podSpecOf(kind), "serviceAccount", "serviceAccountName");
  if (kind === "Job") removeCopiedLabels(stripped);
  return stripped;
}

/** A Job without labels gets those of its pods. */
function removeCopiedLabels(job: ValueMap): void {
  const labels = valueAt(job, ["metadata", "labels"]);
  if (!isDeepStrictEqual(labels, valueAt(job, ["spec", "template", "metadata", "labels"]))) return;
  if (isMap(job.metadata)) delete job.metadata.labels;
}

function podSpecOf(kind: string): string {
  return kind === "Pod" ? "spec." : "spec.template.spec.";
}

function removeEqual(object: ValueMap, prefix: string, old: string, name: string): void {
  let at: Value | undefined = object;
  for (const step of prefix.split(".").filter(Boolean)) at = isMap(at) ? at[step] : undefined;
  if (isMap(at) && at[old] === at[name]) delete at[old];
}

function removeAt(value: Value | undefined, [step = "", ...rest]: string[], expected: Value): void {
  if (!isMap(value)) return;
  const key = step.replace("[]", "");
  const found = value[key];
  if (found === undefined) return;
  if (rest.length === 0) {
    if (isDeepStrictEqual(found, expected)) delete value[key];
  } else if (step.endsWith("[]")) {
    for (const item of Array.isArray(found) ? found : []) removeAt(item, rest, expected);
  } else removeAt(found, rest, expected);
}
