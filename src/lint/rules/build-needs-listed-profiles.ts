import { everyProfile } from "../../nim/profile-id.ts";
import type { NIMCacheSource } from "../../nim/schema/kinds.ts";
import type { Path } from "../../nim/value.ts";
import { at, rule } from "../rule.ts";
import { usedCache } from "../used-cache.ts";

export const buildNeedsListedProfiles = rule({
  id: "build-needs-listed-profiles",
  title: "a build takes its profile from a cache that lists none",
  kinds: ["NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `A build looks for its profile in \`status.profiles\` of the cache, and the operator fills that list only
with ids that were named in \`model.profiles\` or selected by a filter. A cache of \`profiles: [all]\`, of a
\`modelEndpoint\`, or from Hugging Face or a Data Store has an empty list: the build ends as \`Failed\` with
\`No buildable profiles found for NIM Cache\`, also when \`nimCache.profile\` names one.`,
  source:
    "k8s-nim-operator v3.1.2, nimbuild_controller.go getBuildableProfiles, nimcache_controller.go reconcileJobStatus; seen on a cluster",
  check(build, report, { set }) {
    const cache = usedCache(build, set);
    const why = cache && whyUnlisted(cache.spec.source);
    if (!why) return;
    report(
      at("spec", "nimCache", "name"),
      `the cache ${cache.name} ${why.words}, so its status lists no profile to build from`,
      {
        help: "list the id of the buildable profile in the cache's source.ngc.model.profiles",
        related: [{ resource: cache, path: why.path }],
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
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - all
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
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
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
`,
  },
});

function whyUnlisted(source: NIMCacheSource | undefined): { words: string; path: Path } | undefined {
  const from = (field: string) => at("spec", "source", field);
  if (source?.hf) return { words: "comes from Hugging Face", path: from("hf") };
  if (source?.dataStore) return { words: "comes from a Data Store", path: from("dataStore") };
  if (source?.ngc?.modelEndpoint)
    return { words: "has a modelEndpoint", path: [...from("ngc"), "modelEndpoint"] };
  if (source?.ngc?.model?.profiles?.includes(everyProfile))
    return { words: "takes all profiles", path: [...from("ngc"), "model", "profiles"] };
  return undefined;
}
