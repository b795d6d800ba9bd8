import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** W15. */
export const cacheProfileWithoutName = rule({
  id: "cache-profile-without-name",
  title: "a profile is chosen, but no cache is named",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `\`spec.storage.nimCache.profile\` chooses one of the profiles of a NIMCache, so the cache must be
named as well. The webhook refuses a profile alone. Without it a cache without a name does not count: the
operator takes another source of \`spec.storage\`, or stops at "neither external PVC name, NIMCache volume
…", and the profile has no effect.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateServiceStorageConfiguration (W15)",
  check(service, report) {
    const nimCache = service.spec.storage?.nimCache;
    const path = at("spec", "storage", "nimCache", "name");
    if (!nimCache?.profile || nimCache.name || isRefused(service, path)) return;
    report(path, "spec.storage.nimCache has a profile, but no name of a NIMCache", {
      help: "add the `name` of the NIMCache, in the same namespace, that holds the profile",
      related: [at("spec", "storage", "nimCache", "profile")],
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
    nimCache:
      profile: 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
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
          - 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
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
      profile: 7b8458eb682edb0d2a48b4019b098ba0bfbc4377aadeeaa11b346c63c7adf724
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,
  },
});
