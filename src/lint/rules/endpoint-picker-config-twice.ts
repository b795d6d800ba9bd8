import { at, rule } from "../rule.ts";

/** R3: `!(has(configMapRef) && has(config))`. */
export const endpointPickerConfigTwice = rule({
  id: "endpoint-picker-config-twice",
  title: "an endpoint picker has two configurations",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "api-server",
  since: "3.1.0",
  why: `The endpoint picker reads its configuration from a key of a ConfigMap (\`configMapRef\`), or the
operator writes it from \`config\`. The CRD refuses both together.

\`configMapRef\` is the better choice: the CRD types \`config.plugins[].parameters\` as base64 text by
mistake, so that the usual map of parameters is refused.`,
  source: "CRD rule on NIMService.spec.expose.router.eppConfig (R3)",
  check(service, report) {
    const { config, configMapRef } = service.spec.expose?.router?.eppConfig ?? {};
    if (!config || !configMapRef) return;
    const path = at("spec", "expose", "router", "eppConfig");
    report([...path, "config"], "spec.expose.router.eppConfig has both config and configMapRef", {
      help: "keep `configMapRef`, or `config` if no plugin needs parameters",
      related: [[...path, "configMapRef"]],
    });
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
  expose:
    router:
      hostDomainName: models.example.com
      gateway:
        name: inference
        namespace: gateways
        backendRef:
          group: inference.networking.k8s.io
          kind: InferencePool
          name: llama-8b
      eppConfig:
        containerSpec:
          name: epp
          image:
            repository: registry.k8s.io/gateway-api-inference-extension/epp
            tag: v1.0.0
        configMapRef:
          name: epp-config
          key: config.yaml
        config:
          plugins:
            - type: queue-scorer
          schedulingProfiles:
            - name: default
              plugins:
                - pluginRef: queue-scorer
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
  expose:
    router:
      hostDomainName: models.example.com
      gateway:
        name: inference
        namespace: gateways
        backendRef:
          group: inference.networking.k8s.io
          kind: InferencePool
          name: llama-8b
      eppConfig:
        containerSpec:
          name: epp
          image:
            repository: registry.k8s.io/gateway-api-inference-extension/epp
            tag: v1.0.0
        configMapRef:
          name: epp-config
          key: config.yaml
`,
  },
});
