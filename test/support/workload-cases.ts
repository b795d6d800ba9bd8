import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, type ValueMap } from "../../src/nim/value.ts";
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
