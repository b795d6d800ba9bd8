import { fields, flag, later, list, maybe, shared, text } from "../kit.ts";

/** A list of core/v1 EnvVar. */
export const environment = shared((at) =>
  list("Environment variables; they win over those that the operator sets.", variable(at)),
);

const variable = shared((at) =>
  fields("An environment variable.", {
    name: text("Name of the variable."),
    value: maybe.text("Its value, always a string: put numbers and true/false in quotes."),
    valueFrom: later(() => source(at)).optional(),
  }),
);

const source = shared((at) =>
  fields("Where the value comes from; not together with value.", {
    configMapKeyRef: configMapKey(at).optional(),
    fieldRef: fields("A field of the pod.", {
      apiVersion: maybe.text("Version that fieldPath is written for; default v1."),
      fieldPath: text("The field, such as metadata.name or status.podIP."),
    }).optional(),
    fileKeyRef: at.since(
      "3.1.0",
      fields("A variable in a file of a volume.", {
        key: text("Name of the variable in the file."),
        optional: flag("Whether file and variable may be missing; default false.").default(false),
        path: text("Path of the file within the volume."),
        volumeName: text("Name of the volume that holds the file."),
      }).optional(),
    ),
    resourceFieldRef: fields("A resource request or limit of a container.", {
      containerName: maybe.text("The container; default is this one."),
      divisor: maybe.quantity("Unit that the amount is divided by; default 1."),
      resource: text("The resource, such as limits.memory."),
    }).optional(),
    secretKeyRef: fields("A key of a Secret in the same namespace.", {
      key: text("Key within the Secret."),
      name: text("Name of the Secret.").default(""),
      optional: maybe.flag("Whether Secret and key may be missing."),
    }).optional(),
  }),
);

/** core/v1 ConfigMapKeySelector. */
export const configMapKey = shared(() =>
  fields("A key of a ConfigMap in the same namespace.", {
    key: text("Key within the ConfigMap."),
    name: text("Name of the ConfigMap.").default(""),
    optional: maybe.flag("Whether ConfigMap and key may be missing."),
  }),
);
