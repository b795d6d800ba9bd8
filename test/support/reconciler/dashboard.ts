import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const path = join(import.meta.dirname, "../../../reconciler/deploy/monitoring/dashboard.json");

const datasource = z.object({ type: z.literal("prometheus"), uid: z.string().regex(/^\$\{datasource\}$/) });
const panel = z.discriminatedUnion("type", [
  z.object({ type: z.literal("row"), id: z.number(), title: z.string(), gridPos: z.unknown() }),
  z.object({
    type: z.enum(["stat", "table", "timeseries"]),
    id: z.number(),
    title: z.string().min(3),
    datasource,
    gridPos: z.object({ x: z.number(), y: z.number(), w: z.number().max(24), h: z.number() }),
    targets: z.array(z.object({ datasource, expr: z.string(), refId: z.string() })).min(1),
  }),
]);

/** What a dashboard must be to be imported anywhere: it names no data source, and has no id of a Grafana. */
const dashboard = z.object({
  id: z.undefined().optional(),
  uid: z.undefined().optional(),
  title: z.string(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), definition: z.string().optional() })) }),
  panels: z.array(panel),
});

export function readDashboard(): z.output<typeof dashboard> {
  return dashboard.parse(JSON.parse(readFileSync(path, "utf8")));
}

/** Every query, with Grafana's variables filled in. */
export function dashboardQueries(): string[] {
  return readDashboard().panels.flatMap((each) =>
    each.type === "row"
      ? []
      : each.targets.map(({ expr }) =>
          expr.replaceAll("$__rate_interval", "5m").replace(/\$(?:namespace|repository)/g, ".*"),
        ),
  );
}
