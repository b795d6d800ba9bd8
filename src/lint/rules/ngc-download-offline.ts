import { at, rule } from "../rule.ts";

/** A NIMCache has no source that is inside already. */
export const ngcDownloadOffline = rule({
  id: "ngc-download-offline",
  title: "a model is downloaded from NGC without Internet",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "nimops",
  why: `The configuration says that this cluster is air-gapped, and this cache lets its image download the
model from NGC: the job waits for the connection, fails, is tried six times, and begins again after ten
minutes.

Name a mirror with the variable \`NIM_REPOSITORY_OVERRIDE\` (\`https://\`, \`s3://\` or \`jfrog://\`), or a
proxy. Or leave the NIMCache out, fill a claim from outside, and name it in the service's
\`storage.pvc.name\`: no source of a NIMCache means "already there".`,
  source:
    "k8s-nim-operator v3.1.2, config/samples/nim/caching/ngc-mirror; k8s-nim-operator issue 663; the team's own configuration (airGapped)",
  check(cache, report, { settings }) {
    const ngc = cache.spec.source?.ngc;
    if (!settings.airGapped || !ngc) return;
    const { env = [], proxy } = cache.spec;
    const wayOut = env.some(({ name }) => name !== undefined && waysOut.test(name));
    if (wayOut || proxy?.httpsProxy || proxy?.httpProxy) return;
    report(
      at("spec", "source", "ngc"),
      "the model is downloaded from NGC, which an air-gapped cluster cannot reach",
      {
        help: "set NIM_REPOSITORY_OVERRIDE in spec.env to a mirror, or fill a claim and name it in the service's storage.pvc.name",
      },
    );
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
      modelPuller: registry.corp.example/nim/meta/llama-3.1-8b-instruct:1.12.0
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
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: registry.corp.example/nim/meta/llama-3.1-8b-instruct:1.12.0
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
  env:
    - name: NIM_REPOSITORY_OVERRIDE
      value: https://models.corp.example/
`,
    settings: { airGapped: true },
  },
});

const waysOut = /^(NIM_REPOSITORY_OVERRIDE|https?_proxy|all_proxy)$/i;
