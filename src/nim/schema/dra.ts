import { choice, fields, integer, list, maybe, quantity, shared, text, texts } from "./kit.ts";

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
    claimCreationSpec: fields("A claim template for the operator to make.", {
      devices: list("Devices that each pod gets.", device(at)),
      generateName: text("Beginning of the template's name.", { min: 1, max: 16 }).optional(),
    }).optional(),
    requests: texts("Requests of the claim that the container uses; default is all.", { min: 1 }).optional(),
    resourceClaimName: text("An existing ResourceClaim; its devices serve one replica only.", {
      min: 1,
      max: 253,
      ...dnsBeginning,
    }).optional(),
    resourceClaimTemplateName: text("An existing ResourceClaimTemplate; each pod gets a claim of its own.", {
      min: 1,
      max: 253,
      ...dnsBeginning,
    }).optional(),
  }),
);

const device = shared((at) =>
  fields("A request for equal devices.", {
    attributeSelectors: list("Conditions on attributes of a device.", attributeSelector(at)).optional(),
    capacitySelectors: list("Conditions on capacities of a device.", capacitySelector(at)).optional(),
    celExpressions: maybe.texts("Conditions in CEL; not together with the two lists of selectors."),
    count: integer("Number of devices.", { go: "uint32" }).default(1),
    deviceClassName: text("DeviceClass of the devices.").default("gpu.nvidia.com"),
    driverName: text("DRA driver that offers the devices.", { max: 253, ...dnsBeginning }).default(
      "gpu.nvidia.com",
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
    op: operator(at).default("Equal"),
    value: fields("The value to compare with: exactly one of the four.", {
      boolValue: maybe.flag("A truth value."),
      intValue: maybe.integer("A whole number."),
      stringValue: text("A text.", { max: 64 }).optional(),
      versionValue: text("A semantic version, without leading zeros.", { max: 64 }).optional(),
    }).optional(),
  }),
);

const capacitySelector = shared((at) =>
  fields("A condition on a capacity, such as memory.", {
    key: text("Name of the capacity.", { max: 64 }),
    op: operator(at).default("Equal"),
    value: quantity("The amount to compare with, such as 80Gi."),
  }),
);
