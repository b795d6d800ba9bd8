import { quoted } from "../../nim/quoted.ts";
import { at, remove, rule } from "../rule.ts";

/** The Service always has the name of the NIMService. */
export const exposeServiceNameIgnored = rule({
  id: "expose-service-name-ignored",
  title: "expose.service.name has no effect",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  why: `The Service that the operator makes is always named as the NIMService; \`expose.service.name\` is accepted and not
read. Clients that use the other name find nothing.`,
  source: "k8s-nim-operator v3.1.2, nimservice_types.go GetServiceParams",
  check(service, report) {
    const name = service.spec.expose?.service?.name;
    if (!name || name === service.name) return;
    const path = at("spec", "expose", "service", "name");
    report(path, `the Service will be called ${quoted(service.name)}, not ${quoted(name)}`, {
      help: "rename the NIMService, or remove the field",
      fix: remove(...path),
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
    service:
      name: chat
      port: 8000
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
    service:
      port: 8000
`,
  },
});
