import { at, rule } from "../rule.ts";

/** Deprecated and ignored since 3.0.2, which brought spec.affinity. */
export const podAffinityIgnored = rule({
  id: "pod-affinity-ignored",
  title: "podAffinity is deprecated and has no effect",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  since: "3.0.2",
  why: `Since operator 3.0.2 pods get their affinity from \`spec.affinity\`; \`spec.podAffinity\` is still accepted and no
longer read, so pods go wherever there is room.`,
  source: "k8s-nim-operator v3.0.2, nimservice_types.go GetAffinity",
  check(service, report) {
    if (service.spec.podAffinity === undefined) return;
    const both = service.spec.affinity?.podAffinity !== undefined;
    report(at("spec", "podAffinity"), "spec.podAffinity is deprecated and ignored", {
      help: both
        ? "remove it; spec.affinity.podAffinity is there"
        : "move its content to spec.affinity.podAffinity",
      related: both ? [at("spec", "affinity", "podAffinity")] : [],
      onKey: true,
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  podAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels: {app: vector-db}
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  affinity:
    podAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 100
          podAffinityTerm:
            topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels: {app: vector-db}
`,
  },
});
