import type { Resource } from "../manifest/resource.ts";
import type { DraDevice } from "../nim/schema/kinds.ts";
import type { Path } from "../nim/value.ts";

/** The devices of all claims that the operator is to make for a service, with the path of each. */
export function draDevicesOf(
  service: Resource<"NIMService">,
): { readonly device: DraDevice; readonly path: Path }[] {
  return (service.spec.draResources ?? []).flatMap((entry, index) =>
    (entry.claimCreationSpec?.devices ?? []).map((device, position) => ({
      device,
      path: ["spec", "draResources", index, "claimCreationSpec", "devices", position],
    })),
  );
}
