import { image } from "./container.ts";
import { described, fields, later, maybe, optional, shared, text } from "./kit.ts";
import { conditions } from "./kubernetes/condition.ts";
import { environment } from "./kubernetes/environment.ts";
import { requestsAndLimits } from "./kubernetes/resources.ts";
import { tolerations } from "./kubernetes/toleration.ts";
import { root } from "./metadata.ts";
import { profileStatus } from "./profilestatus.ts";

/** NIMBuild: an engine made for the GPUs at hand from a buildable profile of a NIMCache. */
export const nimBuild = shared((at) =>
  root("NIMBuild", "Builds an engine from a profile of a NIMCache, for the GPUs at hand.", {
    spec: optional(
      fields("What to build; cannot be changed later.", {
        annotations: maybe.textMap("Not read: the object's own annotations are used."),
        env: later(() => environment(at)),
        image: described("The NIM image that builds.", image(at)),
        labels: maybe.textMap("Not read: the object's own labels are used."),
        modelName: maybe.text("Name of the built model; default is the object's name."),
        nimCache: fields("The NIMCache to build from, in the same namespace; the engine is kept there.", {
          name: text("Name of the NIMCache."),
          profile: maybe.text("Id of the buildable profile; needed when there are several."),
        }),
        nodeSelector: maybe.textMap("Labels of the nodes to build on."),
        resources: optional(requestsAndLimits(at)),
        tolerations: optional(tolerations(at)),
      }),
    ),
    status: later(() =>
      fields("What the operator found; written by it.", {
        conditions: optional(conditions(at)),
        inputProfile: optional(described("Profile that is built from.", profileStatus(at))),
        outputProfile: optional(described("Profile that was built.", profileStatus(at))),
        state: maybe.text("State of the build."),
      }),
    ),
  }),
);
