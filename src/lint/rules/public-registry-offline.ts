import { publicRegistries } from "../../nim/public-registries.ts";
import { imagesOf } from "../images.ts";
import { rule } from "../rule.ts";

/** Images come from the Internet, too. */
export const publicRegistryOffline = rule({
  id: "public-registry-offline",
  title: "an image of a public registry is used without Internet",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "warning",
  enforcedBy: "nimops",
  why: `The configuration says that this cluster is air-gapped. An image of a public registry can only be
pulled if the nodes' container runtime redirects that registry to a mirror; else the pod shows
\`ImagePullBackOff\`, and a NIMCache keeps an empty state. From 3.1.2 on the operator itself asks the
registry for the image's labels too; it does not follow the nodes' redirection, and takes an image that it
cannot ask for an old one.

Write the mirror's name into the manifest.`,
  source:
    "k8s-nim-operator v3.1.2, nimcache_controller.go (the operator reads the image's labels); the team's own configuration (airGapped)",
  check(resource, report, { settings }) {
    if (!settings.airGapped) return;
    for (const { reference, text, repositoryPath } of imagesOf(resource)) {
      const { registry = "docker.io", path } = reference;
      if (!publicRegistries.has(registry)) continue;
      report(repositoryPath, `${text} comes from ${registry}, which an air-gapped cluster cannot reach`, {
        help: `push it to the registry inside, and write that: registry.corp.example/${path.replace(/@.*$/, "")}`,
      });
    }
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
