import type { Companion, Resource, ResourceSet } from "../../manifest/resource.ts";
import { credentialsIn } from "../../nim/credential.ts";
import { isMap, type Path, valueAt } from "../../nim/value.ts";
import { rule } from "../rule.ts";
import { secretReferences } from "../secret-references.ts";

/** Base64 is no encryption. */
export const committedSecret = rule({
  id: "committed-secret",
  title: "a Secret with a real key is among the manifests",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "nimops",
  why: `The Secret that this resource uses stands in the same set of files, with a value that looks like a
real key. \`data\` is Base64, not encryption: whoever reads the repository has the key, and it stays in
Git's history after the file is gone.

Revoke the key. Then commit the Secret encrypted (Sealed Secrets, SOPS) or a reference to a vault (External
Secrets), or make it outside of Git. Placeholders are left alone. nimops never prints the value.`,
  source: "good practice; forms of the credentials as their issuers publish them",
  check(resource, report, { set }) {
    for (const { secret, key, what, path } of set.derive(committedSecrets).get(resource) ?? []) {
      report(path, `Secret ${secret.name} holds ${what} under ${key}, readable for whoever reads the files`, {
        help: "revoke the key, and commit the Secret encrypted (Sealed Secrets, SOPS), or make it outside of Git",
        related: [{ resource: secret, path: ["metadata", "name"], message: `Secret ${secret.name} is here` }],
      });
    }
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
---
apiVersion: v1
kind: Secret
metadata:
  name: ngc-api-key
stringData:
  NGC_API_KEY: nvapi-1aB2cD3eF4gH5iJ6kL7mN8
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
---
apiVersion: v1
kind: Secret
metadata:
  name: ngc-api-key
stringData:
  NGC_API_KEY: <your NGC key>
`,
  },
});

interface CommittedSecret {
  readonly secret: Companion;
  readonly key: string;
  readonly what: string;
  readonly path: Path;
}

/** Each Secret once, at the first resource that uses it. */
function committedSecrets(set: ResourceSet): Map<Resource, CommittedSecret[]> {
  const byUser = new Map<Resource, CommittedSecret[]>();
  if (!set.companions.some(({ kind }) => kind === "Secret")) return byUser;
  const told = new Set<Companion>();
  const users = [...set.ofKind("NIMCache"), ...set.services, ...set.ofKind("NIMBuild")];
  for (const user of users) {
    // The operator never sees it, and no rule of a resource does.
    if (user.pipeline?.enabled === false) continue;
    for (const { name, path } of secretReferences(user)) {
      const secret = set.companion("Secret", user.namespace, name);
      if (!secret || told.has(secret)) continue;
      told.add(secret);
      const real = realKey(secret);
      if (real) byUser.set(user, [...(byUser.get(user) ?? []), { secret, path, ...real }]);
    }
  }
  return byUser;
}

function realKey({ value }: Companion): { key: string; what: string } | undefined {
  for (const [field, encoded] of [
    ["stringData", false],
    ["data", true],
  ] as const) {
    const entries = valueAt(value, [field]);
    if (!isMap(entries)) continue;
    for (const [key, text] of Object.entries(entries)) {
      if (typeof text !== "string") continue;
      const plain = encoded ? Buffer.from(text, "base64").toString("latin1") : text;
      const real = credentialsIn(plain).find(({ start, end }) => !placeholder.test(plain.slice(start, end)));
      if (real) return { key, what: real.what };
      const what = key.startsWith(".dockerc") ? registryPassword(plain) : undefined;
      if (what !== undefined) return { key, what };
    }
  }
  return undefined;
}

/** Registries' entries hold `auth`, the Base64 of `user:password`, with or without the two beside it. */
function registryPassword(text: string): string | undefined {
  const config = jsonOf(text);
  // `.dockercfg` is the older form, without `auths` around it.
  const entries = isMap(config) ? (isMap(config.auths) ? config.auths : config) : {};
  for (const entry of Object.values(entries)) {
    if (!isMap(entry)) continue;
    const { auth, password } = entry;
    const decoded = typeof auth === "string" ? Buffer.from(auth, "base64").toString("latin1") : "";
    const written =
      typeof password === "string" && password !== "" ? password : decoded.replace(/^[^:]*:?/, "");
    if (written !== "" && !placeholder.test(written)) {
      return credentialsIn(written)[0]?.what ?? "a registry password";
    }
  }
  return undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const placeholder =
  /x{4}|X{4}|\*{3}|\.{3}|your|example|placeholder|change[-_ ]?me|\$[({]|^<|replace|redacted|dummy|todo/i;
