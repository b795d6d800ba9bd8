import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** W12 as it is at main, where the field became optional (k8s-nim-operator 767135c8). */
export const authSecretUnset = rule({
  id: "auth-secret-unset",
  title: "a service runs without an API key",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "webhook",
  since: "main",
  why: `From the operator version after 3.1.2 on, \`spec.authSecret\` may be left out, for services that may
not reach NGC and find their model on a volume. The webhook then warns, because a service that still has to
download something fails without \`NGC_API_KEY\`. Declare the cluster air-gapped (\`airGapped: true\`) and
this finding is silent.`,
  source:
    "k8s-nim-operator main (767135c8), nimservice_webhook_validation_helper.go, validateAuthSecret (W12)",
  check(service, report, { settings }) {
    if (service.spec.authSecret || settings.airGapped || isRefused(service, ["spec", "authSecret"])) return;
    report(at("spec", "authSecret"), "spec.authSecret is not set, so the pods get no NGC_API_KEY", {
      help: "name a Secret with the key NGC_API_KEY, unless the service finds its whole model on a volume",
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
