import { fields, list, maybe, optional, shared, text } from "../kit.ts";

/** meta/v1 LabelSelector. */
export const labelSelector = shared((at) =>
  fields("Selects objects by their labels; all conditions must hold.", {
    matchLabels: maybe.textMap("Labels with the exact values that are wanted."),
    matchExpressions: optional(list("Conditions on labels.", requirement(at))),
  }),
);

/** meta/v1 LabelSelectorRequirement and core/v1 NodeSelectorRequirement, which have the same fields. */
export const requirement = shared(() =>
  fields("A condition on one label.", {
    key: text("Key of the label."),
    operator: text("In, NotIn, Exists or DoesNotExist; for nodes also Gt and Lt."),
    values: maybe.texts("Values to compare with; none for Exists and DoesNotExist."),
  }),
);
