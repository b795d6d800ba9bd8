import type { Probe, TogglableProbe } from "../schema/kinds.ts";
import type { ValueMap } from "../value.ts";
import { goTypes } from "./go-types.ts";
import { goStruct } from "./go-written.ts";

const probeKinds = ["livenessProbe", "readinessProbe", "startupProbe"] as const;

type ProbeKind = (typeof probeKinds)[number];

/**
 * Probes of the model's container; those that are turned off are absent.
 * Source: k8s-nim-operator nimservice_types.go, GetDefaultLivenessProbe and its neighbours.
 */
export function probesOf(
  given: Readonly<Partial<Record<ProbeKind, TogglableProbe | undefined>>>,
  handler: (path: string) => ValueMap = namedPort,
  startupFailures = 120,
): { [K in ProbeKind]?: ValueMap } {
  const probes: { [K in ProbeKind]?: ValueMap } = {};
  for (const kind of probeKinds) {
    const { enabled = true, probe } = given[kind] ?? {};
    if (enabled) probes[kind] = probe ? probeWritten(probe) : defaultProbe(kind, handler, startupFailures);
  }
  return probes;
}

export function probeWritten(probe: Probe): ValueMap {
  return goStruct(probe, goTypes.probe);
}

function namedPort(path: string): ValueMap {
  return { httpGet: { path, port: "api" } };
}

function defaultProbe(
  kind: ProbeKind,
  handler: (path: string) => ValueMap,
  startupFailures: number,
): ValueMap {
  const isStartup = kind === "startupProbe";
  return {
    ...handler(kind === "livenessProbe" ? "/v1/health/live" : "/v1/health/ready"),
    initialDelaySeconds: isStartup ? 30 : 15,
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: isStartup ? startupFailures : 3,
  };
}
