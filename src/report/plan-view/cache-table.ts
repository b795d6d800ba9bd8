import type { CachePlan, Plan } from "../../plan/plan.ts";
import { dataSize } from "./data-size.ts";
import { resourceKey, resourceLabel, resourceList } from "./resource-label.ts";
import { note, type PlanRow, type PlanTable } from "./table.ts";
import { timeSpan } from "./time-span.ts";
import { reasonNotes } from "./workload-table.ts";

/** What is downloaded, and whether the volumes hold it. */
export function cacheTable({ caches, changes }: Plan): PlanTable {
  return {
    id: "caches",
    title: "Caches",
    noun: "cache",
    columns: [
      { heading: "cache", kind: "name" },
      { heading: "download", kind: "number" },
      { heading: "volume", kind: "number" },
      { heading: "needed", kind: "number" },
      { heading: "time", kind: "number" },
      { heading: "storage", kind: "text" },
    ],
    rows: caches.map(rowOf),
    isMarked: caches.some(({ reasons }) => reasons.length > 0),
    ...totalOf(caches, changes),
  };
}

/** What is there already is not downloaded again. */
function totalOf(caches: Plan["caches"], changes: Plan["changes"]): Pick<PlanTable, "remark"> {
  const created = new Set(changes.filter(({ action }) => action === "create").map(resourceKey));
  const fresh = caches.filter((cache) => created.has(resourceKey(cache)));
  const unknown = caches.filter(({ download }) => download === undefined).length;
  if (caches.length < 2 || unknown === caches.length) return {};
  const parts = [
    ...(fresh.length < caches.length ? [`${sizeOf(fresh)} for what is new`] : []),
    `${sizeOf(caches)} in all`,
    ...(unknown > 0 ? [`and ${unknown} of which it is not known`] : []),
  ];
  return { remark: parts.join(", ") };
}

function sizeOf(caches: readonly CachePlan[]): string {
  return dataSize(caches.reduce((sum, { download }) => sum + (download?.bytes ?? 0), 0));
}

function rowOf(cache: CachePlan): PlanRow {
  const { location, profiles, download, volume, seconds, consumers, reasons } = cache;
  const estimated = download?.from === "estimated" ? "~" : "";
  return {
    cells: [
      resourceLabel(cache),
      download === undefined ? "?" : `${estimated}${dataSize(download.bytes)}`,
      volume?.size ?? (volume?.bytes === undefined ? "?" : dataSize(volume.bytes)),
      volume?.needed === undefined ? "?" : dataSize(volume.needed),
      seconds === undefined ? "" : timeSpan(seconds),
      volume === undefined
        ? ""
        : [volume.storageClass ?? "", ...volume.accessModes].filter((part) => part !== "").join(" "),
    ],
    notes: [
      ...reasons.flatMap(reasonNotes),
      ...note("claim", volume?.claim),
      ...note("profiles", profiles === undefined ? undefined : profileText(profiles)),
      ...note("for", resourceList(consumers)),
    ],
    about: cache,
    ...(location ? { location } : {}),
  };
}

/** Ids are hashes of 64 digits; the first twelve tell them apart. */
function profileText(profiles: readonly string[]): string {
  const shown = profiles.slice(0, 3).map((id) => (/^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id));
  const left = profiles.length - shown.length;
  return profiles.length === 0
    ? "none"
    : `${profiles.length}: ${shown.join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}
