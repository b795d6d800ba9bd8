import { isOfKind } from "../../manifest/resource.ts";
import { isMultiNode } from "../../nim/multi-node.ts";
import { quoted } from "../../nim/quoted.ts";
import { corrected } from "../corrected.ts";
import { imagesOf } from "../images.ts";
import { rule } from "../rule.ts";

/** The CRD takes any text; Kubernetes takes three. */
export const imagePullPolicyValue = rule({
  id: "image-pull-policy-value",
  title: "an image pull policy is none that Kubernetes knows",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `The CRD has no list of values for \`pullPolicy\`, so any text is stored. The operator copies it into
the pod, and the API server then refuses the Deployment, Job or Pod that it makes: the service becomes
\`Failed\` with \`Unsupported value\`, and nothing runs. The values are \`Always\`, \`IfNotPresent\` and
\`Never\`, in exactly this case.`,
  source: "CRD v3.1.2 (no enum); Kubernetes core/v1 PullPolicy",
  check(resource, report, { operatorVersion }) {
    // A LeaderWorkerSet is made without the policy of the model's image.
    const isIgnored = isOfKind(resource, "NIMService") && isMultiNode(resource.spec, operatorVersion);
    for (const { pullPolicy, policyPath, main } of imagesOf(resource)) {
      if (!pullPolicy || policies.includes(pullPolicy) || (main && isIgnored)) continue;
      report(
        policyPath,
        `${quoted(pullPolicy)} is no image pull policy`,
        corrected(policyPath, pullPolicy, policies),
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
    pullPolicy: ifNotPresent
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
    pullPolicy: IfNotPresent
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

const policies = ["Always", "IfNotPresent", "Never"];
