import { companionsOfKind } from "../companions-of-kind.ts";
import { nearName } from "../near-name.ts";
import { isPullSecretType, secretsFirstUsedBy, typeOfSecret } from "../referenced-secrets.ts";
import { at, rule } from "../rule.ts";

/** T37. */
export const pullSecretMissingInSet = rule({
  id: "pull-secret-missing-in-set",
  title: "an image pull Secret is not in the set, though others are",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "warning",
  enforcedBy: "operator",
  why: `The set holds image pull Secrets of this namespace, but not this one. Without it the pods cannot pull: a
cache shows an empty state for ever, since its manifest pod never runs. For images that load their own model
(\`native\`) it is worse: the operator cannot read the image's label either, and silently treats it like an
older one.`,
  source: "k8s-nim-operator v3.1.2, nimsource protocol probe; seen on a cluster (trap T37); issue 343",
  check(resource, report, { set }) {
    const present = companionsOfKind(set, "Secret", resource.namespace);
    const forPulling = present.filter((secret) => isPullSecretType(typeOfSecret(secret)));
    if (forPulling.length === 0) return;
    for (const { reference, manifest } of secretsFirstUsedBy(resource, set)) {
      if (manifest || reference.use !== "pull") continue;
      const names = forPulling.map(({ name }) => name);
      const near = nearName(reference.name, names);
      report(reference.path, `the image pull Secret ${reference.name} is not in the set, but others are`, {
        help: near
          ? `did you mean \`${near}\`?`
          : `image pull Secrets of the set: ${names.slice(0, 5).join(", ")}`,
        related: forPulling.slice(0, 1).map((secret) => ({ resource: secret, path: at("metadata", "name") })),
      });
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
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: chat
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pul]
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
