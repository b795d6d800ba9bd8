import { isOfKind, type Resource } from "../../manifest/resource.ts";
import type { Path } from "../../nim/value.ts";
import { at, rule } from "../rule.ts";

/** Two Secrets of two types. */
export const sameSecretForPullAndKey = rule({
  id: "same-secret-for-pull-and-key",
  title: "one Secret is named both for pulling images and for the API key",
  kinds: ["NIMCache", "NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  why: `The kubelet pulls images with a Secret of type \`kubernetes.io/dockerconfigjson\`, whose one key is
\`.dockerconfigjson\`. The model is downloaded with the key \`NGC_API_KEY\` (or \`HF_TOKEN\`) of an Opaque
Secret. One Secret of the first type does not have the second key: the container fails to start
(\`CreateContainerConfigError\`), or downloads without a key and is refused; one of the second type is of no
use to the kubelet, which then gets \`ImagePullBackOff\`.

Make two Secrets, even though both hold the same NGC key.`,
  source:
    "k8s-nim-operator v3.1.2, nimcache_controller.go and nimservice_types.go; Kubernetes documentation on image pull Secrets",
  check(resource, report) {
    for (const { key, keyPath, pulls } of secretsOf(resource)) {
      const pull = pulls.find(({ name }) => name === key);
      if (!key || !pull) continue;
      report(pull.path, `Secret ${key} is named both as image pull Secret and as API key`, {
        help: `make two: one of type kubernetes.io/dockerconfigjson for the registry, one Opaque with the key${
          keyPath[2] === "hf" || keyPath[2] === "dataStore" ? " HF_TOKEN" : " NGC_API_KEY"
        }`,
        related: [keyPath],
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
    pullSecrets: [ngc-api-key]
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

interface SecretNames {
  readonly key: string | undefined;
  readonly keyPath: Path;
  readonly pulls: readonly { readonly name: string | undefined; readonly path: Path }[];
}

function secretsOf(resource: Resource<"NIMCache" | "NIMService">): SecretNames[] {
  if (isOfKind(resource, "NIMService")) {
    const pulls = resource.spec.image?.pullSecrets ?? [];
    return [
      {
        key: resource.spec.authSecret,
        keyPath: at("spec", "authSecret"),
        pulls: pulls.map((name, index) => ({ name, path: at("spec", "image", "pullSecrets", index) })),
      },
    ];
  }
  if (!isOfKind(resource, "NIMCache")) return [];
  return (["ngc", "dataStore", "hf"] as const).map((from) => ({
    key: resource.spec.source?.[from]?.authSecret,
    keyPath: at("spec", "source", from, "authSecret"),
    pulls: [
      { name: resource.spec.source?.[from]?.pullSecret, path: at("spec", "source", from, "pullSecret") },
    ],
  }));
}
