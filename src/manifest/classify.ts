import { closest } from "../nim/closest.ts";
import { nimKinds } from "../nim/schema/kinds.ts";
import { isMap, type Path, type Value, type ValueMap } from "../nim/value.ts";
import type { OperatorVersion } from "../nim/version.ts";
import { companionKinds } from "./companion.ts";
import type { ManifestDocument } from "./document.ts";
import { isInventory } from "./inventory-problems.ts";
import { type Companion, type Resource, resourceFrom } from "./resource.ts";
import type { SourceProblem } from "./source-problem.ts";

export const nimGroup = "apps.nvidia.com";
const nimApiVersion = `${nimGroup}/v1alpha1`;

/** What a cluster adds to a document that does not say it. */
export interface ClusterDefaults {
  readonly namespace: string;
  readonly operatorVersion: OperatorVersion;
}

/** Stands for an inventory, which is not among the resources. */
export const inventory = Symbol("inventory");

/** The document itself, or the items of a List. */
export function itemsOf(
  value: ValueMap,
  document: ManifestDocument,
  problems: SourceProblem[],
): { value: ValueMap; base: Path }[] {
  const items = value.items;
  if (typeof value.kind !== "string" || !value.kind.endsWith("List") || !Array.isArray(items)) {
    return [{ value, base: [] }];
  }
  return items.flatMap((item: Value, index) => {
    if (isMap(item))
      return itemsOf(item, document, problems).map((inner) => ({
        value: inner.value,
        base: ["items", index, ...inner.base],
      }));
    problems.push({
      code: "not-an-object",
      file: document.file.path,
      range: document.rangeOf(["items", index], false),
      path: ["items", index],
      message: `item ${index + 1} of the List is no object`,
      help: "every item is a whole manifest with apiVersion, kind, metadata and spec",
    });
    return [];
  });
}

/** What a document or an item of a List is; undefined where it is none of our business. */
export function classify(
  value: ValueMap,
  base: Path,
  document: ManifestDocument,
  defaults: ClusterDefaults,
  problems: SourceProblem[],
): Resource | Companion | typeof inventory | undefined {
  const apiVersion = ownText(value, "apiVersion") ?? "";
  const kind = ownText(value, "kind") ?? "";
  const nimKind = nimKinds.find((known) => known === kind);
  if (nimKind && apiVersion === nimApiVersion) {
    return resourceFrom(nimKind, value, {
      document,
      base,
      namespace: defaults.namespace,
      operatorVersion: defaults.operatorVersion,
    });
  }
  const problem = (
    code: "unknown-kind" | "unknown-api-version",
    key: string,
    message: string,
    help: string,
  ) => {
    const path = [...base, key];
    problems.push({
      code,
      file: document.file.path,
      range: document.rangeOf(path, false),
      path,
      message,
      help,
    });
    return undefined;
  };
  if (nimKind) {
    if (!concernsUs(apiVersion)) return undefined;
    return problem(
      "unknown-api-version",
      "apiVersion",
      apiVersion === ""
        ? `apiVersion is missing`
        : `${nimKind} has no apiVersion ${JSON.stringify(apiVersion)}`,
      `write \`apiVersion: ${nimApiVersion}\``,
    );
  }
  if (apiVersion.startsWith(`${nimGroup}/`) || apiVersion === nimGroup) {
    const meant = closest(kind, nimKinds);
    if (kind !== "" && meant === undefined) return undefined;
    return problem(
      "unknown-kind",
      "kind",
      kind === "" ? "kind is missing" : `${nimGroup} has no kind ${JSON.stringify(kind)}`,
      meant === undefined ? `write one of ${nimKinds.join(", ")}` : `write \`kind: ${meant}\``,
    );
  }
  return isInventory(apiVersion, kind) ? inventory : companionFrom(value, base, document, defaults);
}

/** A missing group, or one that looks like ours, misspelt; others may have kinds of the same names. */
function concernsUs(apiVersion: string): boolean {
  const [group = ""] = apiVersion.split("/");
  return (
    apiVersion === "" ||
    group === nimGroup ||
    !group.includes(".") ||
    closest(group, [nimGroup]) !== undefined
  );
}

export function companionFrom(
  value: ValueMap,
  base: Path,
  document: ManifestDocument,
  defaults: ClusterDefaults,
): Companion | undefined {
  const kind = ownText(value, "kind") ?? "";
  const scopeOfKind = Object.hasOwn(companionKinds, kind) ? companionKinds[kind] : undefined;
  const metadata = value.metadata;
  if (scopeOfKind === undefined || !isMap(metadata)) return undefined;
  const name = ownText(metadata, "name");
  if (name === undefined) return undefined;
  return {
    kind,
    apiVersion: ownText(value, "apiVersion") ?? "",
    name,
    namespace: scopeOfKind === "cluster" ? "" : (ownText(metadata, "namespace") ?? defaults.namespace),
    value,
    document,
    place: (path) => [...base, ...path],
  };
}

function ownText(map: ValueMap, key: string): string | undefined {
  const value = Object.hasOwn(map, key) ? map[key] : undefined;
  return typeof value === "string" ? value : undefined;
}
