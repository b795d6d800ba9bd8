import type { ValueMap } from "../../value.ts";
import { type Faults, forbidden, invalid, invalidEach, negative, notSupported, required } from "./fault.ts";
import { fieldOf, itemsOf, mapOf, numberOf, textOf, textsOf } from "./fields.ts";
import { headerName, portName, portNumber } from "./names.ts";

/** Source: Kubernetes 1.35 core validation.go, validateProbe; numbers of zero take their default first. */
export function* faultsOfProbes(container: ValueMap, at: string): Faults {
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = mapOf(container, name);
    if (!probe) continue;
    const place = `${at}.${name}`;
    yield* faultsOfHandler(probe, place);
    for (const field of numbers) yield* negative(`${place}.${field}`, numberOf(probe, field));
    yield* faultsOfGracePeriod(probe, name, `${place}.terminationGracePeriodSeconds`);
    const successes = numberOf(probe, "successThreshold") || 1;
    if (name !== "readinessProbe" && successes !== 1) {
      yield invalid(`${place}.successThreshold`, successes, "must be 1");
    }
  }
}

/** A port of a Service or a probe: a number, or the name of a container's port. */
export function* faultsOfPortReference(holder: ValueMap, key: string, at: string): Faults {
  const port = fieldOf(holder, key) ?? 0;
  if (typeof port === "string") yield* invalidEach(at, port, portName(port));
  else if (typeof port === "number") yield* invalidEach(at, port, portNumber(port));
}

const numbers = [
  "initialDelaySeconds",
  "timeoutSeconds",
  "periodSeconds",
  "successThreshold",
  "failureThreshold",
];

const handlers = {
  exec: function* (action: ValueMap, at: string): Faults {
    if (textsOf(action, "command").length === 0) yield required(`${at}.command`);
  },
  httpGet: faultsOfRequest,
  tcpSocket: (action: ValueMap, at: string): Faults => faultsOfPortReference(action, "port", `${at}.port`),
  grpc: (action: ValueMap, at: string): Faults => faultsOfPortReference(action, "port", `${at}.port`),
} as const;

function* faultsOfHandler(probe: ValueMap, at: string): Faults {
  let given = 0;
  for (const [name, faultsOf] of Object.entries(handlers)) {
    const action = mapOf(probe, name);
    if (!action) continue;
    if (given++ > 0) yield forbidden(`${at}.${name}`, "may not specify more than 1 handler type");
    else yield* faultsOf(action, `${at}.${name}`);
  }
  if (given === 0) yield required(at, "must specify a handler type");
}

function* faultsOfRequest(action: ValueMap, at: string): Faults {
  yield* faultsOfPortReference(action, "port", `${at}.port`);
  const scheme = textOf(action, "scheme") || "HTTP";
  if (scheme !== "HTTP" && scheme !== "HTTPS") yield notSupported(`${at}.scheme`, scheme, ["HTTP", "HTTPS"]);
  for (const header of itemsOf(action, "httpHeaders")) {
    const name = textOf(header, "name");
    yield* invalidEach(`${at}.httpHeaders`, name, headerName(name));
  }
}

function* faultsOfGracePeriod(probe: ValueMap, name: string, at: string): Faults {
  const seconds = numberOf(probe, "terminationGracePeriodSeconds");
  if (seconds === undefined) return;
  if (seconds <= 0) yield invalid(at, seconds, "must be greater than 0");
  if (name === "readinessProbe") yield invalid(at, seconds, "must not be set for readinessProbes");
}
