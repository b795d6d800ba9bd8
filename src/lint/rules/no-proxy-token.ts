import { isNoProxyEntry, meantNoProxyEntry, noProxyEntries } from "../../nim/no-proxy.ts";
import { quoted } from "../../nim/quoted.ts";
import type { Path } from "../../nim/value.ts";
import type { Fix } from "../finding.ts";
import { at, rule, set, unsafe } from "../rule.ts";

/** W8: of a NIMCache only; nobody checks the proxy of a NIMService. */
export const noProxyToken = rule({
  id: "no-proxy-token",
  title: "an entry of noProxy is no host, address or network",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "webhook",
  why: `\`spec.proxy.noProxy\` is a list of names, addresses and networks between commas. The webhook
refuses entries that look like nothing of the kind: stars (\`*\`, \`*.svc\`), underscores, blanks within an
entry, schemes, ports after a name (a port may follow an address only), and IPv6 outside brackets.

Write \`.svc\` for all names below svc, \`10.0.0.0/8\` for a network, \`[fd00::1]\` or \`[fd00::]/32\` for
IPv6.`,
  source: "k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go, validateProxyConfiguration (W8)",
  check(cache, report) {
    const noProxy = cache.spec.proxy?.noProxy;
    if (!noProxy) return;
    const wrong = noProxyEntries(noProxy).filter(({ entry }) => !isNoProxyEntry(entry));
    const path = at("spec", "proxy", "noProxy");
    for (const { index, entry } of wrong) {
      // An address with a password would be printed otherwise.
      const shown = entry.includes("@") ? "" : `, ${quoted(entry)},`;
      const meant = entry.includes("@") ? undefined : meantNoProxyEntry(entry);
      report(
        [...path, index],
        `entry ${index + 1} of spec.proxy.noProxy${shown} is no host name, address or network`,
        {
          help: helpFor(entry, meant),
          fix: correction(
            path,
            noProxy,
            wrong.map((one) => one.entry),
          ),
        },
      );
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
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: localhost,*.svc,10.0.0.0/8
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
    noProxy: localhost,.svc,10.0.0.0/8
    certConfigMap: proxy-ca
`,
  },
});

function helpFor(entry: string, meant: string | undefined): string {
  if (meant !== undefined) return `write ${meant} instead of ${entry}`;
  if (entry === "*") return "name the hosts and networks; a cache that needs no proxy has no spec.proxy";
  return "write a name (example.com, .svc), an IPv4 address, perhaps with a port, [IPv6], or a network (10.0.0.0/8)";
}

/** All entries are corrected at once, as they are one text. `*.svc` loses nothing as `.svc`. */
function correction(path: Path, noProxy: string, wrong: readonly string[]): Fix | undefined {
  const meant = wrong.map(meantNoProxyEntry);
  if (noProxy.includes("@") || meant.includes(undefined)) return undefined;
  const corrected = noProxyEntries(noProxy).map(({ entry }) => {
    return isNoProxyEntry(entry) ? entry : (meantNoProxyEntry(entry) ?? entry);
  });
  const fix = set(path, corrected.join(","));
  return wrong.every((entry) => entry.startsWith("*.")) ? fix : unsafe(fix);
}
