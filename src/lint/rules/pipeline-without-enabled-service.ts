import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** T18. */
export const pipelineWithoutEnabledService = rule({
  id: "pipeline-without-enabled-service",
  title: "a pipeline has no enabled service",
  kinds: ["NIMPipeline"],
  severity: "warning",
  enforcedBy: "operator",
  why: `A pipeline whose services are all switched off, or that has none, makes nothing, deletes what it made
before, and reports \`Ready\`.`,
  source: "k8s-nim-operator v3.1.2, nimpipeline_controller.go updateStatus; seen on a cluster (trap T18)",
  check(pipeline, report) {
    const path = at("spec", "services");
    const services = pipeline.spec.services ?? [];
    if (isRefused(pipeline, path)) return;
    // A service that does not say whether it is enabled is a finding of its own.
    if (services.some((service) => service?.enabled !== false)) return;
    report(path, "no service of the pipeline is enabled; it reports Ready with nothing running", {
      help:
        services.length === 0
          ? "add services, or remove the pipeline"
          : "write `enabled: true` for one of them",
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
`,
  },
});
