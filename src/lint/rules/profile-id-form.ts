import { isOfKind, type Resource, type ResourceSet } from "../../manifest/resource.ts";
import { knownBackends } from "../../nim/engine-name.ts";
import { everyProfile, isProfileId } from "../../nim/profile-id.ts";
import { quoted } from "../../nim/quoted.ts";
import type { Path } from "../../nim/value.ts";
import { at, rule, set as setValue } from "../rule.ts";
import { usedCache } from "../used-cache.ts";

/** T15: made-up ids pass every check before the download. */
export const profileIdForm = rule({
  id: "profile-id-form",
  title: "a profile is named by something that is no profile id",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `A profile id is a SHA-256 sum: 64 hexadecimal digits in lower case, as \`list-model-profiles\` of the
image prints it. The operator hands whatever stands there to \`download-to-cache\`, and NIM refuses unknown ids,
\`default\` and display names such as \`tensorrt_llm-h100-fp16-tp1-throughput\` alike; the Job fails and the
cache lists no profile. In a NIMCache the one word \`all\` is right too. In a service or a build the operator
looks the id up in the status of the cache, and finds nothing. Only NIMs that serve any model, with caches of
\`modelEndpoint\` or from Hugging Face, take an engine such as \`tensorrt_llm\` there.`,
  source:
    "k8s-nim-operator v3.1.2, nimcache_controller.go, nimservice.go getNIMCacheProfile; issue 407 (trap T15)",
  check(resource, report, { set }) {
    if (isOfKind(resource, "NIMService") && namesEngine(resource, set)) return;
    for (const { path, id } of idsOf(resource)) {
      if (id === "" || isProfileId(id)) continue;
      const ofCache = isOfKind(resource, "NIMCache");
      if (ofCache && id === everyProfile) continue;
      const meant = meantId(id, ofCache);
      const words = ofCache ? `64 hexadecimal digits, or \`${everyProfile}\` alone` : "64 hexadecimal digits";
      report(path, `${quoted(id)} is no profile id${lengthOf(id)}`, {
        help: meant
          ? `write \`${meant}\``
          : `write the id as list-model-profiles of the image prints it: ${words}`,
        fix: meant ? setValue(path, meant) : undefined,
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
        profiles:
          - tensorrt_llm-h100-fp16-tp1-throughput
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
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

/** NIMs that serve any model take the name of an engine instead; their caches are no NGC caches of one model. */
function namesEngine(service: Resource<"NIMService">, set: ResourceSet): boolean {
  const profile = service.spec.storage?.nimCache?.profile ?? "";
  if (!knownBackends.some((backend) => backend === profile)) return false;
  const ngc = usedCache(service, set)?.spec.source?.ngc;
  return ngc === undefined || Boolean(ngc.modelEndpoint);
}

function idsOf(resource: Resource): { path: Path; id: string }[] {
  if (isOfKind(resource, "NIMCache")) {
    const path = at("spec", "source", "ngc", "model", "profiles");
    const ids = resource.spec.source?.ngc?.model?.profiles ?? [];
    return ids.map((id, index) => ({ path: [...path, index], id: id ?? "" }));
  }
  if (isOfKind(resource, "NIMService")) {
    const id = resource.spec.storage?.nimCache?.profile ?? "";
    return [{ path: at("spec", "storage", "nimCache", "profile"), id }];
  }
  const id = isOfKind(resource, "NIMBuild") ? resource.spec.nimCache?.profile : undefined;
  return [{ path: at("spec", "nimCache", "profile"), id: id ?? "" }];
}

function meantId(written: string, ofCache: boolean): string | undefined {
  const plain = written.trim().toLowerCase();
  return isProfileId(plain) || (ofCache && plain === everyProfile) ? plain : undefined;
}

/** Of an id that was copied badly, the length tells. */
function lengthOf(id: string): string {
  return /^[0-9a-f]{32,}$/i.test(id) && id.length !== 64 ? `: it has ${id.length} digits, not 64` : "";
}
