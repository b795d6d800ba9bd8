import { gibibytes, parseQuantity } from "../../nim/quantity.ts";
import { modelInQuestion } from "../model-in-question.ts";
import { at, rule } from "../rule.ts";

/** A limit below the weights means eviction in the middle of the download. */
export const emptyDirTooSmall = rule({
  id: "empty-dir-too-small",
  title: "an emptyDir is limited to less than the model",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "scheduler",
  why: `The kubelet evicts a pod whose emptyDir grows beyond \`sizeLimit\`: "Usage of EmptyDir volume …
exceeds the limit". The model is downloaded into it at every start, so the pod is evicted in the middle of
each download, a new one is made, and the service never becomes Ready. The rule compares with the weights
alone, at half a byte for each parameter, so it only speaks when no profile fits.

Raise the limit, or keep the model in a NIMCache.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_types.go; Kubernetes documentation on emptyDir; parameters from the model's name",
  check(service, report) {
    const limit = service.spec.storage?.emptyDir?.sizeLimit;
    const quantity = limit === undefined ? undefined : parseQuantity(limit);
    const model = modelInQuestion(service);
    if (!quantity || !model || quantity.nano <= 0n) return;
    const weights = (model.billions * 1e9 * 0.56) / 2 ** 30;
    if (gibibytes(quantity) >= weights) return;
    report(
      at("spec", "storage", "emptyDir", "sizeLimit"),
      `${limit} cannot hold a model of ${model.billions} billion parameters: its pods are evicted`,
      {
        help: `write at least ${Math.ceil((model.billions * 2e9 * 1.2) / 2 ** 30 / 10) * 10}Gi, or use a NIMCache`,
        related: [model.path],
      },
    );
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-70b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.3-70b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    emptyDir:
      sizeLimit: 20Gi
  resources:
    limits:
      nvidia.com/gpu: 4
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
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,
  },
});
