import { fields, integer, list, maybe, optional, shared } from "../kit.ts";

/** core/v1 Toleration. */
const toleration = shared(() =>
  fields("Lets the pod onto nodes with a matching taint.", {
    key: maybe.text("Key of the taint; empty together with operator Exists matches every taint."),
    operator: maybe.text("Equal (the default) compares the value, Exists ignores it."),
    value: maybe.text("Value of the taint, when the operator is Equal."),
    effect: maybe.text("NoSchedule, PreferNoSchedule or NoExecute; empty matches all three."),
    tolerationSeconds: optional(
      integer(
        "Seconds that the pod stays on a node after a NoExecute taint appears; a NIMService's is dropped by the operator.",
        { go: "int64" },
      ),
    ),
  }),
);

export const tolerations = shared((at) =>
  list("Taints that the pods put up with; GPU nodes are often tainted.", toleration(at)),
);
