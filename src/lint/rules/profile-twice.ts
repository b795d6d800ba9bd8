import { lastVariable } from "../../nim/environment.ts";
import { removeEntry } from "../remove-entry.ts";
import { at, rule, unsafe } from "../rule.ts";

/** T11: two ways of naming a profile, which need not agree. */
export const profileTwice = rule({
  id: "profile-twice",
  title: "env and storage.nimCache.profile name two profiles",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  why: `The operator sets \`NIM_MODEL_PROFILE\` from \`storage.nimCache.profile\` and counts that profile's GPUs, but a
variable of the same name in \`env\` wins: the pod serves one profile with the GPUs of another.`,
  source: "k8s-nim-operator v3.1.2, nimservice.go, utils.go MergeEnvVars; seen on a cluster (trap T11)",
  check(service, report) {
    const { env, storage } = service.spec;
    const profile = storage?.nimCache?.profile;
    const variable = lastVariable(env, "NIM_MODEL_PROFILE");
    if (!profile || !variable || variable.value === profile) return;
    report(at("spec", "env", variable.index), "NIM_MODEL_PROFILE wins over spec.storage.nimCache.profile", {
      help: "keep storage.nimCache.profile, which also decides the number of GPUs, and remove the variable",
      related: [at("spec", "storage", "nimCache", "profile")],
      fix: unsafe(removeEntry(service, at("spec", "env", variable.index))),
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
  replicas: 1
  env:
    - name: NIM_MODEL_PROFILE
      value: 00d65de6afda38c415b97a5a8f6e1b123b1189e206a05121749a8c3fd25a56df
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
  replicas: 1
`,
  },
});
