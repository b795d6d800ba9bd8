import { at, rule } from "../rule.ts";

/** W2: the CRD asks for the field, not for a text in it. */
export const emptyAuthSecretCache = rule({
  id: "empty-auth-secret-cache",
  title: "authSecret of a cache is empty",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "webhook",
  why: `The download runs with the API key from the Secret that \`spec.source.ngc.authSecret\` names, under
the key \`NGC_API_KEY\`. The webhook refuses an empty name. Without it no pod can be made, because a
reference to a Secret without a name is no valid pod.`,
  source: "k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go (W2)",
  check(cache, report) {
    const path = at("spec", "source", "ngc", "authSecret");
    if (cache.spec.source?.ngc?.authSecret !== "") return;
    report(path, "spec.source.ngc.authSecret is empty", {
      help: "name a Secret of the same namespace that holds the key NGC_API_KEY",
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ""
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
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
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});
