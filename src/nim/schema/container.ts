import { described, fields, list, maybe, optional, shared, text } from "./kit.ts";
import { environment } from "./kubernetes/environment.ts";

/** A container image in the operator's own form: repository and tag apart. */
export const image = shared(() =>
  fields("A container image.", {
    pullPolicy: maybe.text("Always, IfNotPresent or Never; not applied to a multi-node service."),
    pullSecrets: maybe.texts("Names of image pull Secrets in the same namespace."),
    repository: text("Registry and repository, such as nvcr.io/nim/meta/llama-3.1-8b-instruct."),
    tag: text('Tag, such as "1.8.4"; always in quotes when it reads as a number.'),
  }),
);

/** An init or sidecar container. */
export const container = shared((at) =>
  fields("A container beside the model's; the operator adds the model's volumes to it.", {
    args: maybe.texts("Arguments of the command."),
    command: maybe.texts("Command instead of the image's own."),
    env: optional(environment(at)),
    image: described("Image of the container; its pullSecrets are ignored.", image(at)),
    name: text("Name of the container."),
    workingDir: maybe.text("Directory that the command starts in."),
  }),
);

export const initContainers = shared((at) =>
  list("Containers that run to their end, one after the other, before the model's starts.", container(at)),
);
