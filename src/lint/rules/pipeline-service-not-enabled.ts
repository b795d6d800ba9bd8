import { isRefused } from "../refused.ts";
import { at, rule, set, unsafe } from "../rule.ts";

/** T18: nil is false. */
export const pipelineServiceNotEnabled = rule({
  id: "pipeline-service-not-enabled",
  title: "a service of a pipeline is not enabled",
  kinds: ["NIMPipeline"],
  severity: "warning",
  enforcedBy: "operator",
  why: `A service of a pipeline exists only with \`enabled: true\`. Without the field it is skipped, without a
word, and a service that was made before is **deleted**; a pipeline with no enabled service even reports
\`Ready\`. Write \`enabled: false\` where that is what you want.`,
  source:
    "k8s-nim-operator v3.1.2, nimpipeline_controller.go reconcileNIMPipeline; seen on a cluster (trap T18)",
  check(pipeline, report) {
    pipeline.spec.services?.forEach((service, index) => {
      const path = at("spec", "services", index, "enabled");
      if (!service || service.enabled !== undefined || isRefused(pipeline, path)) return;
      const name = service.name ? ` ${service.name}` : "";
      report(
        path,
        `the service${name} has no \`enabled: true\`, so it is not made, and deleted if it exists`,
        {
          help: "write `enabled: true`, or `enabled: false` if it is meant so",
          fix: unsafe(set(path, true)),
        },
      );
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: true
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
    - name: embed
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
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: true
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
    - name: embed
      enabled: false
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
