import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelManifest } from "../../src/nim/profile/model-of-image.ts";
import { type NimKind, nimKinds } from "../../src/nim/schema/kinds.ts";
import { isMap, type ValueMap } from "../../src/nim/value.ts";
import type { OperatorVersion } from "../../src/nim/version.ts";
import type { Surroundings } from "../../src/nim/workload/made.ts";
import { goldenDirectory } from "./golden.ts";

/** What a real operator (v3.1.2) made of manifests. */
export interface WorkloadCase {
  readonly id: string;
  readonly given: {
    readonly namespace: string;
    readonly products: readonly string[];
    readonly modelManifests: Readonly<Record<string, string | null>>;
  };
  readonly input: readonly ValueMap[];
  readonly made: readonly ValueMap[];
  readonly status: Readonly<Record<string, RecordedStatus | null>>;
}

export interface RecordedStatus {
  readonly state?: string;
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason: string;
    readonly message: string;
  }[];
}

/** The file of the cases, for `describeRecorded`. */
export const recordedWorkload = { file: "workload.jsonl", least: 50 } as const;

export function workloadCases(): WorkloadCase[] {
  const lines = readFileSync(join(goldenDirectory, "workload.jsonl"), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** The resources of a case that the operator works on. */
export function nimsOf({
  input,
}: WorkloadCase): { readonly kind: NimKind; readonly name: string; readonly written: ValueMap }[] {
  return input.flatMap((written) => {
    const kind = nimKinds.find((candidate) => candidate === written.kind);
    return kind && isMap(written.metadata) ? [{ kind, name: String(written.metadata.name), written }] : [];
  });
}

/** What the operator saw around them. */
export function surroundingsOfCase(
  { given, input }: WorkloadCase,
  operatorVersion: OperatorVersion,
): Surroundings {
  return {
    namespace: given.namespace,
    operatorVersion,
    products: given.products,
    modelManifest: (image) => manifestOf(given.modelManifests[image]),
    find: (kind, name) =>
      input.find((object) => object.kind === kind && isMap(object.metadata) && object.metadata.name === name),
  };
}

/** Null: no manifest in the image, or it plays no part. */
function manifestOf(recorded: string | null | undefined): ModelManifest {
  if (recorded === "native-v1") return { kind: "native" };
  return typeof recorded === "string" ? { kind: "text", text: recorded } : { kind: "none" };
}

/** What the recording left out or could not keep: owners' uids, the namespace, the order of profiles. */
export function asRecorded(object: ValueMap): ValueMap {
  const copy = structuredClone(object);
  if (isMap(copy.metadata)) {
    delete copy.metadata.namespace;
    for (const owner of Array.isArray(copy.metadata.ownerReferences) ? copy.metadata.ownerReferences : []) {
      if (!isMap(owner)) continue;
      delete owner.apiVersion;
      delete owner.uid;
    }
  }
  sortProfiles(copy);
  return copy;
}

/** With v1 manifests the operator's order is random. */
function sortProfiles(value: unknown): void {
  if (Array.isArray(value)) {
    if (value[0] === "--profiles") value.sort((a, b) => (String(a) < String(b) ? -1 : 1));
    else value.forEach(sortProfiles);
  } else if (isMap(value)) Object.values(value).forEach(sortProfiles);
}
