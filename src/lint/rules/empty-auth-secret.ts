import { hasNoSpec } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** W12; at main it is a warning, see auth-secret-unset. */
export const emptyAuthSecret = rule({
  id: "empty-auth-secret",
  title: "authSecret of a service is empty",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  until: "3.1.2",
  why: `The pods get \`NGC_API_KEY\` from the Secret that \`spec.authSecret\` names. Up to operator 3.1.2
the field is mandatory, and the webhook refuses an empty name. Without the webhook the Deployment is refused
or its pods never start, because a reference to a Secret without a name leads nowhere.`,
  source: "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateAuthSecret (W12)",
  check(service, report) {
    if (service.spec.authSecret !== "" && !hasNoSpec(service)) return;
    report(at("spec", "authSecret"), "spec.authSecret is empty", {
      help: "name a Secret of the same namespace that holds the key NGC_API_KEY",
    });
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
  authSecret: ""
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
