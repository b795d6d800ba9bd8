import { type ValueMap, valueAt } from "../../nim/value.ts";
import { mapsAt } from "../demand/companions.ts";

/** A port of the node itself. */
export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

/** Source: Kubernetes pkg/scheduler/framework, HostPortInfo; plugin NodePorts. Only sidecars among those that start a pod count. */
export function hostPortsOf(spec: ValueMap): HostPort[] {
  const isOnHost = valueAt(spec, ["hostNetwork"]) === true;
  const sidecars = mapsAt(spec, ["initContainers"]).filter(({ restartPolicy }) => restartPolicy === "Always");
  return [...mapsAt(spec, ["containers"]), ...sidecars].flatMap((container) =>
    mapsAt(container, ["ports"]).flatMap(({ hostPort, containerPort, hostIP, protocol }): HostPort[] => {
      const port = hostPort ?? (isOnHost ? containerPort : undefined);
      if (typeof port !== "number" || port <= 0) return [];
      return [{ port, ip: String(hostIP || "0.0.0.0"), protocol: String(protocol || "TCP") }];
    }),
  );
}

export function clash(one: readonly HostPort[], other: readonly HostPort[]): boolean {
  return one.some((a) =>
    other.some(
      (b) =>
        a.port === b.port &&
        a.protocol === b.protocol &&
        (a.ip === b.ip || a.ip === "0.0.0.0" || b.ip === "0.0.0.0"),
    ),
  );
}
