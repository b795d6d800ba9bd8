import {
  choice,
  fields,
  integer,
  list,
  maybe,
  optional,
  quantity,
  shared,
  text,
  texts,
  withDefault,
} from "./kit.ts";

/** Devices by Kubernetes' Dynamic Resource Allocation. */
export const draResources = shared((at) =>
  list(
    "Devices by Dynamic Resource Allocation; needs Kubernetes 1.34, cannot be changed later.",
    draResource(at),
  ),
);

// The operator's pattern has no end: only the beginning of the name is checked.
const dnsBeginning = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/,
  words: "a DNS name: it begins with a lower-case letter or a digit",
};

const draResource = shared((at) =>
  fields("One claim, from exactly one of the three sources.", {
    claimCreationSpec: optional(
      fields("A claim template for the operator to make.", {
        devices: list("Devices that each pod gets.", device(at)),
        generateName: optional(text("Beginning of the template's name.", { min: 1, max: 16 })),
      }),
    ),
    requests: optional(texts("Requests of the claim that the container uses; default is all.", { min: 1 })),
    resourceClaimName: optional(
      text("An existing ResourceClaim; its devices serve one replica only.", {
        min: 1,
        max: 253,
        ...dnsBeginning,
      }),
    ),
    resourceClaimTemplateName: optional(
      text("An existing ResourceClaimTemplate; each pod gets a claim of its own.", {
        min: 1,
        max: 253,
        ...dnsBeginning,
      }),
    ),
  }),
);

const device = shared((at) =>
  fields("A request for equal devices.", {
    attributeSelectors: optional(list("Conditions on attributes of a device.", attributeSelector(at))),
    capacitySelectors: optional(list("Conditions on capacities of a device.", capacitySelector(at))),
    celExpressions: maybe.texts("Conditions in CEL; not together with the two lists of selectors."),
    count: withDefault(1, integer("Number of devices.", { go: "uint32" })),
    deviceClassName: withDefault("gpu.nvidia.com", text("DeviceClass of the devices.")),
    driverName: withDefault(
      "gpu.nvidia.com",
      text("DRA driver that offers the devices.", { max: 253, ...dnsBeginning }),
    ),
    name: text("Name of the request.", { min: 1, max: 253, ...dnsBeginning }),
  }),
);

const operator = shared(() =>
  choice("How the two are compared.", [
    "Equal",
    "NotEqual",
    "GreaterThan",
    "GreaterThanOrEqual",
    "LessThan",
    "LessThanOrEqual",
  ]),
);

const attributeSelector = shared((at) =>
  fields("A condition on an attribute, such as productName.", {
    key: text("Name of the attribute.", { max: 64 }),
    op: withDefault("Equal", operator(at)),
    value: optional(
      fields("The value to compare with: exactly one of the four.", {
        boolValue: maybe.flag("A truth value."),
        intValue: maybe.integer("A whole number."),
        stringValue: optional(text("A text.", { max: 64 })),
        versionValue: optional(text("A semantic version, without leading zeros.", { max: 64 })),
      }),
    ),
  }),
);

const capacitySelector = shared((at) =>
  fields("A condition on a capacity, such as memory.", {
    key: text("Name of the capacity.", { max: 64 }),
    op: withDefault("Equal", operator(at)),
    value: quantity("The amount to compare with, such as 80Gi."),
  }),
);
