import { expect, test } from "vitest";
import { filledMetrics } from "../support/reconciler/filled-metrics.ts";
import { promtool } from "./promtool.ts";

test("promtool has nothing to say of the metrics, those of Node included", async () => {
  const text = await filledMetrics();
  expect(text).toContain("process_resident_memory_bytes");
  expect(text).toContain("nodejs_eventloop_lag_p99_seconds");
  expect(promtool(["check", "metrics"], { input: text })).toEqual({ code: 0, output: "" });
});

test("promtool sees a gauge that is called as a counter is", () => {
  const bad = "# HELP a_total What.\n# TYPE a_total gauge\na_total 1\n";
  expect(promtool(["check", "metrics"], { input: bad }).code).not.toBe(0);
});
