import type { Companion } from "../../manifest/resource.ts";
import { quoted } from "../../nim/quoted.ts";
import { isMap } from "../../nim/value.ts";
import { isPullSecretType, keysOfSecret, secretsFirstUsedBy, typeOfSecret } from "../referenced-secrets.ts";
import { at, rule } from "../rule.ts";

export const secretLacksKey = rule({
  id: "secret-lacks-key",
  title: "a Secret of the set lacks the key that it is needed for",
  kinds: ["NIMCache", "NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `The operator takes \`NGC_API_KEY\` out of the auth Secret of a service; a cache gets all keys of its
Secret as environment variables and needs \`NGC_API_KEY\` among them, or \`HF_TOKEN\` where the model comes from
Hugging Face or a Data Store. Another name, such as \`api-key\`, is not found: the pods of a service stop at
\`CreateContainerConfigError\`, the download Job fails with an error about the missing key.

Mirrors are left out: with \`NIM_REPOSITORY_OVERRIDE\` the Secret holds the mirror's credentials. Only the names
of the keys are read.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_types.go, nimcache_types.go EnvFromSecrets; issues 657, 698, 709, 711, 750",
  check(resource, report, { set }) {
    for (const { reference, manifest } of secretsFirstUsedBy(resource, set)) {
      const { use, name } = reference;
      if (!manifest || use === "pull" || isPullSecretType(typeOfSecret(manifest))) continue;
      const keys = keysOfSecret(manifest);
      if (keys.includes(use) || (keys.length === 0 && isFilledByOthers(manifest))) continue;
      const held = keys.length === 0 ? "no keys" : keys.map((key) => quoted(key)).join(", ");
      report(reference.path, `the Secret ${name} has no key ${use}; it has ${held}`, {
        help: `rename the key in the Secret to ${use}`,
        // Images that load their own model take either key; which images do, no manifest tells.
        severity: keys.includes(use === "HF_TOKEN" ? "NGC_API_KEY" : "HF_TOKEN") ? "warning" : "error",
        related: [{ resource: manifest, path: at("data") }],
      });
    }
  },
  examples: {
    bad: `
apiVersion: v1
kind: Secret
metadata:
  name: ngc-api-key
data:
  api-key: UkVEQUNURUQ=
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

/** An empty Secret with annotations is usually one that a tool of the cluster fills. */
function isFilledByOthers({ value }: Companion): boolean {
  return isMap(value.metadata) && isMap(value.metadata.annotations);
}
