import { isExtendedResource } from "../../gpu-resource.ts";
import { compareQuantities, parseQuantity, type Quantity } from "../../quantity.ts";
import type { ValueMap } from "../../value.ts";
import { duplicate, type Faults, forbidden, invalid, invalidEach, notFound, required } from "./fault.ts";
import { itemsOf, mapOf, textOf } from "./fields.ts";
import { dnsLabel, labelKey } from "./names.ts";

/**
 * What a container asks for. A limit alone is well in a Deployment's or a Job's template: its pods get the request from
 * it. A request alone is not, of resources that cannot be overcommitted, such as GPUs.
 * Source: Kubernetes 1.35 core validation.go, validateResourceRequirements.
 */
export function* faultsOfResources(
  resources: ValueMap | undefined,
  at: string,
  podClaims: ReadonlySet<string>,
): Faults {
  if (!resources) return;
  const limits = quantitiesOf(resources, "limits");
  const requests = quantitiesOf(resources, "requests");
  for (const [name, limit] of limits) yield* faultsOfAmount(name, limit, `${at}.limits[${name}]`);
  for (const [name, request] of requests) {
    yield* faultsOfAmount(name, request, `${at}.requests[${name}]`);
    yield* faultsOfRequest(name, request, limits.get(name), at);
  }
  const names = [...limits.keys(), ...requests.keys()];
  if (names.some(isHugePages) && !names.includes("cpu") && !names.includes("memory")) {
    yield forbidden(at, "HugePages require cpu or memory");
  }
  yield* faultsOfClaims(resources, `${at}.claims`, podClaims);
}

/** Amounts as they are stored, without what is no quantity. Finer parts than thousandths are rounded up. */
export function quantitiesOf(resources: ValueMap, key: string): Map<string, Quantity> {
  const amounts = new Map<string, Quantity>();
  for (const [name, value] of Object.entries(mapOf(resources, key) ?? {}).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") continue;
    const quantity = parseQuantity(value);
    if (quantity) amounts.set(name, inThousandths(quantity));
  }
  return amounts;
}

/** Of what a container can ask for. */
export function* faultsOfResourceName(name: string, at: string): Faults {
  const form = labelKey(name);
  yield* invalidEach(at, name, form);
  if (!name.includes("/")) {
    const isContainers = containerResources.includes(name) || isHugePages(name);
    if (form.length === 0 && !isContainers && !otherResources.includes(name)) {
      yield invalid(at, name, "must be a standard resource type or fully qualified");
    }
    if (!isContainers) yield invalid(at, name, "must be a standard resource for containers");
  } else if (!name.includes("kubernetes.io/") && (name.startsWith("requests.") || !isQuotaName(name))) {
    yield invalid(at, name, "doesn't follow extended resource name standard");
  }
}

/** That an amount is not negative, and whole where the resource is counted. */
export function* faultsOfQuantity(name: string, amount: Quantity, at: string): Faults {
  if (amount.nano < 0n) yield invalid(at, amount.canonical, "must be greater than or equal to 0");
  if (isExtendedResource(name) && amount.nano % whole !== 0n) {
    yield invalid(at, amount.canonical, "must be an integer");
  }
}

const whole = 1_000_000_000n;
const thousandth = 1_000_000n;
const containerResources = ["cpu", "memory", "ephemeral-storage"];

/** Known to Kubernetes, but not as a container's. Source: core/helper/helpers.go, standardResources. */
const otherResources = [
  ...["requests", "limits"].flatMap((side) => containerResources.map((name) => `${side}.${name}`)),
  ...["pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps"],
  ...[
    "persistentvolumeclaims",
    "storage",
    "requests.storage",
    "services.nodeports",
    "services.loadbalancers",
  ],
];

function inThousandths(quantity: Quantity): Quantity {
  const rest = quantity.nano % thousandth;
  if (rest === 0n) return quantity;
  const rounded = quantity.nano / thousandth + (quantity.nano > 0n ? 1n : -1n);
  return parseQuantity(`${rounded}m`) ?? quantity;
}

function* faultsOfAmount(name: string, amount: Quantity, at: string): Faults {
  yield* faultsOfResourceName(name, at);
  yield* faultsOfQuantity(name, amount, at);
}

/** A quota names the resource with nine characters more, and must have a valid name too. */
function isQuotaName(name: string): boolean {
  return labelKey(`requests.${name}`).length === 0;
}

function isHugePages(name: string): boolean {
  return name.startsWith("hugepages-");
}

function* faultsOfRequest(name: string, request: Quantity, limit: Quantity | undefined, at: string): Faults {
  const isOvercommitted = (!name.includes("/") || name.includes("kubernetes.io/")) && !isHugePages(name);
  if (!limit) {
    if (isOvercommitted) return;
    yield required(`${at}.limits`, "Limit must be set for non overcommitable resources");
    return;
  }
  const comparison = compareQuantities(request, limit);
  if (comparison !== 0 && !isOvercommitted) {
    const sentence = `must be equal to ${name} limit of ${limit.canonical}`;
    yield invalid(`${at}.requests`, request.canonical, sentence);
  } else if (comparison > 0) {
    const sentence = `must be less than or equal to ${name} limit of ${limit.canonical}`;
    yield invalid(`${at}.requests`, request.canonical, sentence);
  }
}

function* faultsOfClaims(resources: ValueMap, at: string, podClaims: ReadonlySet<string>): Faults {
  const seen = new Set<string>();
  for (const [index, claim] of itemsOf(resources, "claims").entries()) {
    const place = `${at}[${index}]`;
    const name = textOf(claim, "name");
    if (name === "") {
      yield required(place);
      continue;
    }
    yield* faultsOfReference(name, textOf(claim, "request"), place, seen);
    if (podClaims.has(name)) continue;
    const known = podClaims.size === 0 ? " which is empty" : `: ${[...podClaims].sort().join(", ")}`;
    yield notFound(place, name, `must be one of the names in pod.spec.resourceClaims${known}`);
  }
}

/** A claim may be used as a whole once, or its requests one by one. */
function* faultsOfReference(name: string, request: string, at: string, seen: Set<string>): Faults {
  if (seen.has(name)) {
    yield duplicate(at, name);
    return;
  }
  if (request !== "") yield* invalidEach(`${at}.request`, request, dnsLabel(request));
  const key = request === "" ? name : `${name}/${request}`;
  if (seen.has(key)) yield duplicate(at, key);
  else if (request === "" && [...seen].some((one) => one.startsWith(`${name}/`))) yield duplicate(at, name);
  seen.add(key);
}
