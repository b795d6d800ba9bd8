import { lastVariable } from "../../nim/environment.ts";
import { quoted } from "../../nim/quoted.ts";
import { at, rule } from "../rule.ts";

/** The operator gives its variables to every container of the pod. */
export const sidecarSeesApiKey = rule({
  id: "sidecar-sees-api-key",
  title: "an init or sidecar container is given the NGC key",
  kinds: ["NIMService"],
  severity: "info",
  enforcedBy: "nimops",
  since: "3.1.0",
  preset: "production",
  why: `Init and sidecar containers get all variables of the model's container, \`NGC_API_KEY\` among them. Whoever makes their
images can read the key. A variable of the same name in the container's own \`env\` wins.`,
  source: "k8s-nim-operator v3.1.2, nimservice_types.go GetDeploymentParams; seen on a cluster",
  check(service, report) {
    const { authSecret, env } = service.spec;
    if (!authSecret || lastVariable(env, "NGC_API_KEY")?.value === "") return;
    for (const list of ["initContainers", "sidecarContainers"] as const) {
      for (const [index, container] of (service.spec[list] ?? []).entries()) {
        if (lastVariable(container?.env, "NGC_API_KEY")) continue;
        const name = quoted(container?.name ?? "");
        report(at("spec", list, index, "name"), `the container ${name} is given NGC_API_KEY`, {
          help: 'add to its env: {name: NGC_API_KEY, value: ""}',
          related: [at("spec", "authSecret")],
        });
      }
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
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
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
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
  sidecarContainers:
    - name: log-shipper
      image:
        repository: registry.example.com/tools/log-shipper
        tag: "3.2"
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
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
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
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
  sidecarContainers:
    - name: log-shipper
      image:
        repository: registry.example.com/tools/log-shipper
        tag: "3.2"
      env:
        - name: NGC_API_KEY
          value: ""
`,
  },
});
