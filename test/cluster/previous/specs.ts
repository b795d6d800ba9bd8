import type { ValueMap } from "../../../src/nim/value.ts";

const ssh = { url: "git@git.example:acme/models.git", auth: { type: "ssh", secretRef: { name: "key" } } };
const secretRef = { name: "token" };

/** What the CRD beside this file took. */
export const previousSpecs: readonly ValueMap[] = [
  {},
  ssh,
  { ...ssh, url: "ssh://git@git.example:2222/acme/models.git" },
  { url: "http://127.0.0.1:8080/models.git" },
  { url: "http://localhost/models" },
  { auth: { type: "https", secretRef } },
  { auth: { type: "github-app", secretRef } },
  { ref: { branch: "feature/größe-1" } },
  { ref: { tag: "v1.2.3" } },
  { ref: { semver: ">=1.2.0 <2.0.0" } },
  { ref: { commit: "0123456789abcdef0123456789abcdef01234567" } },
  { path: "clusters/production", interval: "30s", resync: "1h30m", timeout: "5s", progressDeadline: "168h" },
  { path: "./a..b/..c" },
  {
    suspend: true,
    prune: { enabled: false },
    gates: { lint: "warn", plan: "off", registries: ["nvcr.io/nim"] },
  },
  { prune: { caches: "delete", onDelete: "delete" } },
  { namespace: "models", targetNamespaces: ["models", "other"] },
  { mode: "observe", observe: { kind: "Kustomization", namespace: "flux-system", name: "models" } },
  { proxy: { url: "http://proxy.example:3128", secretRef }, certificateAuthority: { secretRef } },
  { proxy: { url: "socks5://10.0.0.1:1080" }, verify: { type: "ssh", secretRef } },
  { operatorVersion: "3.1.2", inventory: { path: "fleet/gpus.yaml" } },
  { github: { secretRef, context: "nimops/production", targetUrl: "https://example.com" } },
];
