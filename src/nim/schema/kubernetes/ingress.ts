import { fields, list, maybe, shared, text } from "../kit.ts";

/** networking/v1 IngressSpec. */
export const ingressSpec = shared((at) =>
  fields("The Ingress to make.", {
    defaultBackend: backend(at).describe("Gets what no rule matches.").optional(),
    ingressClassName: maybe.text("The class, which decides about the controller."),
    rules: list("Hosts and paths, and who gets their requests.", rule(at)).optional(),
    tls: list(
      "Certificates.",
      fields("A certificate and its hosts.", {
        hosts: maybe.texts("Hosts that the certificate is for."),
        secretName: maybe.text("Secret of type kubernetes.io/tls."),
      }),
    ).optional(),
  }),
);

const rule = shared((at) =>
  fields("Requests for one host.", {
    host: maybe.text("Host name, possibly with a leading wildcard; default is every host."),
    http: fields("Paths of the host.", {
      paths: list(
        "Paths and their backends.",
        fields("A path and its backend.", {
          backend: backend(at),
          path: maybe.text("Path that begins with /."),
          pathType: text("Exact, Prefix or ImplementationSpecific."),
        }),
      ),
    }).optional(),
  }),
);

const backend = shared(() =>
  fields("Gets the requests: a Service or another object, not both.", {
    resource: fields("An object in the same namespace.", {
      apiGroup: maybe.text("API group of the object; none for core objects."),
      kind: text("Kind of the object."),
      name: text("Name of the object."),
    }).optional(),
    service: fields("A Service in the same namespace.", {
      name: text("Name of the Service."),
      port: fields("Port of the Service: its name or its number.", {
        name: maybe.text("Name of the port."),
        number: maybe.integer("Number of the port."),
      }).optional(),
    }).optional(),
  }),
);
