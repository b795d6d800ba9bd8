import { isPullSecretType, secretsFirstUsedBy, typeOfSecret } from "../referenced-secrets.ts";
import { at, rule } from "../rule.ts";

export const pullSecretWrongType = rule({
  id: "pull-secret-wrong-type",
  title: "a Secret of the wrong type pulls images, or holds the API key",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `Two Secrets are needed, and they are not alike: the one that pulls images has the type
\`kubernetes.io/dockerconfigjson\`, with user \`$oauthtoken\` and the key as password; the one with the API key
is \`Opaque\` and has the key \`NGC_API_KEY\` (or \`HF_TOKEN\`). The kubelet passes over a pull Secret of
another type, and the image cannot be pulled; a pull Secret holds no \`NGC_API_KEY\`, so the download fails.`,
  source:
    "Kubernetes documentation, image pull Secrets; NVIDIA NIM Operator documentation, image pull Secrets",
  check(resource, report, { set }) {
    for (const { reference, manifest } of secretsFirstUsedBy(resource, set)) {
      if (!manifest) continue;
      const type = typeOfSecret(manifest);
      const pulls = reference.use === "pull";
      if (isPullSecretType(type) === pulls) continue;
      const message = pulls
        ? `the Secret ${reference.name} is to pull images, but its type is ${type}`
        : `the Secret ${reference.name} is to hold ${reference.use}, but is an image pull Secret`;
      report(reference.path, message, {
        help: pulls
          ? "make one with `kubectl create secret docker-registry`, and name it here"
          : `name an Opaque Secret with the key ${reference.use}`,
        related: [{ resource: manifest, path: at("type") }],
      });
    }
  },
  examples: {
    bad: `
apiVersion: v1
kind: Secret
metadata:
  name: ngc-pull
data:
  NGC_API_KEY: UkVEQUNURUQ=
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
