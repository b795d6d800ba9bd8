/**
 * Kinds other than the four that matter when they stand in the same set: what NIM resources lean on, and kinds
 * whose names can clash with what the operator makes. The value tells whether the kind has namespaces.
 */
export const companionKinds: Readonly<Record<string, "namespaced" | "cluster">> = {
  PersistentVolumeClaim: "namespaced",
  StorageClass: "cluster",
  ResourceQuota: "namespaced",
  LimitRange: "namespaced",
  PriorityClass: "cluster",
  RuntimeClass: "cluster",
  ResourceClaim: "namespaced",
  ResourceClaimTemplate: "namespaced",
  Secret: "namespaced",
  ConfigMap: "namespaced",
  Service: "namespaced",
  ServiceAccount: "namespaced",
  Role: "namespaced",
  RoleBinding: "namespaced",
  Deployment: "namespaced",
  LeaderWorkerSet: "namespaced",
  HorizontalPodAutoscaler: "namespaced",
  Ingress: "namespaced",
  HTTPRoute: "namespaced",
  GRPCRoute: "namespaced",
  ServiceMonitor: "namespaced",
  InferencePool: "namespaced",
  InferenceService: "namespaced",
  Job: "namespaced",
  Pod: "namespaced",
};

/** What can be told of a document without parsing it. */
export interface Header {
  readonly kind: string;
  readonly name: string;
}

const yamlKind = /^kind:[ \t]*["']?(\w+)/m;
const yamlMetadata = /^metadata:[^\n]*\n/m;
const yamlMetadataLine = /(?:[ \t]+(?:name:[ \t]*["']?([^\s"'#]+))?|#)?[^\n]*\n?/y;
const jsonKind = /"kind"\s*:\s*"(\w+)"/;
const jsonName = /"metadata"\s*:\s*\{[^{}]*?"name"\s*:\s*"([^"]+)"/;

/** Reads kind and name off the text; undefined where they do not stand where they usually do. */
export function headerOf(document: string): Header | undefined {
  const kind = (yamlKind.exec(document) ?? jsonKind.exec(document))?.[1];
  if (kind === undefined || !Object.hasOwn(companionKinds, kind)) return undefined;
  const name = yamlNameOf(document) ?? jsonName.exec(document)?.[1];
  return name === undefined ? undefined : { kind, name };
}

/** The first `name:` in the indented lines below `metadata:`. */
function yamlNameOf(document: string): string | undefined {
  const start = yamlMetadata.exec(document);
  if (!start) return undefined;
  yamlMetadataLine.lastIndex = start.index + start[0].length;
  for (
    let line = yamlMetadataLine.exec(document);
    line && line[0] !== "";
    line = yamlMetadataLine.exec(document)
  ) {
    if (line[1] !== undefined) return line[1];
    if (!/^[\s#]/.test(line[0])) return undefined;
  }
  return undefined;
}
