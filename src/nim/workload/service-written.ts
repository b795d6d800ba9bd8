import type { NIMServiceSpec } from "../schema/kinds.ts";
import { isMap, type ValueMap } from "../value.ts";
import { atLeast, type OperatorVersion } from "../version.ts";
import { goTypes } from "./go-types.ts";
import { goStruct } from "./go-written.ts";

/**
 * The spec of a NIMService as the operator writes it and the API server completes it: parts that are structs in Go are
 * there though nobody wrote them, and `httpRoutesEnabled: false` turns into true (trap T27).
 * Source: k8s-nim-operator nimservice_types.go, common_types.go.
 */
export function serviceSpecWritten(spec: NIMServiceSpec, version: OperatorVersion): ValueMap {
  const written = goStruct(spec, goTypes.service);
  const at = (map: ValueMap, key: string): ValueMap => (isMap(map[key]) ? map[key] : {});
  const [expose, metrics, scale, storage] = ["expose", "metrics", "scale", "storage"].map((key) =>
    at(written, key),
  );
  const router = { router: routerWritten(at(expose ?? {}, "router")) };
  return {
    ...written,
    inferencePlatform: spec.inferencePlatform ?? "standalone",
    expose: {
      ...expose,
      ingress: { spec: {}, ...at(expose ?? {}, "ingress") },
      ...(atLeast(version, "3.1.0") ? router : {}),
      service: { port: 8000, ...withoutEmptyName(at(expose ?? {}, "service")) },
    },
    livenessProbe: at(written, "livenessProbe"),
    readinessProbe: at(written, "readinessProbe"),
    startupProbe: at(written, "startupProbe"),
    metrics: { ...metrics, serviceMonitor: at(metrics ?? {}, "serviceMonitor") },
    scale: { ...scale, hpa: { maxReplicas: 0, minReplicas: 1, ...at(scale ?? {}, "hpa") } },
    storage: {
      ...storage,
      nimCache: withoutEmptyName(at(storage ?? {}, "nimCache")),
      pvc: withoutEmptyName(at(storage ?? {}, "pvc")),
    },
  };
}

function routerWritten(router: ValueMap): ValueMap {
  if (!isMap(router.gateway)) return router;
  return { ...router, gateway: { grpcRoutesEnabled: false, ...router.gateway, httpRoutesEnabled: true } };
}

function withoutEmptyName({ name, ...rest }: ValueMap): ValueMap {
  return name === undefined || name === "" ? rest : { ...rest, name };
}
