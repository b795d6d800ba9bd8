import { quoted } from "../../nim/quoted.ts";
import { corrected } from "../corrected.ts";
import { at, rule } from "../rule.ts";

/** The CRD takes any text; Kubernetes takes four, of which a NIMService can use three. */
export const serviceTypeValue = rule({
  id: "service-type-value",
  title: "the type of the Service is none that works",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `\`expose.service.type\` has no list of values in the CRD. The operator writes it into the Service,
which the API server then refuses: the NIMService becomes \`Failed\` with reason \`ServiceFailed\`.
\`ExternalName\` is refused as well, since it needs an \`externalName\`, and a NIMService has no field for
one.`,
  source: "CRD v3.1.2 (no enum); Kubernetes core/v1 ServiceSpec",
  check(service, report) {
    const type = service.spec.expose?.service?.type;
    if (!type || types.includes(type)) return;
    const place = at("spec", "expose", "service", "type");
    if (type === "ExternalName") {
      report(place, "a Service of type ExternalName needs an externalName, which a NIMService cannot give", {
        help: `write one of ${types.join(", ")}`,
      });
      return;
    }
    report(place, `${quoted(type)} is no type of a Service`, corrected(place, type, types));
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
      type: Loadbalancer
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
      type: LoadBalancer
      port: 8000
`,
  },
});

const types = ["ClusterIP", "NodePort", "LoadBalancer"];
