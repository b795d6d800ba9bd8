import type { NimKind } from "../../src/nim/schema/kinds.ts";
import type { ValueMap } from "../../src/nim/value.ts";

/**
 * Manifests that the newest CRDs accept, CEL included. Together they use every field of the four kinds, so
 * that mutants of them reach every corner of the schemas.
 */
export const validManifests: readonly (ValueMap & { kind: NimKind })[] = [
  manifest("NIMCache", "cache-ngc", {
    spec: {
      source: {
        ngc: {
          authSecret: "ngc-api",
          modelPuller: "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.4",
          pullSecret: "ngc-pull",
          model: {
            buildable: false,
            engine: "tensorrt_llm",
            gpus: [{ product: "h100", ids: ["2330", "2331"] }, { product: "l40s" }],
            lora: false,
            precision: "fp8",
            qosProfile: "throughput",
            tensorParallelism: "2",
          },
        },
      },
      storage: { pvc: pvc(), hostPath: "/models" },
      resources: { cpu: "500m", memory: "16Gi" },
      tolerations: tolerations(),
      nodeSelector: { "nvidia.com/gpu.present": "true", pool: "a" },
      userID: 1000,
      groupID: 2000,
      certConfig: { name: "certs", mountPath: "/certs" },
      env: environment(),
      runtimeClassName: "nvidia",
      proxy: proxy(),
      initContainers: [container("first"), container("second")],
    },
    status: {
      state: "Ready",
      type: "native",
      pvc: "cache-ngc-pvc",
      profiles: [profile()],
      conditions: conditions(),
    },
  }),
  manifest("NIMCache", "cache-endpoint", {
    spec: {
      source: { ngc: { authSecret: "a", modelPuller: "b:1", modelEndpoint: "ngc://nim/meta/llama:1" } },
      storage: {},
      resources: { cpu: 4, memory: "1e9" },
    },
  }),
  manifest("NIMCache", "cache-profiles", {
    spec: {
      source: { ngc: { authSecret: "a", modelPuller: "b:1", model: { profiles: ["all"] } } },
      storage: { pvc: { name: "old" } },
    },
  }),
  manifest("NIMCache", "cache-datastore", {
    spec: {
      source: {
        dataStore: {
          endpoint: "http://datastore.nemo:8000/v1/hf",
          namespace: "team",
          datasetName: "alpaca",
          authSecret: "hf-token",
          modelPuller: "nvcr.io/nvidia/nemo/puller:25.1",
          pullSecret: "ngc-pull",
          revision: "main",
        },
      },
      storage: { pvc: { create: true, size: "20Gi", volumeAccessMode: "ReadWriteOnce" } },
    },
  }),
  manifest("NIMCache", "cache-datastore-model", {
    spec: {
      source: {
        dataStore: {
          endpoint: "https://datastore/v1/hf/",
          modelName: "llama",
          authSecret: "s",
          modelPuller: "p:1",
          pullSecret: "s",
        },
      },
      storage: { pvc: { name: "x" } },
    },
  }),
  manifest("NIMCache", "cache-hf", {
    spec: {
      source: {
        hf: {
          endpoint: "https://huggingface.co",
          namespace: "meta-llama",
          modelName: "Llama-3.1-8B",
          authSecret: "hf-token",
          modelPuller: "nvcr.io/nim/nvidia/llm-nim:1.12",
          pullSecret: "ngc-pull",
          revision: "0e9e39f249a16976918f6564b8830bc894c89659",
        },
      },
      storage: { pvc: pvc() },
    },
  }),
  manifest("NIMCache", "cache-hf-dataset", {
    spec: {
      source: {
        hf: {
          endpoint: "http://mirror",
          namespace: "a",
          datasetName: "b",
          authSecret: "c",
          modelPuller: "d:1",
          pullSecret: "e",
        },
      },
      storage: { pvc: { create: false, name: "x" } },
    },
  }),
  manifest("NIMService", "service-plain", {
    spec: {
      ...service(),
      command: ["/start"],
      args: ["--verbose", "1"],
      env: environment(),
      labels: { team: "nlp" },
      annotations: { "example.com/owner": "nlp" },
      nodeSelector: { pool: "a" },
      tolerations: tolerations(),
      affinity: affinity(),
      podAffinity: podAffinity(),
      resources: { limits: { "nvidia.com/gpu": 2, memory: "80Gi" }, requests: { cpu: "500m", memory: 1024 } },
      storage: {
        nimCache: { name: "cache", profile: "a".repeat(64) },
        sharedMemorySizeLimit: "16Gi",
        readOnly: true,
      },
      expose: {
        service: {
          type: "LoadBalancer",
          name: "other",
          port: 8000,
          grpcPort: 50051,
          metricsPort: 8002,
          annotations: { a: "b" },
          labels: { c: "d" },
        },
        ingress: { enabled: false, annotations: { a: "b" }, spec: ingressSpec() },
        router: {
          hostDomainName: "models.example.com",
          annotations: { a: "b" },
          ingress: { ingressClass: "nginx", tlsSecretName: "tls" },
        },
      },
      livenessProbe: { enabled: true, probe: probe() },
      readinessProbe: { enabled: true, probe: probe() },
      startupProbe: { enabled: false, probe: probe() },
      metrics: {
        enabled: true,
        serviceMonitor: {
          additionalLabels: { release: "prometheus" },
          annotations: { a: "b" },
          interval: "1m30s",
          scrapeTimeout: "10s",
        },
      },
      replicas: 2,
      userID: 1000,
      groupID: 2000,
      runtimeClassName: "nvidia",
      schedulerName: "default-scheduler",
      priorityClassName: "high",
      proxy: proxy(),
      inferencePlatform: "standalone",
      initContainers: [container("first")],
      sidecarContainers: [container("beside")],
      scale: { enabled: false },
    },
    status: {
      state: "Ready",
      availableReplicas: 1,
      conditions: conditions(),
      model: { name: "meta/llama", clusterEndpoint: "10.0.0.1:8000", externalEndpoint: "" },
      computeDomainStatus: {
        name: "domain",
        status: "Ready",
        nodes: [{ name: "node-1", cliqueID: "0", status: "Ready" }],
      },
      draResourceStatuses: [
        { name: "gpu", resourceClaimStatus: { name: "claim", state: "allocated" } },
        {
          name: "gpus",
          resourceClaimTemplateStatus: {
            name: "template",
            resourceClaimStatuses: [{ name: "claim", state: "allocated" }],
          },
        },
      ],
    },
  }),
  manifest("NIMService", "service-scaled", {
    spec: {
      ...service(),
      storage: { pvc: pvc() },
      resources: { claims: [{ name: "a", request: "gpu" }, { name: "b" }] },
      scale: {
        enabled: true,
        annotations: { a: "b" },
        hpa: { minReplicas: 1, maxReplicas: 4, metrics: scalingMetrics(), behavior: scalingBehavior() },
      },
      inferencePlatform: "kserve",
      livenessProbe: { probe: probe() },
      startupProbe: { probe: probe() },
    },
  }),
  manifest("NIMService", "service-mpi", {
    spec: {
      ...service(),
      storage: { emptyDir: { sizeLimit: "200Gi" } },
      multiNode: {
        backendType: "lws",
        parallelism: { pipeline: 2, tensor: 8 },
        mpi: { mpiStartTimeout: 600 },
        computeDomain: { create: true },
      },
      replicas: 1,
    },
  }),
  manifest("NIMService", "service-ray", {
    spec: {
      ...service(),
      storage: { hostPath: "/models" },
      multiNode: {
        parallelism: {},
        ray: { rayPort: 6380 },
        computeDomain: { create: false, name: "domain" },
      },
    },
  }),
  manifest("NIMService", "service-dra", {
    spec: {
      ...service(),
      storage: { nimCache: { name: "cache" } },
      draResources: draResources(),
    },
  }),
  manifest("NIMService", "service-gateway", {
    spec: {
      ...service(),
      expose: {
        service: { port: 8000 },
        router: {
          hostDomainName: "models.example.com",
          gateway: {
            name: "gateway",
            namespace: "istio",
            httpRoutesEnabled: true,
            grpcRoutesEnabled: false,
            backendRef: {
              group: "inference.networking.x-k8s.io",
              kind: "InferencePool",
              name: "pool",
              namespace: "models",
              port: 8000,
              weight: 1,
            },
          },
          eppConfig: {
            containerSpec: container("epp"),
            ports: [
              { name: "grpc", containerPort: 9002, protocol: "TCP", hostIP: "0.0.0.0", hostPort: 9002 },
              { containerPort: 9003 },
            ],
            livenessProbe: probe(),
            readinessProbe: probe(),
            startupProbe: probe(),
            config: {
              apiVersion: "inference.networking.x-k8s.io/v1alpha1",
              kind: "EndpointPickerConfig",
              plugins: [
                { name: "queue", type: "queue-scorer", parameters: "e30=" },
                { type: "max-score-picker" },
              ],
              schedulingProfiles: [{ name: "default", plugins: [{ pluginRef: "queue", weight: 2 }] }],
              featureGates: ["dataLayer"],
              saturationDetector: {
                kvCacheUtilThreshold: 0.8,
                metricsStalenessThreshold: "200ms",
                queueDepthThreshold: 5,
              },
              data: { sources: [{ pluginRef: "metrics", extractors: [{ pluginRef: "kv" }] }] },
              somethingNew: { a: [1, null] },
            },
          },
        },
      },
    },
  }),
  manifest("NIMService", "service-picker", {
    spec: {
      ...service(),
      expose: {
        router: {
          gateway: { name: "g", namespace: "n", backendRef: { name: "b", port: 80 } },
          eppConfig: {
            containerSpec: container("epp"),
            configMapRef: { name: "epp", key: "plugins.yaml", optional: false },
          },
        },
      },
    },
  }),
  manifest("NIMPipeline", "pipeline", {
    spec: {
      services: [
        {
          name: "embedding",
          enabled: true,
          spec: {
            ...service(),
            storage: { nimCache: { name: "cache" } },
            env: environment(),
            expose: {
              service: { port: 8000, labels: { a: "b" } },
              router: { hostDomainName: "example.com" },
            },
            multiNode: { parallelism: { pipeline: 2 }, ray: { rayPort: 6379 } },
            priorityClassName: "high",
          },
        },
        {
          name: "chat",
          enabled: false,
          spec: {
            ...service(),
            storage: { pvc: pvc() },
            draResources: draResources(),
            affinity: affinity(),
            livenessProbe: { enabled: true, probe: probe() },
            scale: { enabled: true, hpa: { maxReplicas: 3, metrics: scalingMetrics() } },
          },
          dependencies: [
            { name: "embedding", port: 8000, envName: "EMBEDDING", envValue: "http://embedding:8000" },
          ],
        },
      ],
    },
    status: { state: "Ready", states: { embedding: "Ready" }, conditions: conditions() },
  }),
  manifest("NIMBuild", "build", {
    spec: {
      nimCache: { name: "cache", profile: "b".repeat(64) },
      image: image(),
      modelName: "llama",
      resources: { limits: { "nvidia.com/gpu": "2" }, requests: { memory: "80Gi" } },
      tolerations: tolerations(),
      nodeSelector: { pool: "a" },
      env: environment(),
      labels: { a: "b" },
      annotations: { c: "d" },
    },
    status: { state: "Ready", inputProfile: profile(), outputProfile: profile(), conditions: conditions() },
  }),
];

function manifest(kind: NimKind, name: string, parts: { spec: ValueMap; status?: ValueMap }) {
  // Through JSON, so that no part stands in two places and is changed in both by a mutation of one.
  const own: typeof parts = JSON.parse(JSON.stringify(parts));
  return { apiVersion: "apps.nvidia.com/v1alpha1", kind, metadata: { name, namespace: "models" }, ...own };
}

function service(): ValueMap {
  return { image: image(), authSecret: "ngc-api" };
}

function image(): ValueMap {
  return {
    repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct",
    tag: "1.8.4",
    pullPolicy: "IfNotPresent",
    pullSecrets: ["ngc-pull"],
  };
}

function pvc(): ValueMap {
  return {
    create: true,
    name: "weights",
    size: "120Gi",
    storageClass: "fast",
    volumeAccessMode: "ReadWriteMany",
    subPath: "llama",
    annotations: { a: "b" },
  };
}

function proxy(): ValueMap {
  return {
    httpProxy: "http://proxy:3128",
    httpsProxy: "http://proxy:3128",
    noProxy: "localhost,10.0.0.0/8",
    certConfigMap: "authorities",
  };
}

function environment(): ValueMap[] {
  return [
    { name: "PLAIN", value: "1" },
    { name: "CONFIG", valueFrom: { configMapKeyRef: { name: "config", key: "a", optional: true } } },
    { name: "FIELD", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } } },
    { name: "FILE", valueFrom: { fileKeyRef: { volumeName: "v", path: "env", key: "A", optional: false } } },
    {
      name: "AMOUNT",
      valueFrom: { resourceFieldRef: { containerName: "c", resource: "limits.memory", divisor: "1Mi" } },
    },
    { name: "SECRET", valueFrom: { secretKeyRef: { name: "secret", key: "b", optional: false } } },
  ];
}

function container(name: string): ValueMap {
  return {
    name,
    image: image(),
    command: ["sh"],
    args: ["-c", "true"],
    workingDir: "/tmp",
    env: environment(),
  };
}

function tolerations(): ValueMap[] {
  return [
    { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
    { key: "pool", operator: "Equal", value: "a", effect: "NoExecute", tolerationSeconds: 60 },
  ];
}

function labelSelector(): ValueMap {
  return {
    matchLabels: { app: "a" },
    matchExpressions: [{ key: "app", operator: "In", values: ["a", "b"] }],
  };
}

function podTerm(): ValueMap {
  return {
    labelSelector: labelSelector(),
    matchLabelKeys: ["pod-template-hash"],
    mismatchLabelKeys: ["tenant"],
    namespaceSelector: labelSelector(),
    namespaces: ["models"],
    topologyKey: "kubernetes.io/hostname",
  };
}

function podAffinity(): ValueMap {
  return {
    preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 10, podAffinityTerm: podTerm() }],
    requiredDuringSchedulingIgnoredDuringExecution: [podTerm()],
  };
}

function affinity(): ValueMap {
  const nodeTerm = {
    matchExpressions: [{ key: "pool", operator: "In", values: ["a"] }],
    matchFields: [{ key: "metadata.name", operator: "NotIn", values: ["node-1"] }],
  };
  return {
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: structuredClone(nodeTerm) }],
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [nodeTerm] },
    },
    podAffinity: podAffinity(),
    podAntiAffinity: podAffinity(),
  };
}

// The CRD does not mind that a probe asks in four ways at once; Kubernetes does, but later.
function probe(): ValueMap {
  return {
    exec: { command: ["true"] },
    grpc: { port: 9003, service: "health" },
    httpGet: {
      path: "/v1/health/ready",
      port: "api",
      host: "localhost",
      scheme: "HTTP",
      httpHeaders: [{ name: "A", value: "b" }],
    },
    tcpSocket: { port: 8000, host: "localhost" },
    initialDelaySeconds: 15,
    periodSeconds: 10,
    timeoutSeconds: 1,
    successThreshold: 1,
    failureThreshold: 3,
    terminationGracePeriodSeconds: 30,
  };
}

function ingressSpec(): ValueMap {
  const backend = { service: { name: "a", port: { number: 80 } } };
  return {
    ingressClassName: "nginx",
    defaultBackend: {
      resource: { apiGroup: "k8s.example.com", kind: "Bucket", name: "b" },
      service: { name: "a", port: { name: "http", number: 80 } },
    },
    rules: [
      {
        host: "a.example.com",
        http: {
          paths: [
            { path: "/", pathType: "Prefix", backend },
            { pathType: "Exact", backend: { service: { name: "a", port: { name: "http" } } } },
            { pathType: "Exact", backend: { resource: { apiGroup: "g", kind: "K", name: "n" } } },
          ],
        },
      },
    ],
    tls: [{ hosts: ["a.example.com"], secretName: "tls" }],
  };
}

function scalingMetrics(): ValueMap[] {
  const metric = { name: "requests", selector: labelSelector() };
  const target = { type: "AverageValue", averageValue: "10", value: 5, averageUtilization: 80 };
  return [
    { type: "Pods", pods: { metric, target } },
    { type: "Resource", resource: { name: "cpu", target: { ...target } } },
    { type: "External", external: { metric: { ...metric }, target: { ...target } } },
    {
      type: "Object",
      object: {
        describedObject: { apiVersion: "v1", kind: "Service", name: "a" },
        metric: { ...metric },
        target: { ...target },
      },
    },
    { type: "ContainerResource", containerResource: { container: "c", name: "cpu", target: { ...target } } },
  ];
}

function scalingBehavior(): ValueMap {
  const rules = {
    policies: [{ type: "Pods", value: 1, periodSeconds: 60 }],
    selectPolicy: "Max",
    stabilizationWindowSeconds: 300,
    tolerance: "0.1",
  };
  return { scaleUp: rules, scaleDown: structuredClone(rules) };
}

function draResources(): ValueMap[] {
  return [
    { resourceClaimName: "claim", requests: ["gpu"] },
    { resourceClaimTemplateName: "template" },
    {
      claimCreationSpec: {
        generateName: "llama",
        devices: [
          {
            name: "gpu",
            count: 2,
            deviceClassName: "gpu.nvidia.com",
            driverName: "gpu.nvidia.com",
            attributeSelectors: [
              { key: "productName", op: "Equal", value: { stringValue: "NVIDIA H100" } },
              { key: "driverVersion", op: "GreaterThanOrEqual", value: { versionValue: "570.0.0" } },
              { key: "index", op: "LessThan", value: { intValue: 4 } },
              { key: "mig", value: { boolValue: false } },
            ],
            capacitySelectors: [{ key: "memory", op: "GreaterThan", value: "79Gi" }],
          },
          { name: "other", celExpressions: ["true"] },
        ],
      },
    },
  ];
}

function profile(): ValueMap {
  return { name: "c".repeat(64), model: "llama", release: "1.8.4", config: { tp: "2" } };
}

function conditions(): ValueMap[] {
  return [
    {
      type: "Ready",
      status: "True",
      reason: "Ready",
      message: "",
      lastTransitionTime: "2026-01-31T12:00:00Z",
      observedGeneration: 1,
    },
  ];
}
