import { at, rule } from "../rule.ts";

export const duplicatePipelineServiceName = rule({
  id: "duplicate-pipeline-service-name",
  title: "two services of a pipeline have one name",
  kinds: ["NIMPipeline"],
  severity: "error",
  enforcedBy: "operator",
  why: `The NIMServices of a pipeline are named after \`services[].name\`, so two entries of one name describe
one object. The first that is enabled is made; whether it stays is decided by the last: if that one is disabled,
the service is made and deleted at every reconcile.`,
  source: "k8s-nim-operator v3.1.2, nimpipeline_controller.go reconcileNIMPipeline",
  check(pipeline, report) {
    const enabled = new Map<string, number>();
    pipeline.spec.services?.forEach((service, index) => {
      if (!service?.name) return;
      const first = enabled.get(service.name);
      if (first === undefined) {
        if (service.enabled === true) enabled.set(service.name, index);
        return;
      }
      const effect =
        service.enabled === true ? "only the first is made" : "this one has the first deleted again";
      report(at("spec", "services", index, "name"), `a second service ${service.name}: ${effect}`, {
        help: "give it a name of its own, or remove one of the two",
        related: [at("spec", "services", first, "name")],
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
