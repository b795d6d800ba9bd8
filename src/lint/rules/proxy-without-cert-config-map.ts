import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** Fixed in 3.1.1 (845). */
export const proxyWithoutCertConfigMap = rule({
  id: "proxy-without-cert-config-map",
  title: "a cache has a proxy but no certConfigMap",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "operator",
  until: "3.1.0",
  why: `Up to 3.1.0 a \`proxy\` always brings an init container that mounts the volume of \`certConfigMap\`, but
the volume is added only when the ConfigMap is named. The API server then refuses the download Job, because a
mount names a volume that does not exist, and the cache stays \`NotReady\`. 3.1.1 adds the init container only
with the ConfigMap.`,
  source: "k8s-nim-operator v3.1.0, nimcache_types.go GetInitContainers; issues 700, 714; fixed by 845",
  check(cache, report) {
    const { proxy } = cache.spec;
    const path = at("spec", "proxy", "certConfigMap");
    if (!proxy || proxy.certConfigMap || isRefused(cache, path)) return;
    report(path, "before operator 3.1.1 a proxy without certConfigMap gets its Job refused", {
      help: "name a ConfigMap with the proxy's CA certificates in spec.proxy.certConfigMap, or use operator 3.1.1",
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
  proxy:
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: .svc,10.0.0.0/8
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
  proxy:
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: .svc,10.0.0.0/8
    certConfigMap: corporate-ca
`,
  },
});
