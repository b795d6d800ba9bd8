import { formatPath } from "../../nim/value.ts";
import { rule } from "../rule.ts";
import { decodableForm, undecodableIn } from "../undecodable-values.ts";

/** W34: what the CRD lets through and the Go types of the webhook cannot hold. A pipeline has no webhook. */
export const undecodableNumber = rule({
  id: "undecodable-number",
  title: "a number is too large, or an amount unreadable, for the operator",
  kinds: ["NIMCache", "NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `The CRD checks that a number is whole, not that it fits the 32 bits in which the operator keeps it,
and lets amounts with a broken exponent (\`1e1.5\`) through. The webhook decodes the object first and
refuses it: "json: cannot unmarshal number … into Go struct field …".

Where the webhook is off, the object is stored and does far more harm: see operator-stops-on-number.`,
  source: "k8s-nim-operator v3.1.2, Go types in api/apps/v1alpha1; seen on a cluster (W34)",
  check(resource, report, { operatorVersion }) {
    if (resource.pipeline) return;
    for (const found of undecodableIn(resource, operatorVersion)) {
      const { path, goType, value } = found;
      report(path, `${formatPath(path)} is ${value}, which the operator cannot read (${goType})`, {
        help: decodableForm(found),
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
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2147483648
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
  replicas: 2
`,
  },
});
