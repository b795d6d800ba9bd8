import { fields, maybe, shared } from "./kit.ts";

/** A model profile as the operator reports it in a status. */
export const profileStatus = shared(() =>
  fields("A model profile.", {
    config: maybe.textMap("Tags of the profile, such as tp and precision."),
    model: maybe.text("Name of the model."),
    name: maybe.text("Id of the profile."),
    release: maybe.text("Release of the model."),
  }),
);
