import { parseQuantity } from "../../nim/quantity.ts";
import { at, rule } from "../rule.ts";

/** W13: Quantity.Sign() <= 0. */
export const sharedMemoryNotPositive = rule({
  id: "shared-memory-not-positive",
  title: "the size of the shared memory is zero or negative",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `\`spec.storage.sharedMemorySizeLimit\` limits \`/dev/shm\`, through which the processes of a model
on several GPUs exchange data. The webhook refuses zero and less. Without it a negative size makes pods that
the API server refuses, and zero is no limit at all to the kubelet.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateServiceStorageConfiguration (W13)",
  check(service, report) {
    const limit = service.spec.storage?.sharedMemorySizeLimit;
    const quantity = limit === undefined ? undefined : parseQuantity(limit);
    if (!quantity || quantity.nano > 0n) return;
    report(
      at("spec", "storage", "sharedMemorySizeLimit"),
      `spec.storage.sharedMemorySizeLimit is ${limit}, which is not above 0`,
      {
        help: "write a size such as 16Gi, or leave it out for the operator's default",
      },
    );
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
    sharedMemorySizeLimit: "0"
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
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
    sharedMemorySizeLimit: 16Gi
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,
  },
});
