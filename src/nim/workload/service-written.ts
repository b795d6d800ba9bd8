import type { NIMServiceSpec } from "../schema/kinds.ts";
import { isMap, type Scalar, type Value, type ValueMap } from "../value.ts";
import { atLeast, type OperatorVersion } from "../version.ts";
import { goTypes } from "./go-types.ts";
import { goStruct } from "./go-written.ts";
import { type PickerConfiguration, pickerConfiguration } from "./picker-configuration.ts";

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
  const configuration = spec.expose?.router?.eppConfig?.config;
  const router = { router: routerWritten(at(expose ?? {}, "router"), configuration) };
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

function routerWritten(router: ValueMap, configuration: PickerConfiguration | undefined): ValueMap {
  const { gateway, eppConfig } = router;
  return {
    ...router,
    ...(isMap(gateway) && { gateway: { grpcRoutesEnabled: false, ...gateway, httpRoutesEnabled: true } }),
    ...(isMap(eppConfig) &&
      configuration && {
        eppConfig: { ...eppConfig, config: withoutNulls(pickerConfiguration(configuration)) },
      }),
  };
}

/** The API server drops nulls. */
function withoutNulls(map: object): ValueMap {
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value]): [string, Value][] =>
      value === null || value === undefined ? [] : [[key, valueWithoutNulls(value)]],
    ),
  );
}

function valueWithoutNulls(value: unknown): Value {
  if (Array.isArray(value)) return value.map(valueWithoutNulls);
  if (typeof value === "object" && value !== null) return withoutNulls(value);
  return isScalar(value) ? value : null;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ["string", "number", "bigint", "boolean"].includes(typeof value);
}

function withoutEmptyName({ name, ...rest }: ValueMap): ValueMap {
  return name === undefined || name === "" ? rest : { ...rest, name };
}
