import type { Report } from "../repository/types.ts";
import { meaningOf } from "./meanings.ts";
import type { Reported, ReportInput } from "./reports-of.ts";

/**
 * The commits of a NIMRepository with which nothing can be begun: nobody follows them, so that one that is pending is ended when
 * that has lasted. It is followed anew once somebody has mended the NIMRepository. What has a result keeps it.
 */
export function refusedReports(
  before: readonly Report[],
  { grace, isSaid, now }: Pick<ReportInput, "grace" | "isSaid" | "now">,
): Reported {
  const wakes: number[] = [];
  const open = before.filter((report) => report.ended === undefined || !isSaid(report));
  const reports = open.map((report): Report => {
    if (report.ended !== undefined || report.state !== "pending") return report;
    const { like: _, troubledSince = new Date(now).toISOString(), ...rest } = report;
    const at = Date.parse(troubledSince) + grace;
    if (at <= now) return { ...rest, state: "error", ended: meaningOf("InvalidSpec", undefined).words };
    wakes.push(at);
    return { ...report, troubledSince };
  });
  return { reports, wakeAt: wakes.length === 0 ? undefined : Math.min(...wakes) };
}
