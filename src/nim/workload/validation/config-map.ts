import type { ValueMap } from "../../value.ts";
import { type Faults, invalidEach, tooLong } from "./fault.ts";
import { entriesOf, mapOf } from "./fields.ts";
import { faultsOfMetadata } from "./metadata.ts";
import { configKey, dnsSubdomain } from "./names.ts";

/** Model manifests are kept in ConfigMaps, so the size matters. Source: Kubernetes 1.35 core validation.go. */
export function* faultsOfConfigMap(configMap: ValueMap): Faults {
  yield* faultsOfMetadata(mapOf(configMap, "metadata") ?? {}, dnsSubdomain);
  let bytes = 0;
  for (const [key, value] of entriesOf(configMap, "data")) {
    yield* invalidEach(`data[${key}]`, key, configKey(key));
    bytes += Buffer.byteLength(value);
  }
  // So the API server writes the empty field that stands for the whole object.
  if (bytes > mostBytes) yield tooLong("[]", mostBytes);
}

/** The size of a Secret is not measured: its values are random here. */
export function* faultsOfSecret(secret: ValueMap): Faults {
  yield* faultsOfMetadata(mapOf(secret, "metadata") ?? {}, dnsSubdomain);
  const keys = new Set(
    ["data", "stringData"].flatMap((field) => entriesOf(secret, field).map(([key]) => key)),
  );
  for (const key of keys) yield* invalidEach(`data[${key}]`, key, configKey(key));
}

const mostBytes = 1024 * 1024;
