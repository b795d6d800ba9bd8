import { at, rule } from "../rule.ts";

/** W23: one claim, one replica. */
export const sharedClaimWithReplicas = rule({
  id: "shared-claim-with-replicas",
  title: "several replicas would share one ResourceClaim",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `\`resourceClaimName\` names one existing ResourceClaim. Its devices are allocated once, so all
replicas of the service would hold the same GPUs. The webhook refuses it with more than one replica and with
autoscaling. A ResourceClaimTemplate gives every pod a claim of its own.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRAResourcesConfiguration (W23)",
  check(service, report) {
    const { draResources, replicas, scale } = service.spec;
    const cause = (replicas ?? 0) > 1 ? "replicas" : scale?.enabled ? "scale" : undefined;
    if (cause === undefined) return;
    for (const [index, { resourceClaimName }] of (draResources ?? []).entries()) {
      if (!resourceClaimName) continue;
      const users = cause === "replicas" ? `${replicas} replicas` : "all replicas of an autoscaled service";
      report(
        at("spec", "draResources", index, "resourceClaimName"),
        `ResourceClaim ${resourceClaimName} would be shared by ${users}`,
        {
          help: "write `resourceClaimTemplateName` with a ResourceClaimTemplate, or run one replica",
          related: [cause === "replicas" ? at("spec", "replicas") : at("spec", "scale", "enabled")],
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
  replicas: 2
  draResources:
    - resourceClaimName: one-h100
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
  replicas: 2
  draResources:
    - resourceClaimTemplateName: one-h100
`,
  },
});
