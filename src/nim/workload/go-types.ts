import type { GoFields } from "./go-written.ts";

/**
 * Which fields of the Go types that users fill in are written though they are empty, which are maps and which are
 * quantities. Source: k8s.io/api v0.34 core/v1, autoscaling/v2 and networking/v1, gateway-api apis/v1, all types.go.
 */
export const goTypes = {
  affinity: {
    kept: new Set(["weight", "topologyKey", "key", "operator", "nodeSelectorTerms"]),
    maps: new Set(["matchLabels"]),
  },
  autoscaler: {
    kept: new Set([
      ...["averageUtilization", "container", "kind", "maxReplicas", "minReplicas", "name", "periodSeconds"],
      ...["selectPolicy", "stabilizationWindowSeconds", "type", "value"],
    ]),
    maps: new Set(["matchLabels"]),
    quantities: new Set(["averageValue", "target.value", "tolerance"]),
  },
  backendRef: { kept: new Set(["group", "kind", "name", "namespace", "port", "weight"]) },
  environment: {
    kept: new Set(["name", "key", "fieldPath", "resource", "optional", "path", "volumeName"]),
    dropped: new Set(["secretKeyRef.name", "configMapKeyRef.name"]),
    quantities: new Set(["divisor"]),
    // A quantity is a struct, which is never left out.
    filled: { resourceFieldRef: { divisor: "0" } },
  },
  ingress: {
    kept: new Set(["ingressClassName", "paths", "pathType", "apiGroup", "kind", "service.name"]),
  },
  ports: { kept: new Set(["containerPort"]) },
  probe: {
    kept: new Set(["port", "service", "terminationGracePeriodSeconds", "httpHeaders.name", "value"]),
  },
  resources: {
    kept: new Set(["name"]),
    maps: new Set(["limits", "requests"]),
    quantities: new Set(["limits", "requests"]),
  },
  /** The spec of a NIMService. */
  service: {
    kept: new Set([
      ...["apiGroup", "averageUtilization", "boolValue", "claimCreationSpec", "container", "count", "create"],
      "authSecret",
      ...[
        "deviceClassName",
        "devices",
        "enabled",
        "fieldPath",
        "group",
        "groupID",
        "grpcPort",
        "httpHeaders.value",
      ],
      ...[
        "ingressClassName",
        "intValue",
        "kind",
        "maxReplicas",
        "metricsPort",
        "minReplicas",
        "mpiStartTimeout",
      ],
      ...["name", "namespace", "nodeSelectorTerms", "op", "optional", "fileKeyRef.path", "paths", "pathType"],
      ...[
        "policies.periodSeconds",
        "policies.value",
        "port",
        "readOnly",
        "replicas",
        "repository",
        "resource",
      ],
      ...[
        "selectPolicy",
        "grpc.service",
        "stabilizationWindowSeconds",
        "storage.hostPath",
        "stringValue",
        "tag",
      ],
      ...[
        "terminationGracePeriodSeconds",
        "tolerationSeconds",
        "topologyKey",
        "type",
        "userID",
        "versionValue",
      ],
      ...["volumeName", "weight"],
      ...["matchExpressions", "matchFields"].flatMap((list) => [`${list}.key`, `${list}.operator`]),
      ...["secretKeyRef", "configMapKeyRef", "configMapRef", "fileKeyRef"].map(
        (selector) => `${selector}.key`,
      ),
    ]),
    maps: new Set([
      ...["additionalLabels", "annotations", "labels", "matchLabels", "nodeSelector"],
      ...["resources.limits", "resources.requests"],
    ]),
    quantities: new Set([
      ...["averageValue", "capacitySelectors.value", "divisor", "resources.limits", "resources.requests"],
      ...["sharedMemorySizeLimit", "sizeLimit", "target.value", "tolerance"],
    ]),
    filled: { resourceFieldRef: { divisor: "0" } },
  },
} satisfies Record<string, GoFields>;
