import { deploymentModeKey, deploymentModes } from "../../nim/kserve.ts";
import { quoted } from "../../nim/quoted.ts";
import { corrected } from "../corrected.ts";
import { at, rule } from "../rule.ts";

/** W27, the part about the annotation; an empty one counts as none. */
export const kserveDeploymentMode = rule({
  id: "kserve-deployment-mode",
  title: "the deployment mode of KServe is not one of the known ones",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  since: "3.1.0",
  why: `A service with \`inferencePlatform: kserve\` may choose its deployment mode by
\`serving.kserve.io/deploymentMode\` under \`spec.annotations\` (not under \`metadata.annotations\`, which
the operator does not read for this). The operator knows Standard, Knative, RawDeployment, Serverless and
ModelMesh, in exactly these letters. With anything else the webhook refuses the service; without the webhook
the operator makes no InferenceService for it.`,
  source: "k8s-nim-operator v3.1.2, internal/utils/kserve.go, getDeploymentMode (W27)",
  check(service, report, { settings }) {
    if (service.spec.inferencePlatform !== "kserve" || !settings.kserve.installed) return;
    const key = deploymentModeKey("webhook", settings.operatorVersion);
    const mode = service.spec.annotations?.[key];
    if (!mode || deploymentModes.some((known) => known === mode)) return;
    const path = at("spec", "annotations", key);
    report(path, `KServe has no deployment mode ${quoted(mode)}`, corrected(path, mode, deploymentModes));
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
  inferencePlatform: kserve
  annotations:
    serving.kserve.io/deploymentMode: standard
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
  inferencePlatform: kserve
  annotations:
    serving.kserve.io/deploymentMode: Standard
`,
  },
});
