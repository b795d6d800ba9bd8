import { at, rule, set, unsafe } from "../rule.ts";

/** W9: of a NIMCache only, in these letters. */
export const proxyScheme = rule({
  id: "proxy-scheme",
  title: "a proxy is not an http:// or https:// address",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "webhook",
  why: `\`httpProxy\` and \`httpsProxy\` are passed on to the download as \`HTTP_PROXY\` and
\`HTTPS_PROXY\`. The webhook refuses a value that does not begin with \`http://\` or \`https://\` in lower
case: no bare \`proxy:3128\`, no socks. The scheme is the one that the *proxy* speaks, so that \`httpsProxy:
http://proxy.example.com:3128\` is right as a rule.`,
  source: "k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go, validateProxyConfiguration (W9)",
  check(cache, report) {
    for (const name of ["httpProxy", "httpsProxy"] as const) {
      const address = cache.spec.proxy?.[name];
      if (!address || /^https?:\/\//.test(address)) continue;
      // The value may hold a password, so no message repeats it.
      const path = at("spec", "proxy", name);
      const plain = address.includes("@") ? undefined : meant(address);
      report(path, `spec.proxy.${name} must begin with http:// or https://, in lower case`, {
        help:
          plain === undefined
            ? "write the whole address, such as http://proxy.example.com:3128"
            : `write ${plain.address}`,
        fix: plain && (plain.sure ? set(path, plain.address) : unsafe(set(path, plain.address))),
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
    httpProxy: proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: localhost,.svc
    certConfigMap: proxy-ca
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
    noProxy: localhost,.svc
    certConfigMap: proxy-ca
`,
  },
});

/** The address with its scheme; `sure` where only case and blanks differ. */
function meant(address: string): { readonly address: string; readonly sure: boolean } | undefined {
  const text = address.trim();
  const schemed = /^(https?):\/{1,2}(?=[^/])/i.exec(text);
  const scheme = schemed?.[1]?.toLowerCase();
  if (schemed && scheme !== undefined)
    return { address: `${scheme}://${text.slice(schemed[0].length)}`, sure: true };
  return /^[a-z0-9.-]+:\d+\/?$/i.test(text) ? { address: `http://${text}`, sure: false } : undefined;
}
