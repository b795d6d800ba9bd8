import { nearName } from "../near-name.ts";
import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** T19. */
export const dependencyWithoutEnv = rule({
  id: "dependency-without-env",
  title: "a dependency in a pipeline tells the service nothing",
  kinds: ["NIMPipeline"],
  severity: "warning",
  enforcedBy: "operator",
  why: `A dependency does one thing: it sets the environment variable \`envName\` to \`envValue\` in the
service. \`name\` and \`port\` are required, but nothing is made of them, no waiting either. Without both env
fields the entry has no effect.`,
  source:
    "k8s-nim-operator v3.1.2, nimpipeline_controller.go injectDependencies; seen on a cluster (trap T19)",
  check(pipeline, report) {
    const names = (pipeline.spec.services ?? []).flatMap((service) => service?.name ?? []);
    pipeline.spec.services?.forEach((service, index) => {
      service?.dependencies?.forEach((dependency, position) => {
        if (!dependency || (dependency.envName && dependency.envValue)) return;
        const path = at("spec", "services", index, "dependencies", position);
        if (isRefused(pipeline, path)) return;
        const { name = "", port } = dependency;
        const meant = names.includes(name) ? name : (nearName(name, names) ?? name);
        const told = meant === name ? "write " : `write \`name: ${meant}\`, as the pipeline has it, `;
        const lacking = (["envName", "envValue"] as const).filter((field) => !dependency[field]);
        report(path, `the dependency on ${name} has no ${lacking.join(" and no ")}, so it has no effect`, {
          help: `${told}\`envName: ${dependency.envName || variableFor(meant)}\` and \`envValue: http://${meant}:${port}\``,
        });
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
      dependencies:
        - name: embed
          port: 8000
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
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: true
      dependencies:
        - name: embed
          port: 8000
          envName: EMBED_URL
          envValue: http://embed:8000
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

function variableFor(service: string | undefined): string {
  return `${(service ?? "").toUpperCase().replace(/[^A-Z0-9]/g, "_")}_URL`;
}
