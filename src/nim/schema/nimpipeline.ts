import { fields, integer, later, list, maybe, shared, text } from "./kit.ts";
import { conditions } from "./kubernetes/condition.ts";
import { root } from "./metadata.ts";
import { nimServiceSpec } from "./nimservice.ts";

/** NIMPipeline: several NIMServices in one object. */
export const nimPipeline = shared((at) =>
  root("NIMPipeline", "Makes several NIMServices.", {
    spec: fields("The services.", {
      services: list("Services of the pipeline.", member(at)).optional(),
    }).optional(),
    status: later(() =>
      fields("What the operator found; written by it.", {
        conditions: conditions(at).optional(),
        state: maybe.text("Ready, NotReady or Failed."),
        states: maybe.textMap("State of each service."),
      }),
    ).optional(),
  }),
);

const member = shared((at) =>
  fields("A service of the pipeline.", {
    dependencies: list("Services whose addresses this one is told.", dependency(at)).optional(),
    enabled: maybe.flag("Whether the service exists; default false, which deletes a service that was made."),
    name: maybe.text("Name of the NIMService; without it the entry is skipped."),
    spec: nimServiceSpec(at).optional(),
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
