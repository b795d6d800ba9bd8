import { fields, keyedList, mapOf, maybe, optional, quantity, shared, text } from "../kit.ts";

/** core/v1 ResourceRequirements. */
export const resourceRequirements = shared(() =>
  fields("Compute resources of the container, GPUs among them.", {
    ...amounts(),
    claims: optional(
      keyedList(
        "Refused by the operator's webhook, ignored without it; use draResources.",
        "name",
        fields("A resource claim of the pod.", {
          name: text("Name of the claim in the pod's resourceClaims."),
          request: maybe.text("Name of a request within the claim; default is all of them."),
        }),
      ),
    ),
  }),
);

/** Requests and limits alone, as a NIMBuild has them. */
export const requestsAndLimits = shared(() =>
  fields("Compute resources of the container, GPUs among them.", amounts()),
);

const amounts = () => ({
  limits: optional(
    mapOf(
      "The most that the container may use, by resource; GPUs stand here as nvidia.com/gpu.",
      quantity("Amount such as 8, 500m or 80Gi."),
    ),
  ),
  requests: optional(
    mapOf(
      "What the scheduler sets aside, by resource; default is the limits.",
      quantity("Amount such as 8, 500m or 80Gi."),
    ),
  ),
});
