import { at, rule } from "../rule.ts";

/** One profile is what runs; the others are disk and time. */
export const severalProfilesSelected = rule({
  id: "several-profiles-selected",
  title: "a cache downloads more than one profile",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "nimops",
  preset: "production",
  why: `Every listed profile is downloaded, and \`all\` means every profile of the image, for every GPU. A
service runs one of them, and without \`storage.nimCache.profile\` the NIM chooses it at start, by the GPU
that it happens to find. In production one cache holds one profile: the volume can be sized, and what runs
was decided in a review.`,
  source: "k8s-nim-operator v3.1.2, nimcache_controller.go (every match is downloaded); policy",
  check(cache, report) {
    const profiles = cache.spec.source?.ngc?.model?.profiles ?? [];
    const all = profiles.includes("all");
    const count = new Set(profiles).size;
    if (!all && count < 2) return;
    const path = at("spec", "source", "ngc", "model", "profiles");
    report(path, all ? "all profiles of the image are downloaded" : `${count} profiles are downloaded`, {
      help: "list the one profile that the service runs, and make another NIMCache for another GPU",
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
          - 8835c31752fbc67ef658b20a9f78e056914fdef0660206d82f252d62fd96064d
          - 193649a2eb95e821309d6023a2cabb31489d3b690a9973c7ab5d1ff58b0aa7eb
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
        profiles:
          - 8835c31752fbc67ef658b20a9f78e056914fdef0660206d82f252d62fd96064d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});
