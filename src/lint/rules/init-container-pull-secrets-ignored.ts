import { isOfKind, type Resource } from "../../manifest/resource.ts";
import { formatPath, type Path } from "../../nim/value.ts";
import { at, rule } from "../rule.ts";

/** Pull Secrets belong to a pod, and the operator takes them from the main image only. */
export const initContainerPullSecretsIgnored = rule({
  id: "init-container-pull-secrets-ignored",
  title: "pullSecrets of an init or sidecar container have no effect",
  kinds: ["NIMService", "NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  since: "3.1.0",
  why: `Pull Secrets are a property of the whole pod. The operator fills them from \`spec.image.pullSecrets\` (in a NIMCache
from the source's \`pullSecret\`) and does not read those of init and sidecar containers. If their image needs a Secret of
its own, the pod hangs in ImagePullBackOff.`,
  source: "k8s-nim-operator v3.1.2, nimservice_types.go GetInitContainers, nimcache_types.go",
  check(resource, report) {
    const { names, field, help } = ofThePod(resource);
    for (const [path, container] of containersOf(resource)) {
      const ignored = container?.image?.pullSecrets?.filter((name) => !names.includes(name)) ?? [];
      if (ignored.length === 0) continue;
      report(
        [...path, "image", "pullSecrets"],
        `the pull Secret ${ignored.join(", ")} is not given to the pod`,
        {
          help,
          related: [field],
          onKey: true,
        },
      );
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
  initContainers:
    - name: warm-up
      image:
        repository: registry.example.com/tools/warm-up
        tag: "2.1"
        pullSecrets: [example-pull]
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
    pullSecrets: [ngc-pull, example-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  initContainers:
    - name: warm-up
      image:
        repository: registry.example.com/tools/warm-up
        tag: "2.1"
`,
  },
});

interface Container {
  readonly image?: { readonly pullSecrets?: readonly string[] | undefined } | undefined;
}

function* containersOf(
  resource: Resource<"NIMService" | "NIMCache">,
): Generator<[Path, Container | undefined]> {
  const { initContainers = [] } = resource.spec;
  for (const [index, container] of initContainers.entries())
    yield [at("spec", "initContainers", index), container];
  const sidecars = isOfKind(resource, "NIMService") ? (resource.spec.sidecarContainers ?? []) : [];
  for (const [index, container] of sidecars.entries())
    yield [at("spec", "sidecarContainers", index), container];
}

function ofThePod(resource: Resource<"NIMService" | "NIMCache">): {
  names: readonly string[];
  field: Path;
  help: string;
} {
  if (isOfKind(resource, "NIMService")) {
    const field = at("spec", "image", "pullSecrets");
    return {
      names: resource.spec.image?.pullSecrets ?? [],
      field,
      help: `write it in ${formatPath(field)} instead`,
    };
  }
  const { ngc, dataStore, hf } = ("source" in resource.spec ? resource.spec.source : undefined) ?? {};
  const field = at("spec", "source", ngc ? "ngc" : dataStore ? "dataStore" : "hf", "pullSecret");
  const secret = (ngc ?? dataStore ?? hf)?.pullSecret;
  return {
    names: secret === undefined ? [] : [secret],
    field,
    help: `${formatPath(field)} must cover this registry too`,
  };
}
