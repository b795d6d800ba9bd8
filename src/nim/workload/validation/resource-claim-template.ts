import type { ValueMap } from "../../value.ts";
import { duplicate, type Faults, invalid, invalidEach, required, tooLong } from "./fault.ts";
import { itemsOf, mapOf, numberOf, textOf } from "./fields.ts";
import { faultsOfAnnotations, faultsOfLabels, faultsOfMetadata } from "./metadata.ts";
import { dnsLabel, dnsSubdomain } from "./names.ts";

/**
 * The API server also compiles the CEL expressions and estimates their cost; what is wrong there is not seen here.
 * Source: Kubernetes 1.35 resource validation.go, ValidateResourceClaimTemplate.
 */
export function* faultsOfClaimTemplate(template: ValueMap): Faults {
  yield* faultsOfMetadata(mapOf(template, "metadata") ?? {}, dnsSubdomain);
  const spec = mapOf(template, "spec") ?? {};
  const metadata = mapOf(spec, "metadata") ?? {};
  yield* faultsOfAnnotations(metadata, "spec.metadata.annotations");
  yield* faultsOfLabels(metadata, "labels", "spec.metadata.labels");
  const devices = mapOf(mapOf(spec, "spec") ?? {}, "devices") ?? {};
  yield* faultsOfRequests(itemsOf(devices, "requests"), "spec.spec.devices.requests");
}

const mostItems = 32;
const mostExpressionBytes = 10 * 1024;

function* faultsOfRequests(requests: readonly ValueMap[], at: string): Faults {
  if (requests.length > mostItems) {
    yield tooMany(at, requests.length);
    return;
  }
  const names = new Set<string>();
  for (const [index, request] of requests.entries()) {
    const name = textOf(request, "name");
    yield* invalidEach(`${at}[${index}].name`, name, dnsLabel(name));
    const exactly = mapOf(request, "exactly");
    if (exactly) yield* faultsOfRequest(exactly, `${at}[${index}].exactly`);
    else if (itemsOf(request, "firstAvailable").length === 0) {
      yield required(`${at}[${index}]`, "exactly one of `exactly` or `firstAvailable` is required");
    }
    if (names.has(name)) yield duplicate(`${at}[${index}]`, name);
    names.add(name);
  }
}

function* faultsOfRequest(request: ValueMap, at: string): Faults {
  const deviceClass = textOf(request, "deviceClassName");
  if (deviceClass === "") yield required(`${at}.deviceClassName`);
  else yield* invalidEach(`${at}.deviceClassName`, deviceClass, dnsSubdomain(deviceClass));
  const selectors = itemsOf(request, "selectors");
  if (selectors.length > mostItems) yield tooMany(`${at}.selectors`, selectors.length);
  for (const [index, selector] of selectors.entries()) {
    const place = `${at}.selectors[${index}].cel`;
    const cel = mapOf(selector, "cel");
    if (!cel) yield required(place);
    else if (Buffer.byteLength(textOf(cel, "expression")) > mostExpressionBytes) {
      yield tooLong(`${place}.expression`, mostExpressionBytes);
    }
  }
  const count = numberOf(request, "count") || 1;
  if (count < 0) yield invalid(`${at}.count`, count, "must be greater than zero");
}

function tooMany(field: string, count: number) {
  return { field, message: `Too many: ${count}: must have at most ${mostItems} items` };
}
