import type * as z from "zod/mini";
import { examineAs } from "../../src/nim/schema/examine.ts";
import { isMap, type Path, type Value, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { defined } from "./defined.ts";
import { repositoryKind } from "./kind.ts";
import { repositoryRules } from "./rules.ts";
import { type RepositoryDocument, repositorySchema } from "./spec-schema.ts";
import { statusSchema } from "./status-schema.ts";
import type { NIMRepository, NIMRepositorySpec, NIMRepositoryStatus } from "./types.ts";

export interface RepositoryProblem {
  /** From the document's root. */
  readonly path: Path;
  readonly message: string;
  readonly help: string;
  /** The key is what is wrong, not its value. */
  readonly onKey: boolean;
}

export interface RepositoryReading {
  /** Undefined where there are problems. */
  readonly repository: NIMRepository | undefined;
  readonly problems: readonly RepositoryProblem[];
}

/**
 * A NIMRepository as a file or the API server has it, with its defaults.
 *
 * @param namespace for one that names none, as in a file.
 */
export function readRepository(document: ValueMap, namespace = "default"): RepositoryReading {
  const { status, ...written } = document;
  const { value, problems } = examineAs(repositorySchema(), written);
  if (problems.length > 0) {
    return {
      repository: undefined,
      problems: problems.map(({ path, code, message, help = "" }) => ({
        path,
        message,
        help: isOff(document, path) ? offNeedsQuotes : help,
        onKey: code === "unknown-field",
      })),
    };
  }
  // It fits: this only gives it its type.
  const read = repositorySchema().parse(value);
  const broken = repositoryRules.filter((rule) => !rule.fits(read.spec));
  if (broken.length > 0) {
    return {
      repository: undefined,
      problems: broken.map(({ path, message, help }) => ({
        path: ["spec", ...path],
        message,
        help,
        onKey: false,
      })),
    };
  }
  const { apiVersion, kind } = repositoryKind;
  const metadata = metadataOf(document, read, namespace);
  const known = isMap(status) ? { status: statusOf(status) } : {};
  return { repository: { apiVersion, kind, metadata, spec: specOf(read.spec), ...known }, problems: [] };
}

const offNeedsQuotes = 'write "off" with quotes: without them kubectl reads it as false';

function isOff(document: ValueMap, path: Path): boolean {
  return path[1] === "gates" && valueAt(document, path) === false;
}

function metadataOf(
  document: ValueMap,
  { metadata }: RepositoryDocument,
  namespace: string,
): NIMRepository["metadata"] {
  const text = (name: string) => {
    const value = valueAt(document, ["metadata", name]);
    return typeof value === "string" ? { [name]: value } : {};
  };
  const generation = valueAt(document, ["metadata", "generation"]);
  const finalizers = valueAt(document, ["metadata", "finalizers"]);
  const annotations = valueAt(document, ["metadata", "annotations"]);
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? namespace,
    ...text("uid"),
    ...text("resourceVersion"),
    ...text("creationTimestamp"),
    ...text("deletionTimestamp"),
    ...(typeof generation === "number" ? { generation } : {}),
    ...(Array.isArray(finalizers) ? { finalizers: finalizers.filter((one) => typeof one === "string") } : {}),
    ...(isMap(annotations) ? { annotations: textsOf(annotations) } : {}),
  };
}

function textsOf(map: ValueMap): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : [])),
  );
}

function specOf(spec: RepositoryDocument["spec"]): NIMRepositorySpec {
  const { ref, prune, gates, ...rest } = defined(spec);
  return {
    ...rest,
    ref: ref ?? { branch: "main" },
    prune: { enabled: true, caches: "keep", onDelete: "orphan", ...prune },
    gates: { lint: "enforce", plan: "enforce", ...gates, registries: gates?.registries ?? [] },
  };
}

/** What an older or newer controller has written may have another form: what fits is kept, above all of the ledger. */
function statusOf(status: ValueMap): NIMRepositoryStatus {
  const { shape } = statusSchema();
  const items = <T>(list: z.ZodMiniArray<z.ZodMiniType<T>>, value: Value | undefined): T[] =>
    (Array.isArray(value) ? value : []).flatMap((item) => {
      const read = list.def.element.safeParse(without(item, list.def.element));
      return read.success ? [read.data] : [];
    });
  const one = <T>(schema: z.ZodMiniType<T>, value: Value | undefined): T | undefined => {
    const read = schema.safeParse(value);
    return read.success ? read.data : undefined;
  };
  return defined({
    observedGeneration: one(shape.observedGeneration, status.observedGeneration),
    conditions: items(shape.conditions, status.conditions),
    revision: one(shape.revision, without(status.revision ?? {}, shape.revision)) ?? {},
    ledger: items(shape.ledger, status.ledger),
    resources: items(shape.resources, status.resources),
    summary: one(shape.summary, status.summary) ?? "",
    findings: items(shape.findings, status.findings),
    history: items(shape.history, status.history),
    ...(status.reports === undefined ? {} : { reports: items(shape.reports.def.innerType, status.reports) }),
    lastHandledReconcileAt: one(shape.lastHandledReconcileAt, status.lastHandledReconcileAt),
  });
}

/** An item without the fields that this version does not know. */
function without(item: Value, schema: z.ZodMiniType): Value {
  const { def } = schema._zod;
  if (!isMap(item) || !("shape" in def) || typeof def.shape !== "object" || def.shape === null) return item;
  const { shape } = def;
  return Object.fromEntries(Object.entries(item).filter(([key]) => Object.hasOwn(shape, key)));
}
