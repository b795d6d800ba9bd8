import type { ValueMap } from "../../value.ts";
import { faultsOfEnvironment } from "./environment.ts";
import { duplicate, type Faults, forbidden, invalidEach, notSupported, required } from "./fault.ts";
import { fieldOf, mapOf, textOf } from "./fields.ts";
import { dnsLabel } from "./names.ts";
import { faultsOfHostPorts, faultsOfPorts } from "./ports.ts";
import { faultsOfProbes } from "./probe.ts";
import { faultsOfResources } from "./resources.ts";
import { faultsOfContainerSecurity } from "./security-context.ts";
import { faultsOfMounts } from "./volumes.ts";

/** What containers may refer to. */
export interface OfPod {
  readonly volumes: ReadonlySet<string>;
  readonly claims: ReadonlySet<string>;
}

/** Source: Kubernetes 1.35 core validation.go, validateContainers. Lifecycle hooks are left out: the operator sets none. */
export function* faultsOfContainers(containers: readonly ValueMap[], at: string, pod: OfPod): Faults {
  if (containers.length === 0) yield required(at);
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const place = `${at}[${index}]`;
    yield* faultsOfContainer(container, place, pod);
    const name = textOf(container, "name");
    if (names.has(name)) yield duplicate(`${place}.name`, name);
    names.add(name);
    yield* faultsOfProbes(container, place);
  }
  yield* faultsOfHostPorts(containers, at);
}

/** The names of the other containers are taken too. */
export function* faultsOfInitContainers(
  containers: readonly ValueMap[],
  at: string,
  pod: OfPod,
  others: readonly ValueMap[],
): Faults {
  const names = new Set(others.map((container) => textOf(container, "name")));
  for (const [index, container] of containers.entries()) {
    const place = `${at}[${index}]`;
    yield* faultsOfContainer(container, place, pod);
    const name = textOf(container, "name");
    if (names.has(name)) yield duplicate(`${place}.name`, name);
    else if (name !== "") names.add(name);
    yield* faultsOfHostPorts([container], at);
    yield* faultsOfInitProbes(container, place);
  }
}

const pullPolicies = ["Always", "IfNotPresent", "Never"];

function* faultsOfContainer(container: ValueMap, at: string, pod: OfPod): Faults {
  const name = textOf(container, "name");
  if (name === "") yield required(`${at}.name`);
  else yield* invalidEach(`${at}.name`, name, dnsLabel(name));
  if (textOf(container, "image") === "") yield required(`${at}.image`);
  yield* faultsOfPorts(container, at);
  yield* faultsOfEnvironment(container, at);
  yield* faultsOfMounts(container, at, pod.volumes);
  const policy = textOf(container, "imagePullPolicy") || "Always";
  if (!pullPolicies.includes(policy)) yield notSupported(`${at}.imagePullPolicy`, policy, pullPolicies);
  yield* faultsOfResources(mapOf(container, "resources"), `${at}.resources`, pod.claims);
  yield* faultsOfContainerSecurity(mapOf(container, "securityContext"), `${at}.securityContext`);
}

function* faultsOfInitProbes(container: ValueMap, at: string): Faults {
  if (textOf(container, "restartPolicy") === "Always") {
    yield* faultsOfProbes(container, at);
    return;
  }
  for (const field of ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"]) {
    if (fieldOf(container, field) === undefined) continue;
    yield forbidden(`${at}.${field}`, "may not be set for init containers without restartPolicy=Always");
  }
}
