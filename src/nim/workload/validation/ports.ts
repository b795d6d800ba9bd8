import type { ValueMap } from "../../value.ts";
import { duplicate, type Faults, invalidEach, notSupported, required } from "./fault.ts";
import { itemsOf, numberOf, textOf } from "./fields.ts";
import { portName, portNumber } from "./names.ts";

export const protocols = ["SCTP", "TCP", "UDP"];

/** Of a container. The same number twice is well; the same name is not. Source: Kubernetes 1.35 core validation.go. */
export function* faultsOfPorts(container: ValueMap, at: string): Faults {
  const names = new Set<string>();
  for (const [index, port] of itemsOf(container, "ports").entries()) {
    const place = `${at}.ports[${index}]`;
    const name = textOf(port, "name");
    if (name !== "") {
      const faults = portName(name);
      yield* invalidEach(`${place}.name`, name, faults);
      if (names.has(name)) yield duplicate(`${place}.name`, name);
      else if (faults.length === 0) names.add(name);
    }
    const number = numberOf(port, "containerPort") ?? 0;
    if (number === 0) yield required(`${place}.containerPort`);
    else yield* invalidEach(`${place}.containerPort`, number, portNumber(number));
    const hostPort = numberOf(port, "hostPort") ?? 0;
    if (hostPort !== 0) yield* invalidEach(`${place}.hostPort`, hostPort, portNumber(hostPort));
    const protocol = textOf(port, "protocol") || "TCP";
    if (!protocols.includes(protocol)) yield notSupported(`${place}.protocol`, protocol, protocols);
  }
}

/** Across the containers of one pod. */
export function* faultsOfHostPorts(containers: readonly ValueMap[], at: string): Faults {
  const taken = new Set<string>();
  for (const [index, container] of containers.entries()) {
    for (const [number, port] of itemsOf(container, "ports").entries()) {
      const hostPort = numberOf(port, "hostPort") ?? 0;
      if (hostPort === 0) continue;
      const key = `${textOf(port, "protocol") || "TCP"}/${textOf(port, "hostIP")}/${hostPort}`;
      if (taken.has(key)) yield duplicate(`${at}[${index}].ports[${number}].hostPort`, key);
      taken.add(key);
    }
  }
}
