import type { ValueMap } from "../../src/nim/value.ts";

/** The least that a NIMRepository needs. */
export function repositoryDocument(spec: ValueMap = {}): ValueMap {
  return {
    apiVersion: "nimops.dev/v1alpha1",
    kind: "NIMRepository",
    metadata: { name: "models", namespace: "default" },
    spec: { url: "https://git.example/acme/models.git", ...spec },
  };
}

const ssh = { url: "git@git.example:acme/models.git", auth: { type: "ssh", secretRef: { name: "key" } } };
const secretRef = { name: "token" };

export const soundSpecs: readonly ValueMap[] = [
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
    refuseRewinds: true,
    gates: { lint: "warn", plan: "off", registries: ["nvcr.io/nim"], kinds: ["NIMCache", "NIMService"] },
  },
  { prune: { caches: "delete", onDelete: "delete" } },
  { namespace: "models", targetNamespaces: ["models", "other"] },
  { mode: "observe", observe: { kind: "Kustomization", namespace: "flux-system", name: "models" } },
  { proxy: { url: "http://proxy.example:3128", secretRef }, certificateAuthority: { secretRef } },
  { proxy: { url: "socks5://10.0.0.1:1080" }, verify: { type: "ssh", secretRef } },
  { operatorVersion: "3.1.2", inventory: { path: "fleet/gpus.yaml" } },
  { github: { secretRef, context: "nimops/production", targetUrl: "https://example.com" } },
];

export interface BrokenSpec {
  readonly spec: ValueMap;
  /** The place that is told, below `spec`. */
  readonly at: string;
  /** What CEL cannot say: the API server takes it, and the controller stalls. */
  readonly onlyOurs?: true;
}

export const brokenSpecs: readonly BrokenSpec[] = [
  ...[
    "http://git.example/acme/models.git",
    "https://token@git.example/acme/models.git",
    "https://user:token@git.example/acme/models.git",
    "file:///etc",
    "/etc",
    "ext::sh -c id",
    "--upload-pack=id",
    "https://git.example",
    "https://git.example/a?b",
    "https://git.example/a b",
    'https://git.example/"',
    "ssh://git.example/a",
    "git@-oProxyCommand=id:a",
    "",
  ].map((url) => ({ spec: { url }, at: "url" })),
  { spec: { ...ssh, auth: { type: "https", secretRef } }, at: "auth" },
  { spec: { url: ssh.url }, at: "auth" },
  { spec: { auth: ssh.auth }, at: "auth.type" },
  { spec: { auth: { type: "ssh" } }, at: "auth.secretRef" },
  { spec: { auth: { type: "kerberos", secretRef } }, at: "auth.type" },
  { spec: { auth: { type: "https", secretRef: { name: "Not_a_name" } } }, at: "auth.secretRef.name" },
  { spec: { ...ssh, proxy: { url: "http://proxy:1" } }, at: "proxy" },
  { spec: { proxy: { url: "http://user:pass@proxy:1" } }, at: "proxy.url" },
  { spec: { proxy: { url: "ftp://proxy:1" } }, at: "proxy.url" },
  { spec: { ref: {} }, at: "ref" },
  { spec: { ref: { branch: "main", tag: "v1" } }, at: "ref" },
  ...[
    "-x",
    "--upload-pack=id",
    "a b",
    "a..b",
    "a@{1}",
    "@",
    "a~1",
    "a^",
    "a:b",
    "a*",
    "a?",
    "a[",
    "a\\b",
    ".a",
    "a/.b",
    "a.lock",
    "a.lock/b",
    "a/",
    "/a",
    "a//b",
    "a.",
    "refs/heads/a",
    "a\nb",
    "a\u007f",
  ].flatMap((name) => [
    { spec: { ref: { branch: name } }, at: "ref.branch" },
    { spec: { ref: { tag: name } }, at: "ref.tag" },
  ]),
  { spec: { ref: { semver: "latest" } }, at: "ref.semver", onlyOurs: true },
  { spec: { ref: { commit: "0123456" } }, at: "ref.commit" },
  { spec: { ref: { commit: "0123456789ABCDEF0123456789ABCDEF01234567" } }, at: "ref.commit" },
  ...["../a", "a/../b", "/a", ":(top)a", "..", "a\nb", ""].map((path) => ({ spec: { path }, at: "path" })),
  { spec: { inventory: { path: "../gpus.yaml" } }, at: "inventory.path" },
  { spec: { interval: "1s" }, at: "interval" },
  { spec: { interval: "48h" }, at: "interval" },
  { spec: { interval: "soon" }, at: "interval" },
  { spec: { interval: "1d" }, at: "interval" },
  { spec: { interval: 60 }, at: "interval" },
  { spec: { resync: "10s" }, at: "resync" },
  { spec: { timeout: "1s" }, at: "timeout" },
  { spec: { timeout: "31m" }, at: "timeout" },
  { spec: { progressDeadline: "1s" }, at: "progressDeadline" },
  { spec: { mode: "push" }, at: "mode" },
  { spec: { mode: "observe" }, at: "observe" },
  { spec: { observe: { kind: "Application", namespace: "argocd", name: "models" } }, at: "observe" },
  {
    spec: { mode: "observe", observe: { kind: "HelmRelease", namespace: "a", name: "b" } },
    at: "observe.kind",
  },
  { spec: { namespace: "models", targetNamespaces: ["other"] }, at: "namespace" },
  { spec: { targetNamespaces: [] }, at: "targetNamespaces" },
  {
    spec: { targetNamespaces: Array.from({ length: 101 }, (_, index) => `n${index}`) },
    at: "targetNamespaces",
  },
  { spec: { targetNamespaces: ["kube.system"] }, at: "targetNamespaces[0]" },
  { spec: { gates: { lint: "maybe" } }, at: "gates.lint" },
  { spec: { gates: { plan: false } }, at: "gates.plan" },
  {
    spec: { gates: { registries: Array.from({ length: 51 }, (_, index) => `r${index}`) } },
    at: "gates.registries",
  },
  { spec: { gates: { registries: ["a b"] } }, at: "gates.registries[0]" },
  { spec: { prune: { caches: "yes" } }, at: "prune.caches" },
  { spec: { suspend: "true" }, at: "suspend" },
  { spec: { operatorVersion: "2.0.0" }, at: "operatorVersion" },
  { spec: { verify: { type: "gpg", secretRef } }, at: "verify.type" },
  { spec: { force: true }, at: "force" },
  { spec: { prune: { cache: "keep" } }, at: "prune.cache" },
];
