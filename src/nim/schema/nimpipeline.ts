import { fields, integer, later, list, maybe, optional, shared, text } from "./kit.ts";
import { conditions } from "./kubernetes/condition.ts";
import { root } from "./metadata.ts";
import { nimServiceSpec } from "./nimservice.ts";

/** NIMPipeline: several NIMServices in one object. */
export const nimPipeline = shared((at) =>
  root("NIMPipeline", "Makes several NIMServices.", {
    spec: optional(
      fields("The services.", {
        services: optional(list("Services of the pipeline.", member(at))),
      }),
    ),
    status: later(() =>
      fields("What the operator found; written by it.", {
        conditions: optional(conditions(at)),
        state: maybe.text("Ready, NotReady or Failed."),
        states: maybe.textMap("State of each service."),
      }),
    ),
  }),
);

const member = shared((at) =>
  fields("A service of the pipeline.", {
    dependencies: optional(list("Services whose addresses this one is told.", dependency(at))),
    enabled: maybe.flag("Whether the service exists; default false, which deletes a service that was made."),
    name: maybe.text("Name of the NIMService; without it the entry is skipped."),
    spec: optional(nimServiceSpec(at)),
  }),
);

const dependency = shared(() =>
  fields("A service that this one calls.", {
    envName: maybe.text("Environment variable to set; only together with envValue."),
    envValue: maybe.text("Value of the variable."),
    name: text("Name of the other service."),
    port: integer("Port of the other service."),
  }),
);
