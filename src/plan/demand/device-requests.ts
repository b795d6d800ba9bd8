import { type ValueMap, valueAt } from "../../nim/value.ts";
import type { Reason } from "../plan.ts";
import { mapsAt, textAt } from "./companions.ts";
import type { DeviceRequest } from "./demand.ts";

/**
 * The devices that the resource claims of each pod ask for, or what cannot be told of them.
 * Source: Kubernetes resource.k8s.io/v1, ResourceClaimSpec.
 */
export function deviceRequestsOf(
  spec: ValueMap,
  find: (kind: string, name: string) => ValueMap | undefined,
): DeviceRequest[] | Reason {
  const requests: DeviceRequest[] = [];
  for (const claim of mapsAt(spec, ["resourceClaims"])) {
    const template = textAt(claim, ["resourceClaimTemplateName"]);
    if (template === "") {
      const name = textAt(claim, ["resourceClaimName"]);
      return unknown(
        `ResourceClaim ${name} is shared by all pods that name it, and where its devices are is not known`,
      );
    }
    const found = find("ResourceClaimTemplate", template);
    if (!found) return unknown(`ResourceClaimTemplate ${template} is not among the manifests`);
    const devices = ["spec", "spec", "devices"];
    if (mapsAt(found, [...devices, "constraints"]).length > 0)
      return unknown(`ResourceClaimTemplate ${template} has constraints among its devices`);
    for (const request of mapsAt(found, [...devices, "requests"])) {
      const read = requestOf(request);
      if (read === undefined)
        return unknown(`ResourceClaimTemplate ${template} asks for devices in a way that is not planned`);
      requests.push(read);
    }
  }
  return requests;
}

/** Kubernetes 1.32 and 1.33 have the fields of `exactly` beside the name. */
function requestOf(request: ValueMap): DeviceRequest | undefined {
  const exactly = valueAt(request, ["exactly"]) ?? request;
  if (valueAt(request, ["firstAvailable"]) !== undefined || valueAt(exactly, ["adminAccess"]) === true)
    return undefined;
  const mode = valueAt(exactly, ["allocationMode"]) ?? "ExactCount";
  const deviceClass = valueAt(exactly, ["deviceClassName"]);
  const count = valueAt(exactly, ["count"]) ?? 1;
  if (mode !== "ExactCount" || typeof deviceClass !== "string") return undefined;
  // The API server takes no other counts.
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 1) return undefined;
  const written = valueAt(exactly, ["selectors"]);
  const selectors = Array.isArray(written) ? written.map((each) => valueAt(each, ["cel", "expression"])) : [];
  const expressions = selectors.filter((expression) => typeof expression === "string");
  return expressions.length === selectors.length ? { deviceClass, count, selectors: expressions } : undefined;
}

function unknown(message: string): Reason {
  return {
    code: "claims-unknown",
    message,
    help: "let the operator make the claim template: `spec.draResources[].claimCreationSpec`",
  };
}
