import { imageOf } from "../../nim/image-reference.ts";
import { isMultiNode } from "../../nim/multi-node.ts";
import { publicRegistries } from "../../nim/public-registries.ts";
import { at, rule } from "../rule.ts";

/** T39: without a cache the operator asks the image's registry, from its own pod. */
export const registryLookupEachReconcile = rule({
  id: "registry-lookup-each-reconcile",
  title: "the operator asks a registry that it cannot reach, again and again",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  since: "3.1.2",
  why: `Where a service has no \`storage.nimCache.name\`, the operator looks its image up at the registry at every reconcile,
from its own pod and without the mirrors that the nodes' container runtime may know. Where an air gap drops packets, one
reconcile hangs for more than a minute, and since there is one worker, every other NIMService waits. With a NIMCache the
operator knows the answer already.

The rule runs where the configuration says \`airGapped\`, and looks at public registries only.`,
  source:
    "k8s-nim-operator v3.1.2, internal/nimsource/imageinspect.go; kserve/nimservice.go renderAndSyncInferenceService; seen on a cluster (trap T39)",
  check(service, report, { settings, operatorVersion }) {
    const { image, storage } = service.spec;
    if (!settings.airGapped || !image?.repository || storage?.nimCache?.name) return;
    if (isMultiNode(service.spec, operatorVersion)) return;
    const registry = imageOf(image).registry ?? "docker.io";
    if (!publicRegistries.has(registry)) return;
    report(
      at("spec", "storage"),
      `without a NIMCache the operator asks ${registry} about the image at every reconcile`,
      {
        help: "serve the model from a NIMCache, name the image by an internal registry, or have the firewall refuse, not drop",
        related: [at("spec", "image", "repository")],
        onKey: true,
      },
    );
  },
  examples: {
    settings: { airGapped: true },
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
  env:
    - name: NGC_API_KEY
      value: ""
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: registry.example.com/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [mirror-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: NGC_API_KEY
      value: ""
`,
  },
});
