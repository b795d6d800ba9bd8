import { at, remove, rule, set } from "../rule.ts";

/** T4: deprecated, and a hard error. */
export const certConfigBreaksCache = rule({
  id: "cert-config-breaks-cache",
  title: "a cache uses certConfig, which the operator no longer takes",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "operator",
  why: `\`spec.certConfig\` is deprecated, and more than that: when it is set the operator refuses to build the
download Job. The volume and the manifest pod are made, then the cache stays \`NotReady\` with \`Deprecated
field 'CertConfig' is used\`.

Name the ConfigMap with the certificates in \`spec.proxy.certConfigMap\` instead; the mount path is no longer
chosen by you.`,
  source: "k8s-nim-operator v3.1.2, nimcache_controller.go constructJob; seen on a cluster (trap T4)",
  check(cache, report) {
    const { certConfig, proxy } = cache.spec;
    if (!certConfig) return;
    const name = certConfig.name;
    const canMove = name !== undefined && proxy !== undefined && !proxy.certConfigMap;
    const moved = set(at("spec", "proxy", "certConfigMap"), name ?? "");
    report(at("spec", "certConfig"), "spec.certConfig makes the operator refuse the download Job", {
      help: `remove it, and write the ConfigMap into spec.proxy: \`certConfigMap: ${name ?? "NAME"}\``,
      fix: canMove
        ? { safety: "unsafe", edits: [...moved.edits, ...remove("spec", "certConfig").edits] }
        : undefined,
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
  certConfig:
    name: corporate-ca
    mountPath: /etc/ssl/certs
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
