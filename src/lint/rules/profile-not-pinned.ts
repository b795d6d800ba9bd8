import { isOfKind, type Resource, type ResourceSet } from "../../manifest/resource.ts";
import { isRefused } from "../refused.ts";
import { at, type Report, rule } from "../rule.ts";
import { usedCache } from "../used-cache.ts";

/** What runs is then decided by the GPU that happens to be there. */
export const profileNotPinned = rule({
  id: "profile-not-pinned",
  title: "no single profile is pinned",
  kinds: ["NIMCache", "NIMService"],
  severity: "warning",
  enforcedBy: "nimops",
  preset: "production",
  why: `A filter such as engine and GPU selects every profile that matches, also those that the next version
of the image brings, and a service without a profile takes whichever fits the GPU that it starts on. In
production pin the id: in the cache (\`source.ngc.model.profiles\`), or in the service if its cache holds
several (\`storage.nimCache.profile\`). \`list-model-profiles\` of the image tells the ids.`,
  source: "k8s-nim-operator v3.1.2, nimparser v1 and v2 (every match is cached, nothing is ranked); policy",
  check(resource, report, { set }) {
    if (isOfKind(resource, "NIMCache")) judgeCache(resource, report);
    else if (isOfKind(resource, "NIMService")) judgeService(resource, set, report);
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

function judgeCache(cache: Resource<"NIMCache">, report: Report): void {
  const { ngc } = cache.spec.source ?? {};
  const path = at("spec", "source", "ngc", "model");
  // Several profiles are another rule's matter, and a model endpoint has no profiles to choose from.
  if (!ngc || ngc.modelEndpoint || (ngc.model?.profiles ?? []).length > 0 || isRefused(cache, path)) return;
  report(path, "a filter decides which profiles are downloaded, not the manifest", {
    help: "list the one profile id: source.ngc.model.profiles: [<64 hexadecimal digits>], and no filter beside it",
  });
}

function judgeService(service: Resource<"NIMService">, set: ResourceSet, report: Report): void {
  const { nimCache } = service.spec.storage ?? {};
  if (nimCache?.profile || service.spec.env?.some(({ name }) => name === "NIM_MODEL_PROFILE")) return;
  const cache = usedCache(service, set);
  const ngc = cache?.spec.source?.ngc;
  if (cache && (!ngc || ngc.modelEndpoint || (ngc.model?.profiles ?? []).length < 2)) return;
  if (isRefused(service, at("spec", "storage"))) return;
  report(
    at("spec", "storage", "nimCache", "profile"),
    "the service takes whichever profile fits the GPU at hand",
    {
      help: nimCache?.name
        ? "write spec.storage.nimCache.profile: <the profile's id>"
        : "set NIM_MODEL_PROFILE in spec.env to the profile's id",
    },
  );
}
