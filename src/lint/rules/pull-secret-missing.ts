import { isOfKind, type Resource } from "../../manifest/resource.ts";
import { parseImageReference } from "../../nim/image-reference.ts";
import type { Image } from "../../nim/schema/kinds.ts";
import { formatPath, type Path } from "../../nim/value.ts";
import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** NIM images are not public. */
export const pullSecretMissing = rule({
  id: "pull-secret-missing",
  title: "an image of nvcr.io is pulled without a pull Secret",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "warning",
  enforcedBy: "operator",
  why: `NIM images on \`nvcr.io\` need a login. The operator gives its pods a service account of their own,
so a pull Secret on the namespace's default account does not help. Without one the pod shows
\`ImagePullBackOff\`; a NIMCache then has an empty state for ever, since its controller waits for the pod
that reads the image's manifest.

Make a Secret of type \`kubernetes.io/dockerconfigjson\` for \`nvcr.io\` (user \`$oauthtoken\`, password an
NGC key) and name it here. It is another Secret than the one with \`NGC_API_KEY\`. Where the nodes
themselves log in to the registry, switch this rule off.`,
  source:
    "k8s-nim-operator v3.1.2, nimcache_controller.go and nimservice_controller.go; k8s-nim-operator issue 343",
  check(resource, report) {
    const { image, named, path } = pullOf(resource);
    if (!image || named || parseImageReference(image).registry !== "nvcr.io" || isRefused(resource, path))
      return;
    report(path, `${image} is pulled without a pull Secret`, {
      help: `name a Secret of type kubernetes.io/dockerconfigjson in ${formatPath(path)}; the one with NGC_API_KEY is another`,
    });
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
`,
  },
});

function pullOf(resource: Resource): { image: string | undefined; named: boolean; path: Path } {
  const ofSpec = (image: Image | undefined) => ({
    image: image?.repository,
    named: image?.pullSecrets?.some((name) => name !== "") ?? false,
    path: at("spec", "image", "pullSecrets"),
  });
  if (isOfKind(resource, "NIMService")) return ofSpec(resource.spec.image);
  if (isOfKind(resource, "NIMBuild")) return ofSpec(resource.spec.image);
  const ngc = isOfKind(resource, "NIMCache") ? resource.spec.source?.ngc : undefined;
  return {
    image: ngc?.modelPuller,
    named: Boolean(ngc?.pullSecret),
    path: at("spec", "source", "ngc", "pullSecret"),
  };
}
