import { accessModes, isAccessMode } from "../../access-mode.ts";
import type { ValueMap } from "../../value.ts";
import { type Faults, forbidden, invalid, invalidEach, notSupported, required } from "./fault.ts";
import { mapOf, textOf, textsOf } from "./fields.ts";
import { faultsOfMetadata } from "./metadata.ts";
import { dnsSubdomain } from "./names.ts";
import { quantitiesOf } from "./resources.ts";

/** Source: Kubernetes 1.35 core validation.go, ValidatePersistentVolumeClaimSpec. */
export function* faultsOfClaim(claim: ValueMap): Faults {
  yield* faultsOfMetadata(mapOf(claim, "metadata") ?? {}, dnsSubdomain);
  const spec = mapOf(claim, "spec") ?? {};
  yield* faultsOfAccessModes(textsOf(spec, "accessModes"));
  const size = quantitiesOf(mapOf(spec, "resources") ?? {}, "requests").get("storage");
  if (!size) yield required("spec.resources[storage]");
  else if (size.nano <= 0n) {
    yield invalid("spec.resources[storage]", size.canonical, "must be greater than zero");
  }
  const storageClass = textOf(spec, "storageClassName");
  if (storageClass !== "") {
    yield* invalidEach("spec.storageClassName", storageClass, dnsSubdomain(storageClass));
  }
  const mode = textOf(spec, "volumeMode") || "Filesystem";
  if (!volumeModes.includes(mode)) yield notSupported("spec.volumeMode", mode, volumeModes);
}

const volumeModes = ["Block", "Filesystem"];

function* faultsOfAccessModes(modes: readonly string[]): Faults {
  const field = "spec.accessModes";
  if (modes.length === 0) yield required(field, "at least 1 access mode is required");
  for (const mode of modes) {
    if (!isAccessMode(mode)) yield notSupported(field, mode, [...accessModes].sort());
  }
  const known = modes.filter(isAccessMode);
  if (known.includes("ReadWriteOncePod") && known.some((mode) => mode !== "ReadWriteOncePod")) {
    yield forbidden(field, "may not use ReadWriteOncePod with other access modes");
  }
}
