import { at, rule } from "../rule.ts";

/** W29: in every deployment mode. */
export const kserveMultiNode = rule({
  id: "kserve-multi-node",
  title: "a multi-node service is to run on KServe",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `The operator spreads a model over several nodes by a LeaderWorkerSet, which it makes for standalone
services only. The webhook refuses \`spec.multiNode\` together with \`inferencePlatform: kserve\`, whatever
the deployment mode.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateKServeConfiguration (W29)",
  check(service, report) {
    if (service.spec.inferencePlatform !== "kserve" || !service.spec.multiNode) return;
    report(at("spec", "multiNode"), "spec.multiNode cannot be used with inferencePlatform: kserve", {
      help: "write `inferencePlatform: standalone`, or remove multiNode to run on one node",
      related: [at("spec", "inferencePlatform")],
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
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  inferencePlatform: kserve
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 1
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
  inferencePlatform: kserve
`,
  },
});
