import { isMultiNode } from "../../nim/multi-node.ts";
import { quoted } from "../../nim/quoted.ts";
import { removeEntry } from "../remove-entry.ts";
import { at, rule, unsafe } from "../rule.ts";

/** T32: labels by which the operator's own objects find each other. */
export const appLabelOverride = rule({
  id: "app-label-override",
  title: "a label takes the place of one that the operator selects pods by",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `\`spec.labels\` are put on the pods, after the operator's own \`app\`, and so replace it; the selector keeps the
operator's value. The Deployment is refused (\`selector does not match template labels\`) and the service is Failed. A
multi-node service is made, but its Service selects none of its pods. Labels of \`app.kubernetes.io/\` are safe: there the
operator's values win.`,
  source: "k8s-nim-operator v3.1.2, manifests/deployment.yaml, lws.yaml; seen on a cluster (trap T32)",
  check(service, report, { operatorVersion }) {
    const { spec, name } = service;
    if (spec.inferencePlatform === "kserve") return;
    const multiNode = isMultiNode(spec, operatorVersion);
    const selected: Record<string, string> = multiNode
      ? { app: `${name}-lws`, "nim-llm-role": "leader" }
      : { app: name };
    for (const [key, expected] of Object.entries(selected)) {
      const value = spec.labels?.[key];
      if (value === undefined || value === expected) continue;
      report(
        at("spec", "labels", key),
        `the label ${key}: ${quoted(value)} replaces the operator's own, ${quoted(expected)}`,
        {
          help: "use another key, such as example.com/app",
          fix: unsafe(removeEntry(service, at("spec", "labels", key))),
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
  labels:
    app: chat
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
  labels:
    example.com/app: chat
`,
  },
});
