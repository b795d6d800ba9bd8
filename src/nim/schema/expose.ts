import { endpointPicker } from "./endpointpicker.ts";
import { fields, flag, integer, later, maybe, optional, shared, text, withDefault } from "./kit.ts";
import { backendRef } from "./kubernetes/backend.ts";
import { ingressSpec } from "./kubernetes/ingress.ts";

/** How a NIMService is reached. */
export const expose = shared((at) =>
  fields("How the service is reached.", {
    ingress: optional(
      fields("Deprecated since 3.1.0: use router.ingress.", {
        annotations: maybe.textMap("Annotations of the Ingress."),
        enabled: maybe.flag("Whether an Ingress is made."),
        spec: later(() => ingressSpec(at)),
      }),
    ),
    router: at.since(
      "3.1.0",
      later(() => router(at)),
    ),
    service: optional(
      fields("The Service in front of the pods; it is always named as the NIMService.", {
        annotations: maybe.textMap("Annotations of the Service."),
        grpcPort: optional(integer("Port for gRPC; not offered by multi-node pods.", port)),
        labels: at.since("3.1.2", maybe.textMap("Labels of the Service.")),
        metricsPort: optional(integer("Port for metrics; not offered by multi-node pods.", port)),
        name: maybe.text("Ignored: the Service is always named as the NIMService."),
        port: withDefault(8000, integer("Port of the model's API.", port)),
        type: maybe.text("ClusterIP (the default), NodePort or LoadBalancer."),
      }),
    ),
  }),
);

const port = { min: 1, max: 65535 };

/**
 * Means the same as the CRD's `^(([a-z0-9][a-z0-9\-]*[a-z0-9])|[a-z0-9]+\.)*([a-z]+|xn\-\-[a-z0-9]+)\.?$`,
 * for which an engine that backtracks needs exponential time: 60 letters and a `!` would never end.
 */
const domain =
  /^(?:(?:[a-z0-9]+|[a-z0-9]+-[a-z0-9-]*[a-z0-9]{2})\.)*(?:[a-z]{1,2}|[a-z0-9][a-z0-9-]*[a-z0-9][a-z]|(?:[a-z0-9][a-z0-9-]*[a-z0-9])?xn--[a-z0-9]+)\.?$/;

const router = shared((at) =>
  fields("Reaches the service from outside, through an Ingress or a Gateway, not both.", {
    annotations: maybe.textMap("Annotations of the Ingress or of the routes."),
    eppConfig: optional(endpointPicker(at)),
    gateway: optional(gateway(at)),
    hostDomainName: optional(
      text("Domain; the host is NAME.NAMESPACE.DOMAIN. Needed with ingress or gateway.", {
        min: 1,
        max: 63,
        pattern: domain,
        words: "a domain in lower case without port or scheme, such as models.example.com",
      }),
    ),
    ingress: optional(
      fields("An Ingress.", {
        ingressClass: text("Class of the Ingress, such as nginx.", { min: 1 }),
        tlsSecretName: maybe.text("Secret with the certificate of the host."),
      }),
    ),
  }),
);

const gateway = shared((at) =>
  fields("Routes on a Gateway.", {
    backendRef: optional(backendRef(at)),
    grpcRoutesEnabled: withDefault(
      false,
      flag("Whether a GRPCRoute is made; needs expose.service.grpcPort."),
    ),
    httpRoutesEnabled: withDefault(
      true,
      flag("Whether an HTTPRoute is made; false does not last through creation."),
    ),
    name: text("Name of the Gateway.", { min: 1 }),
    namespace: text("Namespace of the Gateway.", { min: 1 }),
  }),
);
