import { type DraftMap, type DraftObject, Unquoted } from "./draft.ts";
import { mergedTexts, objectAnnotations, selectorLabels, serviceLabels } from "./labels.ts";
import { metadataOf, type ServiceFacts } from "./service-facts.ts";

/**
 * The Service in front of the pods; named as the NIMService, whatever `expose.service.name` says.
 * Source: k8s-nim-operator manifests/service.yaml; nimservice_types.go, GetServiceParams.
 */
export function serviceObjectOf(facts: ServiceFacts): DraftObject {
  const { name, spec, port } = facts;
  const { type, labels, annotations, grpcPort, metricsPort } = spec.expose?.service ?? {};
  const named: [string, number | undefined][] = [
    ["api", port],
    ["grpc", grpcPort],
    ["metrics", metricsPort],
  ];
  const ports = named.flatMap(([portName, number]): DraftMap[] =>
    number === undefined ? [] : [{ name: portName, protocol: "TCP", port: number, targetPort: portName }],
  );
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadataOf(facts, {
      labels: mergedTexts(serviceLabels(name, spec), labels),
      annotations: objectAnnotations(spec, annotations),
    }),
    spec: {
      type: new Unquoted(type || "ClusterIP"),
      selector: selectorLabels(name, spec),
      ports,
    },
  };
}
