import { companionsOfKind, namesOfKind } from "../companions-of-kind.ts";
import { nearName } from "../near-name.ts";
import { secretsFirstUsedBy } from "../referenced-secrets.ts";
import { at, rule } from "../rule.ts";

export const secretNotInSet = rule({
  id: "secret-not-in-set",
  title: "an auth Secret is not in the set, though others are",
  kinds: ["NIMCache", "NIMService"],
  severity: "info",
  enforcedBy: "nimops",
  why: `The set holds Secrets of this namespace, but not this one. If it does not exist in the cluster, the pods
of a service stop at \`CreateContainerConfigError\`, and so do those of a cache. Nothing is said where the set
holds no Secrets, which is how it should be: real keys belong into a secret store, not into Git.`,
  source: "k8s-nim-operator v3.1.2, nimservice_types.go, nimcache_types.go",
  check(resource, report, { set }) {
    const present = companionsOfKind(set, "Secret", resource.namespace);
    if (present.length === 0) return;
    for (const { reference, manifest } of secretsFirstUsedBy(resource, set)) {
      if (manifest || reference.use === "pull") continue;
      const near = nearName(reference.name, namesOfKind(set, "Secret", resource.namespace));
      report(
        reference.path,
        `the Secret ${reference.name} is not in the set, but others of its namespace are`,
        {
          help: near
            ? `did you mean \`${near}\`?`
            : `it needs the key ${reference.use}; ignore this if it comes from elsewhere`,
          related: present.slice(0, 1).map((secret) => ({ resource: secret, path: at("metadata", "name") })),
        },
      );
    }
  },
  examples: {
    bad: `
apiVersion: v1
kind: Secret
metadata:
  name: ngc-pull
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: UkVEQUNURUQ=
---
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
`,
    good: `
apiVersion: v1
kind: Secret
metadata:
  name: ngc-pull
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: UkVEQUNURUQ=
---
apiVersion: v1
kind: Secret
metadata:
  name: ngc-api-key
data:
  NGC_API_KEY: UkVEQUNURUQ=
---
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
`,
  },
});
