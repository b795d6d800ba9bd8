import { fields, flag, later, list, maybe, optional, shared, text, withDefault } from "../kit.ts";

/** A list of core/v1 EnvVar. */
export const environment = shared((at) =>
  list("Environment variables; they win over those that the operator sets.", variable(at)),
);

const variable = shared((at) =>
  fields("An environment variable.", {
    name: text("Name of the variable."),
    value: maybe.text("Its value, always a string: put numbers and true/false in quotes."),
    valueFrom: later(() => source(at)),
  }),
);

const source = shared((at) =>
  fields("Where the value comes from; not together with value.", {
    configMapKeyRef: optional(configMapKey(at)),
    fieldRef: optional(
      fields("A field of the pod.", {
        apiVersion: maybe.text("Version that fieldPath is written for; default v1."),
        fieldPath: text("The field, such as metadata.name or status.podIP."),
      }),
    ),
    fileKeyRef: at.since(
      "3.1.0",
      optional(
        fields("A variable in a file of a volume.", {
          key: text("Name of the variable in the file."),
          optional: withDefault(false, flag("Whether file and variable may be missing; default false.")),
          path: text("Path of the file within the volume."),
          volumeName: text("Name of the volume that holds the file."),
        }),
      ),
    ),
    resourceFieldRef: optional(
      fields("A resource request or limit of a container.", {
        containerName: maybe.text("The container; default is this one."),
        divisor: maybe.quantity("Unit that the amount is divided by; default 1."),
        resource: text("The resource, such as limits.memory."),
      }),
    ),
    secretKeyRef: optional(
      fields("A key of a Secret in the same namespace.", {
        key: text("Key within the Secret."),
        name: withDefault("", text("Name of the Secret.")),
        optional: maybe.flag("Whether Secret and key may be missing."),
      }),
    ),
  }),
);

/** core/v1 ConfigMapKeySelector. */
export const configMapKey = shared(() =>
  fields("A key of a ConfigMap in the same namespace.", {
    key: text("Key within the ConfigMap."),
    name: withDefault("", text("Name of the ConfigMap.")),
    optional: maybe.flag("Whether ConfigMap and key may be missing."),
  }),
);
