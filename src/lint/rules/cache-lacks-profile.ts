import { isOfKind, type Resource, type ResourceSet } from "../../manifest/resource.ts";
import { isProfileId } from "../../nim/profile-id.ts";
import { at, rule, set as setValue, unsafe } from "../rule.ts";
import { cacheReferenceOf, listedProfiles, usedCache } from "../used-cache.ts";

export const cacheLacksProfile = rule({
  id: "cache-lacks-profile",
  title: "a service or build names a profile that its cache does not list",
  kinds: ["NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `The cache downloads exactly the ids in its \`model.profiles\`. A service that names another one gets it
as \`NIM_MODEL_PROFILE\`, finds no files for it and downloads them at every start, or fails where it cannot; the
number of GPUs, which the operator takes from the cache's status, is not set. A build ends with \`No buildable
profiles found, please select a valid profile from the NIM cache\`.

A cache is not downloaded again after an edit: make a new one that lists the profile.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice.go getNIMCacheProfile, nimbuild_controller.go getBuildableProfileByName; seen on a cluster",
  check(resource, report, { set }) {
    const reference = cacheReferenceOf(resource);
    const cache = usedCache(resource, set);
    const listed = cache && listedProfiles(cache);
    if (!cache || !listed || !reference?.profile || !isProfileId(reference.profile)) return;
    if (listed.includes(reference.profile)) return;
    // What a build makes is added to the status of its cache, under an id that stands in no manifest.
    if (isOfKind(resource, "NIMService") && set.derive(cachesOfBuilds).has(cache)) return;
    const path = [...reference.path, "profile"];
    const only = listed.length === 1 ? listed[0] : undefined;
    report(path, `the cache ${cache.name} does not hold the profile ${reference.profile.slice(0, 12)}…`, {
      help: only
        ? `the cache lists ${only}`
        : `name one of the ${listed.length} profiles that the cache lists`,
      related: [{ resource: cache, path: at("spec", "source", "ngc", "model", "profiles") }],
      fix: only ? unsafe(setValue(path, only)) : undefined,
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
      profile: 2c60d98b8aa4a5eec3c6d1c5e1d5a6fb97e1a9c1dd3fd4d8a3d1d1ed1f2a9b7c
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

function cachesOfBuilds(set: ResourceSet): Set<Resource | undefined> {
  return new Set(set.ofKind("NIMBuild").map((build) => usedCache(build, set)));
}
