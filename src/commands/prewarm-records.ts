import { join } from "node:path";
import { recordOf } from "../prewarm/cluster/record-of.ts";
import { recordFileName } from "../prewarm/record/schema.ts";
import { recordText } from "../prewarm/record/text.ts";
import { version } from "../version.ts";
import type { CarriedOut } from "./carry-out-prewarm.ts";
import { type ReportFolders, writeReportFile } from "./report-file.ts";

/**
 * Writes what each ready cache holds to `NAMESPACE/NAME/nim-cache.record.json` below a folder.
 *
 * @returns the paths, as written.
 * @throws UserError where a file cannot be written.
 */
export function writePrewarmRecords(
  folder: string,
  { made, result }: CarriedOut,
  folders: ReportFolders,
): string[] {
  const { set, scope } = made.cluster;
  return result.caches.flatMap((cache) => {
    const { namespace, name } = cache;
    const record = recordOf(cache, {
      tool: `nimops ${version}`,
      server: result.server,
      operator: scope.operatorVersion,
      spec: set.find("NIMCache", namespace, name)?.spec,
      plan: made.plan.caches.find((one) => one.namespace === namespace && one.name === name),
    });
    if (record === undefined) return [];
    const file = join(folder, namespace, name, recordFileName);
    writeReportFile(file, folders, [recordText(record)]);
    return [file];
  });
}
