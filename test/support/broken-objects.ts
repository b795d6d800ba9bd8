import fc from "fast-check";
import { isMap, type Path, type Value } from "../../src/nim/value.ts";
import type { MadeObject } from "../../src/nim/workload/made.ts";
import { type MadeKind, madeObjects } from "./made-objects.ts";

export interface BrokenObject {
  readonly title: string;
  readonly object: MadeObject;
}

/** Each object with one thing changed: mostly to what the API server refuses, now and then to what it accepts. */
export function brokenObjects(): BrokenObject[] {
  return changes.flatMap(([kind, path, values]) =>
    values.map((value) => ({
      title: titleOf(kind, path, value),
      object: changed(madeObjects[kind], path, value) as MadeObject,
    })),
  );
}

/** As many objects with two to four things changed at once; always the same ones. */
export function brokenManyTimes(count: number): BrokenObject[] {
  const anyChange = (own: readonly Change[]) =>
    fc
      .constantFrom(...own)
      .chain(([, path, values]) => fc.record({ path: fc.constant(path), value: fc.constantFrom(...values) }));
  const broken = fc.constantFrom(...changes).chain(([kind]) => {
    const own = changes.filter((change) => change[0] === kind);
    return fc.array(anyChange(own), { minLength: 2, maxLength: 4 }).map((steps) => {
      const object = steps.reduce<unknown>(
        (from, { path, value }) => changed(from, path, value),
        madeObjects[kind],
      );
      const title = steps.map(({ path, value }) => titleOf(kind, path, value)).join(", ");
      return { title, object: JSON.parse(JSON.stringify(object)) as MadeObject };
    });
  });
  return fc.sample(broken, { numRuns: count, seed: 1 });
}

function titleOf(kind: MadeKind, path: Path, value: Value | undefined): string {
  return `${kind} ${path.join(".")} = ${JSON.stringify(value)?.slice(0, 60) ?? "absent"}`;
}

/** A copy in which the value at the path is another; undefined takes it away. What is missing on the way is made. */
function changed(from: unknown, path: Path, value: Value | undefined): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list: unknown[] = Array.isArray(from) ? [...from] : [];
    list[step] = changed(list[step], rest, value);
    return list;
  }
  const map: Record<string, unknown> = isMap(from) ? { ...from } : {};
  const next = changed(map[step], rest, value);
  if (next === undefined) delete map[step];
  else map[step] = next;
  return map;
}

const long = "x".repeat(64);
const names = [
  "Llama",
  "llama_1",
  "-llama",
  "llama-",
  "ll ama",
  "8b-llama",
  "llama.1",
  "<b>",
  "é",
  long,
  "x".repeat(254),
];
const labelValues = ["", "a b", "-a", "12:30", "=", long, "é", "A_b.c-1"];
const labelKeys = [
  "",
  "a b",
  "x/y/z",
  "/a",
  "Upper/a",
  "example.com/",
  `${long}`,
  `example.com/${long}`,
  "ok_1.a",
];
const quantities = ["-1", "1.5", "0", "2", "1500m"];
const counts = [-1, 0, 1];

const template: Path = ["spec", "template"];
const pod: Path = [...template, "spec"];
const container: Path = [...pod, "containers", 0];
const env: Path = [...container, "env", 2];
const probe: Path = [...container, "livenessProbe"];
const mount: Path = [...container, "volumeMounts", 0];
const affinity: Path = [...pod, "affinity"];
const needed: Path = [
  ...affinity,
  "nodeAffinity",
  "requiredDuringSchedulingIgnoredDuringExecution",
  "nodeSelectorTerms",
];
const podTerm: Path = [...affinity, "podAntiAffinity", "preferredDuringSchedulingIgnoredDuringExecution", 0];
const toleration: Path = [...pod, "tolerations", 0];
const metric: Path = ["spec", "metrics"];
const ingressPath: Path = ["spec", "rules", 0, "http", "paths", 0];
const device: Path = ["spec", "spec", "devices", "requests", 0];
const worker: Path = ["spec", "leaderWorkerTemplate", "workerTemplate", "spec"];
const parent: Path = ["spec", "parentRefs", 0];
const backend: Path = ["spec", "rules", 0, "backendRefs", 0];

type Change = readonly [kind: MadeKind, path: Path, values: readonly (Value | undefined)[]];

const changes: readonly Change[] = [
  ...(Object.keys(madeObjects) as MadeKind[]).flatMap((kind): Change[] => [
    [kind, ["metadata", "name"], kind === "service" || kind === "role" ? names : ["Llama", "llama.1", long]],
    [kind, ["metadata", "labels", "team"], ["a b", long]],
    [kind, ["metadata", "annotations"], [{ "a b": "x" }, { Upper: "é" }, { big: "x".repeat(262_144) }]],
  ]),
  ["serviceAccount", ["metadata", "labels", "team"], labelValues],
  ...labelKeys.map((key): Change => ["serviceAccount", ["metadata", "labels", key], ["v"]]),
  ["serviceAccount", ["metadata", "namespace"], ["default"]],

  ["deployment", ["spec", "replicas"], counts],
  [
    "deployment",
    ["spec", "selector"],
    [undefined, {}, { matchLabels: { app: "other" } }, { matchLabels: { app: "a b" } }],
  ],
  [
    "deployment",
    ["spec", "selector", "matchExpressions"],
    [
      [{ key: "app", operator: "In", values: ["llama"] }],
      [{ key: "app", operator: "In" }],
      [{ key: "app", operator: "NotIn", values: ["llama"] }],
      [{ key: "app", operator: "Exists", values: ["x"] }],
      [{ key: "none", operator: "Exists" }],
      [{ key: "none", operator: "DoesNotExist" }],
      [{ key: "a b", operator: "Like" }],
    ],
  ],
  ["deployment", [...template, "metadata", "labels", "app"], ["mine", undefined, "a b"]],
  [
    "deployment",
    [...template, "metadata", "annotations"],
    [
      { "a b": "x" },
      { "kubernetes.io/config.mirror": "x" },
      { "seccomp.security.alpha.kubernetes.io/pod": "strict" },
      { "container.seccomp.security.alpha.kubernetes.io/llama-ctr": "localhost/../x" },
      { "container.apparmor.security.beta.kubernetes.io/none": "unconfined" },
      { "container.apparmor.security.beta.kubernetes.io/llama-ctr": "strict" },
      { "container.apparmor.security.beta.kubernetes.io/llama-ctr": "localhost/x" },
    ],
  ],
  [
    "deployment",
    [...template, "metadata", "annotations", "controller.kubernetes.io/pod-deletion-cost"],
    ["1", "01", "+1", "-5", "x", "3000000000", ""],
  ],
  ["pod", ["metadata", "annotations"], [{ "seccomp.security.alpha.kubernetes.io/pod": "strict" }]],
  ["deployment", [...pod, "restartPolicy"], ["Never", "Sometimes"]],
  ["deployment", [...pod, "nodeSelector", "k"], labelValues],
  ["deployment", [...pod, "serviceAccountName"], ["Llama", ""]],
  ["deployment", [...pod, "runtimeClassName"], ["Nvidia_1"]],
  ["deployment", [...pod, "priorityClassName"], ["High", "x".repeat(254)]],
  ["deployment", [...pod, "securityContext", "runAsUser"], [-1, 0, 2 ** 31]],
  ["deployment", [...pod, "securityContext", "fsGroup"], [-1, 2 ** 31]],
  ["deployment", [...toleration, "operator"], ["Like", "Lt", "Equal", undefined]],
  ["deployment", [...toleration, "key"], ["", "a b", "x/y/z"]],
  ["deployment", [...toleration, "value"], ["x"]],
  ["deployment", [...toleration, "effect"], ["Never", "", "NoExecute"]],
  ["deployment", [...toleration, "tolerationSeconds"], [30]],
  [
    "deployment",
    toleration,
    [{ key: "k", operator: "Equal", value: "a b" }, { operator: "Exists" }, { operator: "Equal" }, {}],
  ],
  [
    "deployment",
    [...pod, "resourceClaims"],
    [
      [],
      [{ name: "gpus" }],
      [{ name: "gpus", resourceClaimName: "a", resourceClaimTemplateName: "b" }],
      [{ name: "GPUs", resourceClaimName: "a" }],
      [{ name: "gpus", resourceClaimName: "A_1" }],
      [
        { name: "gpus", resourceClaimName: "a" },
        { name: "gpus", resourceClaimName: "b" },
      ],
    ],
  ],
  ["deployment", needed, [[], [{ matchExpressions: [{ key: "zone", operator: "In" }] }]]],
  [
    "deployment",
    [...needed, 0, "matchExpressions", 0],
    [
      { key: "zone", operator: "In", values: ["a b"] },
      { key: "a b", operator: "Exists" },
      { key: "zone", operator: "Exists", values: ["a"] },
      { key: "zone", operator: "Gt", values: ["1", "2"] },
      { key: "zone", operator: "Gt", values: ["1"] },
      { key: "zone", operator: "Like" },
    ],
  ],
  [
    "deployment",
    [...needed, 1, "matchFields", 0],
    [
      { key: "metadata.uid", operator: "In", values: ["x"] },
      { key: "metadata.name", operator: "Exists" },
      { key: "metadata.name", operator: "In", values: ["A_b"] },
      { key: "metadata.name", operator: "In", values: ["a", "b"] },
    ],
  ],
  ["deployment", [...podTerm, "weight"], [0, 101, 1]],
  ["deployment", [...podTerm, "podAffinityTerm", "topologyKey"], [undefined, "a b"]],
  ["deployment", [...podTerm, "podAffinityTerm", "namespaces"], [["Models"], ["models"]]],
  ["deployment", [...podTerm, "podAffinityTerm", "matchLabelKeys"], [["app"], ["a b"], ["x"]]],
  ["deployment", [...podTerm, "podAffinityTerm", "mismatchLabelKeys"], [["x"]]],
  [
    "deployment",
    [...podTerm, "podAffinityTerm", "labelSelector"],
    [
      undefined,
      { matchLabels: { app: "a b" } },
      { matchExpressions: [{ key: "a", operator: "In", values: ["a b"] }] },
    ],
  ],
  ["deployment", [...pod, "containers"], [[]]],
  ["deployment", [...container, "name"], [...names, "", "sidecar", "prepare"]],
  ["deployment", [...container, "image"], ["", " ", "nvcr.io/nim/x"]],
  ["deployment", [...container, "imagePullPolicy"], ["always", ""]],
  [
    "deployment",
    [...container, "ports", 0, "name"],
    ["API", "a--b", "-a", "1", "grpc", "x".repeat(16), "8000-"],
  ],
  ["deployment", [...container, "ports", 0, "containerPort"], [0, 65536, 8001]],
  ["deployment", [...container, "ports", 0, "protocol"], ["tcp", "UDP"]],
  ["deployment", [...container, "ports", 0, "hostPort"], [70000, 8000]],
  ["deployment", [...container, "ports", 1], [{ containerPort: 8000 }, { containerPort: 1, hostPort: 1 }]],
  ["deployment", [...container, "env", 0, "name"], ["", "A=B", "1A", "a b", "é", "A\tB", 'A"B']],
  ["deployment", [...env, "value"], ["x"]],
  [
    "deployment",
    [...env, "valueFrom"],
    [
      {},
      { secretKeyRef: { key: "k" } },
      { secretKeyRef: { name: "a", key: "" } },
      { secretKeyRef: { name: "A_1", key: "a b" } },
      { secretKeyRef: { name: "a", key: "..x" } },
      { configMapKeyRef: { name: "A_1", key: "." } },
      { configMapKeyRef: { name: "a", key: "k" }, secretKeyRef: { name: "a", key: "k" } },
      { fieldRef: { fieldPath: "" } },
      { fieldRef: { fieldPath: "spec.nope" } },
      { fieldRef: { fieldPath: "status.phase" } },
      { fieldRef: { fieldPath: "metadata.labels" } },
      { fieldRef: { fieldPath: "metadata.labels['app']" } },
      { fieldRef: { fieldPath: "metadata.labels['a b']" } },
      { fieldRef: { fieldPath: "metadata.annotations['Upper']" } },
      { fieldRef: { fieldPath: "metadata.annotations['A B']" } },
      { fieldRef: { fieldPath: "spec.nodeName['x']" } },
      { fieldRef: { apiVersion: "v2", fieldPath: "metadata.name" } },
      { fieldRef: { fieldPath: "spec.host" } },
      { resourceFieldRef: { resource: "limits.nvidia.com/gpu" } },
      { resourceFieldRef: { resource: "" } },
      { resourceFieldRef: { resource: "limits.cpu", divisor: "2" } },
      { resourceFieldRef: { resource: "requests.memory", divisor: "1m" } },
      { resourceFieldRef: { resource: "limits.ephemeral-storage", divisor: "3Mi" } },
      { resourceFieldRef: { resource: "limits.hugepages-2Mi", divisor: "2" } },
      { fileKeyRef: { volumeName: "", path: "", key: "" } },
      { fileKeyRef: { volumeName: "A", path: "../x", key: "A=B" } },
    ],
  ],
  [
    "deployment",
    [...container, "envFrom"],
    [
      [{}],
      [{ secretRef: { name: "" } }],
      [{ secretRef: { name: "more-" } }],
      [{ secretRef: { name: "A_1" } }],
      [{ configMapRef: { name: "a" }, secretRef: { name: "a" } }],
      [{ prefix: "A=", configMapRef: { name: "a" } }],
    ],
  ],
  ["deployment", [...container, "resources", "limits", "nvidia.com/gpu"], [...quantities, undefined]],
  ["deployment", [...container, "resources", "requests", "nvidia.com/gpu"], [...quantities, undefined]],
  ["deployment", [...container, "resources", "limits", "memory"], ["16Gi", "-1Gi", undefined, "0.0001"]],
  ["deployment", [...container, "resources", "requests", "cpu"], ["9", "-0.5", "0.0001", "8000m"]],
  ["deployment", [...container, "resources", "requests", "pods"], ["1"]],
  ["deployment", [...container, "resources", "limits", "gpu"], ["1"]],
  ["deployment", [...container, "resources", "limits", "a b"], ["1"]],
  ["deployment", [...container, "resources", "limits", "requests.example.com/gpu"], ["1"]],
  ["deployment", [...container, "resources", "limits", `example.com/${"x".repeat(63)}`], ["1"]],
  [
    "deployment",
    [...container, "resources"],
    [
      { limits: { "nvidia.com/gpu": 1 } },
      { requests: { "nvidia.com/gpu": 1 } },
      { limits: { "hugepages-2Mi": "4Mi" } },
      { limits: { "hugepages-2Mi": "4Mi", cpu: "1" }, requests: { "hugepages-2Mi": "2Mi" } },
      { limits: { "kubernetes.io/batch-cpu": "1500m" } },
    ],
  ],
  [
    "deployment",
    [...container, "resources", "claims"],
    [
      [{ name: "" }],
      [{ name: "none" }],
      [{ name: "gpus" }, { name: "gpus" }],
      [
        { name: "gpus", request: "a" },
        { name: "gpus", request: "b" },
      ],
      [{ name: "gpus", request: "a" }, { name: "gpus" }],
      [{ name: "gpus", request: "A" }],
    ],
  ],
  ["deployment", [...container, "securityContext"], [{ runAsUser: -1 }, { runAsGroup: 2 ** 31 }]],
  [
    "deployment",
    probe,
    [
      {},
      { exec: {} },
      { exec: { command: ["true"] }, tcpSocket: { port: 1 } },
      { httpGet: { path: "/" } },
      { httpGet: { port: 0 } },
      { httpGet: { port: "API" } },
      { httpGet: { port: 8000, scheme: "http" } },
      { httpGet: { port: 8000, httpHeaders: [{ name: "X Y", value: "1" }] } },
      { tcpSocket: { port: 70000 } },
      { grpc: { port: 0 } },
      { grpc: { port: 8001 } },
    ],
  ],
  ["deployment", [...probe, "periodSeconds"], [-1, 0]],
  ["deployment", [...probe, "timeoutSeconds"], [-1]],
  ["deployment", [...probe, "initialDelaySeconds"], [-1]],
  ["deployment", [...probe, "failureThreshold"], [-1, 0]],
  ["deployment", [...probe, "successThreshold"], [-1, 0, 2]],
  ["deployment", [...probe, "terminationGracePeriodSeconds"], [0, 10]],
  ["deployment", [...container, "readinessProbe", "terminationGracePeriodSeconds"], [-1, 10]],
  ["deployment", [...container, "readinessProbe", "successThreshold"], [2]],
  ["deployment", [...container, "startupProbe", "successThreshold"], [3]],
  ["deployment", [...mount, "name"], ["", "none"]],
  ["deployment", [...mount, "mountPath"], ["", "/dev/shm", "relative", "/a:b"]],
  ["deployment", [...mount, "subPath"], ["/abs", "../up", "a/../b", "a..b"]],
  ["deployment", [...pod, "volumes", 0, "name"], ["Store", "", "dshm", long]],
  ["deployment", [...pod, "volumes", 0, "persistentVolumeClaim", "claimName"], ["", "Not_A_Name"]],
  [
    "deployment",
    [...pod, "volumes", 0],
    [{ name: "store" }, { name: "store", emptyDir: {}, hostPath: { path: "/x" } }],
  ],
  ["deployment", [...pod, "volumes", 1, "emptyDir", "sizeLimit"], ["-1", "0", "1.5"]],
  ["deployment", [...pod, "volumes", 2, "configMap", "name"], ["", "Not_A_Name"]],
  [
    "deployment",
    [...pod, "volumes", 2, "configMap", "items", 0],
    [
      {},
      { key: "a", path: "/x" },
      { key: "a", path: "..x" },
      { key: "a", path: "x/../y" },
      { key: "a", path: "x", mode: 512 },
    ],
  ],
  ["deployment", [...pod, "volumes", 3, "secret", "defaultMode"], [-1, 512, 511]],
  ["deployment", [...pod, "volumes", 4, "hostPath", "path"], ["", "/a/../b", "relative"]],
  ["deployment", [...pod, "volumes", 4, "hostPath", "type"], ["Folder", ""]],
  ["deployment", [...pod, "initContainers", 0, "name"], ["llama-ctr", "", "A"]],
  ["deployment", [...pod, "initContainers", 0, "livenessProbe"], [{ tcpSocket: { port: 1 } }]],
  ["deployment", [...pod, "initContainers", 1], [{ name: "prepare", image: "busybox" }]],

  ["pod", ["spec", "containers", 0, "image"], [" x", "x "]],
  [
    "pod",
    ["spec", "containers", 0, "resources"],
    [
      { limits: { cpu: "-1" } },
      { limits: { "nvidia.com/gpu": "1" } },
      { limits: { "nvidia.com/gpu": "0.5" } },
      { requests: { "nvidia.com/gpu": "1" } },
    ],
  ],
  ["pod", ["spec", "tolerations"], [[{ operator: "Equal" }]]],
  ["pod", ["spec", "nodeSelector"], [{ k: "a b" }]],

  ["job", ["metadata", "name"], [`${"x".repeat(59)}-job`, `${"x".repeat(60)}-job`]],
  ["job", ["metadata"], [{ name: long, labels: { a: "b" } }]],
  ["job", [...template, "metadata"], [{}, { labels: { a: "a b" } }]],
  ["job", [...pod, "restartPolicy"], ["Always", undefined, "Sometimes", "OnFailure"]],
  ["job", ["spec", "backoffLimit"], [-1, 0]],
  ["job", ["spec", "ttlSecondsAfterFinished"], [-1]],
  ["job", [...container, "resources", "requests", "nvidia.com/gpu"], ["2"]],
  ["job", [...pod, "nodeSelector", "k"], ["a b"]],

  ["service", ["spec", "type"], ["ClusterIp", "NodePort", "LoadBalancer", "ExternalName", ""]],
  [
    "service",
    ["spec", "ports"],
    [
      [],
      [{ port: 1 }],
      [{ port: 1 }, { port: 2 }],
      [
        { name: "a", port: 1 },
        { name: "a", port: 2 },
      ],
    ],
  ],
  ["service", ["spec", "ports", 0, "port"], [0, 65536, 8001]],
  ["service", ["spec", "ports", 0, "name"], ["API", "grpc", long, ""]],
  ["service", ["spec", "ports", 0, "targetPort"], [0, 70000, "API", "", "x".repeat(16), 8000]],
  ["service", ["spec", "ports", 0, "protocol"], ["tcp", "UDP", ""]],
  ["service", ["spec", "ports", 0, "appProtocol"], ["a b", "http", "kubernetes.io/h2c"]],
  [
    "service",
    ["metadata", "annotations", "service.beta.kubernetes.io/load-balancer-source-ranges"],
    ["10.0.0.0/8"],
  ],
  [
    "service",
    ["metadata", "annotations"],
    [{ "service.kubernetes.io/topology-mode": "Auto", "service.kubernetes.io/topology-aware-hints": "x" }],
  ],
  ["service", ["spec", "selector"], [{ app: "a b" }, { "a b": "x" }, undefined]],

  [
    "claim",
    ["spec", "accessModes"],
    [[], [""], ["RWX"], ["ReadWriteOncePod"], ["ReadWriteOncePod", "ReadWriteOnce"]],
  ],
  ["claim", ["spec", "resources"], [{}, undefined, { requests: {} }]],
  ["claim", ["spec", "resources", "requests", "storage"], ["0", "-1Gi", "1.5", "0.0001", "1e3"]],
  ["claim", ["spec", "storageClassName"], ["Fast", "", undefined]],
  ["claim", ["spec", "volumeMode"], ["File", "Block"]],

  ["autoscaler", ["spec", "minReplicas"], [-1, 0, 4, 5, undefined]],
  ["autoscaler", ["spec", "maxReplicas"], [0, -1, undefined]],
  [
    "autoscaler",
    ["spec", "scaleTargetRef"],
    [
      {},
      { apiVersion: "v1", kind: "Deployment", name: "a" },
      { apiVersion: "a/b/c", kind: "a/b", name: ".." },
    ],
  ],
  ["autoscaler", metric, [[], [{ type: "Resource" }], [{ type: "Cpu" }], [{}]]],
  ["autoscaler", [...metric, 0, "pods", "metric", "name"], ["", "a/b"]],
  [
    "autoscaler",
    [...metric, 0, "pods", "target"],
    [
      {},
      { type: "Value", value: "1" },
      { type: "AverageValue", averageValue: "0" },
      { type: "averageValue", averageValue: "1" },
    ],
  ],
  [
    "autoscaler",
    [...metric, 1, "resource", "target"],
    [
      { type: "Utilization" },
      { type: "Utilization", averageUtilization: 0 },
      { type: "Utilization", averageUtilization: 150 },
      { type: "Utilization", averageUtilization: 50, averageValue: "1" },
    ],
  ],
  ["autoscaler", [...metric, 1, "resource", "name"], ["", "gpu"]],
  [
    "autoscaler",
    [...metric, 1, "pods"],
    [{ metric: { name: "a" }, target: { type: "AverageValue", averageValue: "1" } }],
  ],
  [
    "autoscaler",
    [...metric, 2, "object", "describedObject"],
    [
      { kind: "Service", name: "a" },
      { apiVersion: "a/b/c", kind: "", name: "" },
    ],
  ],
  ["autoscaler", [...metric, 2, "object", "target"], [{ type: "Value" }, { type: "Value", value: "-1" }]],
  [
    "autoscaler",
    [...metric, 3, "external", "target"],
    [{ type: "Value" }, { type: "Value", value: "1", averageValue: "1" }],
  ],
  ["autoscaler", [...metric, 4, "containerResource", "container"], ["", "A"]],
  ["autoscaler", [...metric, 4, "containerResource", "name"], ["", "gpu", "nvidia.com/gpu"]],
  ["autoscaler", ["spec", "behavior", "scaleUp", "stabilizationWindowSeconds"], [-1, 3601, 3600]],
  ["autoscaler", ["spec", "behavior", "scaleUp", "selectPolicy"], ["Maximum", "Disabled"]],
  [
    "autoscaler",
    ["spec", "behavior", "scaleUp", "policies"],
    [
      [],
      [{ type: "Pod", value: 1, periodSeconds: 1 }],
      [{ type: "Pods", value: 0, periodSeconds: 0 }],
      [{ type: "Percent", value: 1, periodSeconds: 1801 }],
    ],
  ],

  ["ingress", ["spec"], [{}, { ingressClassName: "nginx" }]],
  ["ingress", ["spec", "ingressClassName"], ["Nginx", "", undefined]],
  ["ingress", ["metadata", "annotations"], [{ "kubernetes.io/ingress.class": "other" }]],
  [
    "ingress",
    ["spec", "rules", 0, "host"],
    ["Llama", "10.0.0.1", "::1", "*.example.com", "*", "a.*.com", "x.ns.", ""],
  ],
  ["ingress", ["spec", "rules", 0, "http"], [undefined, {}, { paths: [] }]],
  ["ingress", [...ingressPath, "pathType"], [undefined, "prefix", "ImplementationSpecific", "Exact"]],
  ["ingress", [...ingressPath, "path"], ["", "v1", "/a//b", "/a/./b", "/a/../b", "/%2F", "/a/..", "/a/."]],
  [
    "ingress",
    ingressPath,
    [
      {
        path: "v1",
        pathType: "ImplementationSpecific",
        backend: { service: { name: "a", port: { number: 80 } } },
      },
    ],
  ],
  [
    "ingress",
    [...ingressPath, "backend"],
    [
      undefined,
      {},
      { service: { name: "", port: {} } },
      { service: { name: "8b", port: { name: "API" } } },
      { service: { name: "a", port: { name: "a", number: 1 } } },
      { service: { name: "a", port: { number: 70000 } } },
    ],
  ],
  [
    "ingress",
    ["spec", "tls", 0],
    [{}, { hosts: ["Llama"] }, { hosts: ["*.example.com"] }, { secretName: "A_1" }],
  ],

  ["role", ["rules", 0, "verbs"], [[]]],
  ["role", ["rules", 0, "apiGroups"], [[], undefined]],
  ["role", ["rules", 0, "resources"], [[]]],
  [
    "roleBinding",
    ["roleRef"],
    [
      { kind: "Role", name: "a" },
      { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "a" },
      { apiGroup: "x", kind: "Role", name: "a/b" },
      { kind: "Role", name: "" },
    ],
  ],
  [
    "roleBinding",
    ["subjects", 0],
    [
      { kind: "ServiceAccount", name: "A_1" },
      { kind: "ServiceAccount", name: "" },
    ],
  ],

  [
    "configMap",
    ["data"],
    [
      { "a b": "x" },
      { "..": "x" },
      { "..a": "x" },
      { ["x".repeat(254)]: "x" },
      { big: "é".repeat(524_289) },
      { big: "x".repeat(1_048_576) },
    ],
  ],
  ["secret", ["stringData"], [{ "a b": "x" }, { ".": "x" }]],

  ["claimTemplate", ["spec", "metadata", "labels"], [{ a: "a b" }]],
  ["claimTemplate", ["spec", "metadata", "annotations"], [{ "a b": "x" }]],
  ["claimTemplate", [...device, "name"], ["GPU", "", long]],
  ["claimTemplate", [...device, "exactly", "count"], [-1, 0, 8]],
  ["claimTemplate", [...device, "exactly", "deviceClassName"], ["", "GPU_1"]],
  [
    "claimTemplate",
    [...device, "exactly", "selectors"],
    [[{}], [{ cel: { expression: `'${"x".repeat(10_240)}' == ''` } }]],
  ],
  [
    "claimTemplate",
    ["spec", "spec", "devices", "requests"],
    [
      [],
      [1, 2].map(() => ({ name: "gpu", exactly: { deviceClassName: "a" } })),
      Array.from({ length: 33 }, (_, index) => ({ name: `gpu-${index}`, exactly: { deviceClassName: "a" } })),
    ],
  ],

  ["leaderWorkerSet", ["spec", "replicas"], counts],
  ["leaderWorkerSet", [...worker, "containers", 0, "env", 1, "name"], ["A", "C"]],
  ["leaderWorkerSet", [...worker, "containers", 0, "env", 2], [{ name: "A" }]],
  ["leaderWorkerSet", [...worker, "containers", 0, "env"], [[{ name: "A" }, { name: "A" }, { name: "A" }]]],
  ["leaderWorkerSet", [...worker, "containers", 0, "ports", 1, "protocol"], [undefined, "TCP"]],
  [
    "leaderWorkerSet",
    [...worker, "containers", 0, "volumeMounts", 1],
    [{ name: "b", mountPath: "/model-store" }],
  ],
  ["leaderWorkerSet", [...worker, "containers", 1], [{ name: "nim-worker", image: "x" }]],
  ["leaderWorkerSet", [...worker, "imagePullSecrets", 1], [{ name: "ngc-secret" }, { name: "other" }]],
  ["leaderWorkerSet", [...worker, "volumes", 1], [{ name: "store", emptyDir: {} }]],

  ...(["httpRoute", "grpcRoute"] as const).flatMap((kind): Change[] => [
    [
      kind,
      ["spec", "hostnames"],
      [["Llama"], ["x.ns."], [""], ["*.example.com"], ["10.0.0.1"], [`${long}.${long}.${long}.${long}`]],
    ],
    [kind, [...parent, "name"], ["", "x".repeat(254)]],
    [kind, [...parent, "namespace"], ["", "Gateways", long]],
    [kind, [...backend, "port"], [0, 65536, undefined]],
    [kind, [...backend, "weight"], [-1, 1_000_001]],
    [kind, [...backend, "kind"], ["", "1x", "InferencePool"]],
    [kind, [...backend, "group"], ["X", "inference.networking.k8s.io"]],
  ]),
];
