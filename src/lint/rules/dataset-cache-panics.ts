import { parseImageReference } from "../../nim/image-reference.ts";
import { at, rule } from "../rule.ts";

/** T23: depends on the image; so a warning. */
export const datasetCachePanics = rule({
  id: "dataset-cache-panics",
  title: "a dataset is downloaded with an image that is no NIM",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  since: "3.1.1",
  why: `Before the download the operator looks for a model manifest in \`modelPuller\`. An image without one
makes the cache \`model-free\` since 3.1.1, and the operator then reads \`modelName\`, which a dataset does not
have: the reconcile panics and is tried again for ever. No Job is made, the state stays empty or \`NotReady\`,
and the manifest pod comes and goes.

Whether the image has a manifest cannot be seen in the manifest of the cache; images of single models, NIMs, do.`,
  source:
    "k8s-nim-operator v3.1.2, nimcache_controller.go reconcileModelManifest, nimcache_types.go GetHFUri; seen on a cluster (trap T23)",
  check(cache, report) {
    for (const source of ["hf", "dataStore"] as const) {
      const dataset = cache.spec.source?.[source];
      const puller = dataset?.modelPuller;
      if (!dataset?.datasetName || !puller || isNim(puller)) continue;
      const path = at("spec", "source", source);
      report(
        [...path, "modelPuller"],
        "if this image holds no model_manifest.yaml, the operator panics over the dataset",
        {
          help: "use a NIM image of the registry path nim/… that holds a model manifest, or download the dataset with a Job",
          related: [[...path, "datasetName"]],
        },
      );
    }
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: squad
spec:
  source:
    hf:
      endpoint: https://huggingface.co
      namespace: rajpurkar
      datasetName: squad
      authSecret: hf-token
      modelPuller: nvcr.io/nvidia/nemo-microservices/nds-v2-huggingface-cli:25.08
      pullSecret: ngc-pull
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: squad
spec:
  source:
    hf:
      endpoint: https://huggingface.co
      namespace: rajpurkar
      datasetName: squad
      authSecret: hf-token
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

/** NIMs stand under `nim/` in NVIDIA's registry, and in mirrors that keep its paths. */
function isNim(image: string): boolean {
  return parseImageReference(image).path.split("/").slice(0, -1).includes("nim");
}
