import { described, fields, list, maybe, optional, shared, text } from "../kit.ts";

/** networking/v1 IngressSpec. */
export const ingressSpec = shared((at) =>
  fields("The Ingress to make.", {
    defaultBackend: optional(described("Gets what no rule matches.", backend(at))),
    ingressClassName: maybe.text("The class, which decides about the controller."),
    rules: optional(list("Hosts and paths, and who gets their requests.", rule(at))),
    tls: optional(
      list(
        "Certificates.",
        fields("A certificate and its hosts.", {
          hosts: maybe.texts("Hosts that the certificate is for."),
          secretName: maybe.text("Secret of type kubernetes.io/tls."),
        }),
      ),
    ),
  }),
);

const rule = shared((at) =>
  fields("Requests for one host.", {
    host: maybe.text("Host name, possibly with a leading wildcard; default is every host."),
    http: optional(
      fields("Paths of the host.", {
        paths: list(
          "Paths and their backends.",
          fields("A path and its backend.", {
            backend: backend(at),
            path: maybe.text("Path that begins with /."),
            pathType: text("Exact, Prefix or ImplementationSpecific."),
          }),
        ),
      }),
    ),
  }),
);

const backend = shared(() =>
  fields("Gets the requests: a Service or another object, not both.", {
    resource: optional(
      fields("An object in the same namespace.", {
        apiGroup: maybe.text("API group of the object; none for core objects."),
        kind: text("Kind of the object."),
        name: text("Name of the object."),
      }),
    ),
    service: optional(
      fields("A Service in the same namespace.", {
        name: text("Name of the Service."),
        port: optional(
          fields("Port of the Service: its name or its number.", {
            name: maybe.text("Name of the port."),
            number: maybe.integer("Number of the port."),
          }),
        ),
      }),
    ),
  }),
);
