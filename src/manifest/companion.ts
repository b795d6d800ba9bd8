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
  /** Of the document, or of something in it. */
  readonly kind: string;
  /** Undefined where only parsing can tell. */
  readonly name: string | undefined;
}

const flowStyle = /^\uFEFF?(?:---)?\s*\{/;
const blockKind = /^["']?kind["']?[ \t]*:[ \t]*["']?(\w+)/m;
const anyKind = /\bkind["']?\s*:\s*["']?(\w+)/g;
const simpleObject =
  /^\s*\{\s*"apiVersion"\s*:\s*"[^"\\]+"\s*,\s*"kind"\s*:\s*"\w+"\s*,\s*"metadata"\s*:\s*\{\s*"name"\s*:\s*"([\w.-]+)"/;

/** Reads kind and name off the text, as far as that is certain; undefined where it is nothing that matters. */
export function headerOf(document: string): Header | undefined {
  if (flowStyle.test(document)) {
    const kinds = [...document.matchAll(anyKind)].map(([, kind = ""]) => kind);
    const kind = kinds.find(isOfInterest);
    if (kind === undefined) return undefined;
    return { kind, name: kind === kinds[0] ? simpleObject.exec(document)?.[1] : undefined };
  }
  const kind = blockKind.exec(document)?.[1];
  if (kind === undefined || !isOfInterest(kind)) return undefined;
  return { kind, name: kind.endsWith("List") ? undefined : blockNameOf(document) };
}

function isOfInterest(kind: string): boolean {
  return kind.endsWith("List") || Object.hasOwn(companionKinds, kind);
}

const blockMetadata = /^metadata:[ \t]*(?:#[^\n]*)?\r?\n/m;
const indentedLine =
  /([ \t]*)(?:name:[ \t]+(?:([\w.-]+)|"([\w.-]+)"|'([\w.-]+)')[ \t]*(?=[\r\n#]|$))?[^\n]*\n?/y;

/** The name below `metadata:`, in the column of the first line there: deeper ones are others' names. */
function blockNameOf(document: string): string | undefined {
  const start = blockMetadata.exec(document);
  if (!start) return undefined;
  indentedLine.lastIndex = start.index + start[0].length;
  let column: number | undefined;
  for (let line = indentedLine.exec(document); line && line[0] !== ""; line = indentedLine.exec(document)) {
    const [written, indent = "", ...names] = line;
    if (/^[ \t]*(?:#|\r?\n|$)/.test(written)) continue;
    if (indent === "") return undefined;
    column ??= indent.length;
    const name = names.find((candidate) => candidate !== undefined);
    if (indent.length === column && name !== undefined) return name;
  }
  return undefined;
}
