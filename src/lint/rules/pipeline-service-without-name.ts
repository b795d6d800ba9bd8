import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** T18. */
export const pipelineServiceWithoutName = rule({
  id: "pipeline-service-without-name",
  title: "an enabled service of a pipeline has no name",
  kinds: ["NIMPipeline"],
  severity: "error",
  enforcedBy: "operator",
  why: `The CRD does not ask for \`services[].name\`, but the NIMService is made with exactly that name. Without
one nothing is made, the pipeline stays \`NotReady\`, and no condition says why.`,
  source:
    "k8s-nim-operator v3.1.2, nimpipeline_controller.go reconcileNIMService; seen on a cluster (trap T18)",
  check(pipeline, report) {
    pipeline.spec.services?.forEach((service, index) => {
      const path = at("spec", "services", index, "name");
      if (service?.enabled !== true || service.name || isRefused(pipeline, path)) return;
      report(path, "the service has no name, so it cannot be made", {
        help: "write `name:` with the name that the NIMService is to have",
      });
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
    - enabled: true
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
