import { choice, fields, integer, list, optional, shared, text } from "../kit.ts";

/** A list of meta/v1 Condition. */
export const conditions = shared(() =>
  list(
    "What the operator last found, one entry a type.",
    fields("A finding of the operator.", {
      lastTransitionTime: text("When it was written; a NIMCache's moves without a change too."),
      message: text("What happened, for people.", { max: 32768 }),
      observedGeneration: optional(integer("Never set by the operator.", { min: 0, go: "int64" })),
      reason: text("What happened, in one word.", {
        min: 1,
        max: 1024,
        pattern: /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/,
      }),
      status: choice("Whether it holds.", ["True", "False", "Unknown"]),
      type: text("Type of the condition.", {
        max: 316,
        pattern:
          /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/,
      }),
    }),
  ),
);
