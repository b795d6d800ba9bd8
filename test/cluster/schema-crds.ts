import type { ValueMap } from "../../src/nim/value.ts";

const scale = { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" };

/**
 * Kinds of others with as much of their schema as users' values reach: what may not be there twice, and the forms of
 * names. Facts of kubernetes-sigs/lws and kubernetes-sigs/gateway-api.
 */
export const schemaCrds: readonly ValueMap[] = [
  crd("leaderworkerset.x-k8s.io", "v1", "LeaderWorkerSet", {
    type: "object",
    properties: {
      replicas: { type: "integer", format: "int32" },
      leaderWorkerTemplate: open({
        leaderTemplate: open({ spec: podSchema() }),
        workerTemplate: open({ spec: podSchema() }),
      }),
    },
  }),
  crd("gateway.networking.k8s.io", "v1", "HTTPRoute", routeSchema()),
  crd("gateway.networking.k8s.io", "v1", "GRPCRoute", routeSchema()),
  crd("monitoring.coreos.com", "v1", "ServiceMonitor", open({})),
];

function podSchema(): ValueMap {
  const container = open({
    name: { type: "string" },
    env: mapOf(["name"], open({ name: { type: "string" } })),
    ports: mapOf(
      ["containerPort", "protocol"],
      open({ containerPort: { type: "integer" }, protocol: { type: "string", default: "TCP" } }),
    ),
    volumeMounts: mapOf(["mountPath"], open({ mountPath: { type: "string" } })),
  });
  const named = open({ name: { type: "string", default: "" } });
  return open({
    containers: mapOf(["name"], container),
    initContainers: mapOf(["name"], container),
    imagePullSecrets: mapOf(["name"], named),
    volumes: mapOf(["name"], named),
  });
}

function routeSchema(): ValueMap {
  const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  const text = (maxLength: number, pattern?: string, minLength?: number): ValueMap => ({
    type: "string",
    maxLength,
    ...(pattern && { pattern }),
    ...(minLength && { minLength }),
  });
  const kind = text(63, "^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$", 1);
  const reference = {
    group: text(253, `^$|^${label}(\\.${label})*$`),
    kind,
    name: text(253, undefined, 1),
    namespace: text(63, `^${label}$`, 1),
    port: { type: "integer", format: "int32", minimum: 1, maximum: 65535 },
  };
  const backend: ValueMap = {
    ...open({
      ...reference,
      group: { ...reference.group, default: "" },
      kind: { ...kind, default: "Service" },
      weight: { type: "integer", format: "int32", minimum: 0, maximum: 1_000_000, default: 1 },
    }),
    "x-kubernetes-validations": [
      {
        message: "Must have port for Service reference",
        rule: "(size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true",
      },
    ],
  };
  const list = (items: ValueMap, maxItems: number): ValueMap => ({ type: "array", items, maxItems });
  return open({
    hostnames: list(text(253, `^(\\*\\.)?${label}(\\.${label})*$`, 1), 16),
    parentRefs: list(open(reference), 32),
    rules: list(open({ backendRefs: list(backend, 16) }), 16),
  });
}

function mapOf(keys: string[], items: ValueMap): ValueMap {
  return {
    type: "array",
    items: { ...items, required: keys.filter((key) => !isDefaulted(items, key)) },
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": keys,
  };
}

function isDefaulted(items: ValueMap, key: string): boolean {
  return JSON.stringify(items.properties).includes(`"${key}":{"type":"string","default"`);
}

/** Other fields may be there too. */
function open(properties: ValueMap): ValueMap {
  return { type: "object", properties, "x-kubernetes-preserve-unknown-fields": true };
}

function crd(group: string, version: string, kind: string, spec: ValueMap): ValueMap {
  const singular = kind.toLowerCase();
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${singular}s.${group}`,
      annotations: { "api-approved.kubernetes.io": "unapproved, for tests" },
    },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural: `${singular}s`, singular, listKind: `${kind}List` },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
          ...(kind === "LeaderWorkerSet" && { subresources: { scale } }),
        },
      ],
    },
  };
}
