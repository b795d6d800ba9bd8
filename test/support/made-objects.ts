import type { ValueMap } from "../../src/nim/value.ts";
import type { MadeObject } from "../../src/nim/workload/made.ts";

const labels = { app: "llama", "app.kubernetes.io/name": "llama" };

const probe = { httpGet: { path: "/v1/health/ready", port: "api", scheme: "HTTP" }, periodSeconds: 10 };

const pod: ValueMap = {
  serviceAccountName: "llama",
  runtimeClassName: "nvidia",
  priorityClassName: "gpu-high",
  nodeSelector: { "nvidia.com/gpu.present": "true" },
  securityContext: { runAsUser: 1000, runAsGroup: 2000, fsGroup: 2000 },
  imagePullSecrets: [{ name: "ngc-secret" }],
  tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
  resourceClaims: [{ name: "gpus", resourceClaimTemplateName: "llama-gpus" }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: "zone", operator: "In", values: ["a"] }] },
          { matchFields: [{ key: "metadata.name", operator: "In", values: ["gpu-1"] }] },
        ],
      },
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 10, preference: { matchExpressions: [{ key: "zone", operator: "In", values: ["a b"] }] } },
      ],
    },
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 50,
          podAffinityTerm: {
            topologyKey: "kubernetes.io/hostname",
            labelSelector: { matchLabels: { app: "llama" } },
          },
        },
      ],
    },
  },
  initContainers: [
    {
      name: "prepare",
      image: "busybox:1",
      command: ["true"],
      volumeMounts: [{ name: "store", mountPath: "/s" }],
    },
  ],
  containers: [
    {
      name: "llama-ctr",
      image: "nvcr.io/nim/meta/llama:1",
      imagePullPolicy: "IfNotPresent",
      args: ["--serve"],
      ports: [
        { name: "api", containerPort: 8000, protocol: "TCP" },
        { name: "grpc", containerPort: 8001, protocol: "TCP" },
      ],
      env: [
        { name: "A", value: "1" },
        { name: "A", value: "2" },
        { name: "KEY", valueFrom: { secretKeyRef: { name: "ngc-secret", key: "NGC_API_KEY" } } },
        { name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
        { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "1m" } } },
      ],
      envFrom: [{ secretRef: { name: "more" } }],
      resources: {
        requests: { cpu: "4", memory: "32Gi", "nvidia.com/gpu": "1" },
        limits: { cpu: "8", memory: "64Gi", "nvidia.com/gpu": "1" },
        claims: [{ name: "gpus" }],
      },
      securityContext: { runAsUser: 1000, allowPrivilegeEscalation: false },
      livenessProbe: probe,
      readinessProbe: probe,
      startupProbe: { tcpSocket: { port: 8000 }, failureThreshold: 30 },
      volumeMounts: [
        { name: "store", mountPath: "/model-store", subPath: "models/llama" },
        { name: "dshm", mountPath: "/dev/shm" },
      ],
    },
    { name: "sidecar", image: "busybox:1", command: ["sleep", "1"] },
  ],
  volumes: [
    { name: "store", persistentVolumeClaim: { claimName: "llama-pvc" } },
    { name: "dshm", emptyDir: { medium: "Memory", sizeLimit: "16Gi" } },
    { name: "ca", configMap: { name: "ca", items: [{ key: "ca.pem", path: "ca.pem" }] } },
    { name: "ssh", secret: { secretName: "ssh", defaultMode: 256 } },
    { name: "host", hostPath: { path: "/data", type: "DirectoryOrCreate" } },
  ],
};

function made(apiVersion: string, kind: string, rest: ValueMap): MadeObject {
  return { apiVersion, kind, metadata: { name: "llama", namespace: "default", labels }, ...rest };
}

/** One object of each kind that the API server judges, much like the operator makes it; all are accepted. */
export const madeObjects = {
  deployment: made("apps/v1", "Deployment", {
    spec: {
      replicas: 2,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%", maxSurge: 0 } },
      selector: { matchLabels: { app: "llama" } },
      template: { metadata: { labels, annotations: { "example.com/note": "x" } }, spec: pod },
    },
  }),
  pod: made("v1", "Pod", {
    spec: {
      restartPolicy: "Never",
      containers: [
        {
          name: "manifest",
          image: "nvcr.io/nim/meta/llama:1",
          command: ["cat", "/opt/nim/etc/default/model_manifest.yaml"],
          resources: { limits: { cpu: "1" } },
        },
      ],
    },
  }),
  job: {
    ...made("batch/v1", "Job", {
      spec: {
        backoffLimit: 5,
        ttlSecondsAfterFinished: 600,
        template: {
          metadata: { labels, annotations: { "sidecar.istio.io/inject": "false" } },
          spec: { ...pod, restartPolicy: "Never" },
        },
      },
    }),
    metadata: { name: "llama-job", namespace: "default" },
  },
  service: made("v1", "Service", {
    spec: {
      type: "ClusterIP",
      selector: { app: "llama" },
      ports: [
        { name: "api", port: 8000, targetPort: "api", protocol: "TCP" },
        { name: "grpc", port: 8001, targetPort: "grpc", protocol: "TCP" },
      ],
    },
  }),
  claim: made("v1", "PersistentVolumeClaim", {
    spec: {
      accessModes: ["ReadWriteMany"],
      storageClassName: "fast",
      resources: { requests: { storage: "100Gi" } },
    },
  }),
  autoscaler: made("autoscaling/v2", "HorizontalPodAutoscaler", {
    spec: {
      minReplicas: 1,
      maxReplicas: 4,
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "llama" },
      metrics: [
        {
          type: "Pods",
          pods: {
            metric: { name: "gpu_cache_usage" },
            target: { type: "AverageValue", averageValue: "500m" },
          },
        },
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
        },
        {
          type: "Object",
          object: {
            describedObject: { apiVersion: "v1", kind: "Service", name: "llama" },
            metric: { name: "requests" },
            target: { type: "Value", value: "10" },
          },
        },
        {
          type: "External",
          external: { metric: { name: "queue" }, target: { type: "AverageValue", averageValue: "5" } },
        },
        {
          type: "ContainerResource",
          containerResource: {
            name: "memory",
            container: "llama-ctr",
            target: { type: "Utilization", averageUtilization: 70 },
          },
        },
      ],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 60,
          selectPolicy: "Max",
          policies: [{ type: "Pods", value: 1, periodSeconds: 60 }],
        },
        scaleDown: { stabilizationWindowSeconds: 300 },
      },
    },
  }),
  ingress: made("networking.k8s.io/v1", "Ingress", {
    spec: {
      ingressClassName: "nginx",
      rules: [
        {
          host: "llama.example.com",
          http: {
            paths: [
              {
                path: "/v1",
                pathType: "Prefix",
                backend: { service: { name: "llama", port: { name: "api" } } },
              },
            ],
          },
        },
      ],
      tls: [{ hosts: ["llama.example.com"], secretName: "llama-tls" }],
    },
  }),
  role: made("rbac.authorization.k8s.io/v1", "Role", {
    rules: [
      {
        apiGroups: ["security.openshift.io"],
        resources: ["securitycontextconstraints"],
        resourceNames: ["nonroot"],
        verbs: ["use"],
      },
    ],
  }),
  roleBinding: made("rbac.authorization.k8s.io/v1", "RoleBinding", {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "llama" },
    subjects: [{ kind: "ServiceAccount", name: "llama", namespace: "default" }],
  }),
  serviceAccount: made("v1", "ServiceAccount", {}),
  configMap: made("v1", "ConfigMap", { data: { "model_manifest.yaml": "{}" } }),
  secret: made("v1", "Secret", { stringData: { "private.key": "x" } }),
  claimTemplate: made("resource.k8s.io/v1", "ResourceClaimTemplate", {
    spec: {
      metadata: { labels },
      spec: {
        devices: {
          requests: [
            {
              name: "gpu",
              exactly: {
                allocationMode: "ExactCount",
                count: 1,
                deviceClassName: "gpu.nvidia.com",
                selectors: [{ cel: { expression: "device.driver == 'gpu.nvidia.com'" } }],
              },
            },
          ],
        },
      },
    },
  }),
  leaderWorkerSet: made("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet", {
    spec: {
      replicas: 1,
      leaderWorkerTemplate: {
        size: 2,
        leaderTemplate: { metadata: { labels }, spec: { containers: [workerContainer("nim-leader")] } },
        workerTemplate: {
          spec: {
            containers: [workerContainer("nim-worker")],
            imagePullSecrets: [{ name: "ngc-secret" }],
            volumes: [{ name: "store", persistentVolumeClaim: { claimName: "llama-pvc" } }],
          },
        },
      },
    },
  }),
  httpRoute: made("gateway.networking.k8s.io/v1", "HTTPRoute", { spec: route() }),
  grpcRoute: made("gateway.networking.k8s.io/v1", "GRPCRoute", { spec: route() }),
  serviceMonitor: made("monitoring.coreos.com/v1", "ServiceMonitor", {
    spec: { selector: { matchLabels: labels } },
  }),
} as const satisfies Readonly<Record<string, MadeObject>>;

export type MadeKind = keyof typeof madeObjects;

function workerContainer(name: string): ValueMap {
  return {
    name,
    image: "nvcr.io/nim/meta/llama:1",
    env: [
      { name: "A", value: "1" },
      { name: "B", value: "1" },
    ],
    ports: [{ containerPort: 8000 }, { containerPort: 8000, protocol: "UDP" }],
    volumeMounts: [{ name: "store", mountPath: "/model-store" }],
  };
}

function route(): ValueMap {
  return {
    hostnames: ["llama.models.example.com"],
    parentRefs: [{ name: "gateway", namespace: "gateways" }],
    rules: [{ backendRefs: [{ name: "llama", port: 8000 }] }],
  };
}
