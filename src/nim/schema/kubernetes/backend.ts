import { fields, integer, optional, shared, text, withDefault } from "../kit.ts";

/** gateway.networking.k8s.io/v1 BackendRef. */
export const backendRef = shared(() =>
  fields("Gets the requests instead of the service's own Service, such as an InferencePool.", {
    group: withDefault(
      "",
      text("API group of the backend; empty for a core Service.", {
        max: 253,
        pattern: /^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
        words: "a DNS name in lower case, or nothing for the core group",
      }),
    ),
    kind: withDefault(
      "Service",
      text("Kind of the backend.", {
        min: 1,
        max: 63,
        pattern: /^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/,
        words: "a kind such as Service or InferencePool: letters, digits and `-`, with a letter first",
      }),
    ),
    name: text("Name of the backend.", { min: 1, max: 253 }),
    namespace: optional(
      text("Namespace of the backend; default is the service's own.", {
        min: 1,
        max: 63,
        pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
        words: "a namespace: lower-case letters, digits and `-`, with a letter or digit first and last",
      }),
    ),
    port: optional(
      integer("Port of the backend; needed when it is a core Service.", {
        min: 1,
        max: 65535,
      }),
    ),
    weight: withDefault(
      1,
      integer("Share of the requests, in proportion to the other backends.", {
        min: 0,
        max: 1_000_000,
      }),
    ),
  }),
);
