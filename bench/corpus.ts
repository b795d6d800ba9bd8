/** A file of a made-up repository. */
export interface CorpusFile {
  path: string;
  content: string;
}

/** `count` NIMCache documents of about 890 bytes and 41 lines, with comments; the same text for the same seed. */
export function nimDocuments(count: number, seed = 1): string[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => nimCache(index, random));
}

/**
 * A repository as teams have them: `nimFiles` NIMCache manifests among `files` files of Deployments, Services, ConfigMaps,
 * Helm values and CI configuration.
 */
export function mixedRepository(files: number, nimFiles: number, seed = 1): CorpusFile[] {
  const random = createRandom(seed);
  const every = nimFiles === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(files / nimFiles));
  let nimCount = 0;
  return Array.from({ length: files }, (_, index) => {
    const directory = `teams/team-${index % 40}/app-${Math.floor(index / 400)}`;
    if (nimCount < nimFiles && index % every === 0) {
      nimCount++;
      return { path: `${directory}/nimcache-${index}.yaml`, content: nimCache(index, random) };
    }
    const [name, make] = ordinaryFiles[index % ordinaryFiles.length] ?? ordinaryFiles[0];
    return { path: `${directory}/${name}-${index}.yaml`, content: make(`app-${index}`, random) };
  });
}

export type Random = <const T extends readonly [unknown, ...unknown[]]>(choices: T) => T[number];

/** Picks; the same for the same seed, on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (choices) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const fraction = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    return choices[Math.floor(fraction * choices.length)] ?? choices[0];
  };
}

const models = ["llama-3.1-8b-instruct", "gemma-2-9b-it", "mistral-nemo-12b-instruct"] as const;

const boards = [
  { product: "h100", id: "2330", precision: "fp8" },
  { product: "l40s", id: "26b9", precision: "fp8" },
  { product: "a100", id: "20b2", precision: "bf16" },
] as const;

function nimCache(index: number, random: Random): string {
  const model = random(models);
  const board = random(boards);
  return `# Weights of ${model}, team ${index % 40}.
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: cache-${index}
  namespace: team-${index}
  labels:
    app.kubernetes.io/name: ${model}
    app.kubernetes.io/part-of: inference
spec:
  source:
    ngc:
      # The image lists the profiles.
      modelPuller: nvcr.io/nim/meta/${model}:${random(["1.8.4", "1.12.0", "1.13.1"])}
      pullSecret: ngc-secret
      authSecret: ngc-api-secret
      model:
        engine: tensorrt_llm
        precision: ${board.precision}
        tensorParallelism: "${random([1, 2, 4, 8])}"
        qosProfile: ${random(["throughput", "latency"])}
        gpus:
          - product: ${board.product}
            ids:
              - "${board.id}"
  storage:
    pvc:
      create: true
      storageClass: ${random(["fast", '"nfs-client"'])}
      size: "${random([100, 150, 200])}Gi"
      volumeAccessMode: ReadWriteMany # shared by all replicas
  resources:
    cpu: "${random([2, 4])}"
    memory: 16Gi
  tolerations:
    - key: nvidia.com/gpu
      operator: Exists
      effect: NoSchedule
  nodeSelector:
    nvidia.com/gpu.present: "true"
`;
}

const ordinaryFiles: readonly [OrdinaryFile, ...OrdinaryFile[]] = [
  ["app", (name, random) => [deployment, service, configMap].map((make) => make(name, random)).join("---\n")],
  ["deployment", deployment],
  ["configmap", configMap],
  ["values", helmValues],
  ["workflow", workflow],
];

type OrdinaryFile = readonly [name: string, make: (name: string, random: Random) => string];

function deployment(name: string, random: Random): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels: { app: ${name} }
spec:
  replicas: ${random([1, 2, 3])}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: registry.example.com/${name}:${random(["1.0.0", "1.4.2", "2.0.1"])}
          args: ["--port", "8080"]
          ports:
            - containerPort: 8080
          env:
            - name: LOG_LEVEL
              value: ${random(["info", "debug"])}
${Array.from({ length: 12 }, (_, index) => `            - name: SETTING_${index}\n              value: "${random(["on", "off", "auto"])}"\n`).join("")}          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits:
              memory: 256Mi
          readinessProbe:
            httpGet:
              path: /healthz
              port: 8080
            initialDelaySeconds: 5
          volumeMounts:
            - name: config
              mountPath: /etc/${name}
      volumes:
        - name: config
          configMap:
            name: ${name}
`;
}

function service(name: string, random: Random): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  type: ${random(["ClusterIP", "NodePort"])}
  selector:
    app: ${name}
  ports:
    - name: http
      port: 80
      targetPort: 8080
`;
}

function configMap(name: string, random: Random): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  level: ${random(["info", "debug"])}
  server.conf: |
    listen 8080;
    server_name ${name}.example.com;

    location / {
      proxy_pass http://127.0.0.1:${random([3000, 4000])};
    }
  settings.properties: |
${Array.from({ length: 30 }, (_, index) => `    feature.${index}.enabled=${random([true, false])}\n`).join("")}`;
}

function helmValues(name: string, random: Random): string {
  return `# Values of ${name}.
replicaCount: ${random([1, 2, 3])}
image:
  repository: registry.example.com/${name}
  tag: ""
  pullPolicy: IfNotPresent
ingress:
  enabled: ${random([true, false])}
  hosts:
    - host: ${name}.example.com
      paths: []
resources: {}
nodeSelector: {}
# One block a feature, as charts do.
${Array.from({ length: 15 }, (_, index) => `feature${index}:\n  enabled: ${random([true, false])}\n  replicas: ${random([1, 2])}\n  labels: {}\n`).join("")}`;
}

function workflow(name: string, random: Random): string {
  return `name: ${name}
on:
  push:
    branches: [main]
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        node: [20, ${random([22, 24])}]
    steps:
      - uses: actions/checkout@v4
      - run: |
          npm ci
          npm test
${Array.from({ length: 8 }, (_, index) => `      - name: Step ${index}\n        if: github.ref == 'refs/heads/main'\n        run: make target-${random([1, 2, 3])}\n`).join("")}`;
}
