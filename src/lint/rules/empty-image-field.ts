import { hasNoSpec } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** W11: the CRD asks for the fields, not for a text in them; without any spec they are empty too. */
export const emptyImageField = rule({
  id: "empty-image-field",
  title: "repository or tag of the image is empty",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `The operator makes the image of the pods from \`spec.image.repository\` and \`spec.image.tag\`,
joined by a colon. The webhook refuses an empty one. Without it the pods get an image such as
\`nvcr.io/nim/x:\`, which no container runtime takes (InvalidImageName).`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateImageConfiguration (W11)",
  check(service, report) {
    for (const name of ["repository", "tag"] as const) {
      if (service.spec.image?.[name] !== "" && !hasNoSpec(service)) continue;
      report(at("spec", "image", name), `spec.image.${name} is empty`, {
        help: examples[name],
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
    tag: ""
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

const examples = {
  repository: "write the image without its tag, such as nvcr.io/nim/meta/llama-3.1-8b-instruct",
  tag: "write the version of the image, such as 1.12.0",
};
