import { expect, test } from "vitest";
import { stringify } from "yaml";
import { dashboardQueries } from "../support/reconciler/dashboard.ts";
import { promtool } from "./promtool.ts";

test("promtool understands every query of the dashboard", () => {
  const queries = dashboardQueries();
  expect(queries.length).toBeGreaterThan(25);
  const rules = queries.map((expr, index) => ({ record: `panel:${index}`, expr }));
  const { code, output } = promtool(["check", "rules"], {
    file: stringify({ groups: [{ name: "dashboard", rules }] }),
  });
  expect(output).toContain(`SUCCESS: ${queries.length} rules found`);
  expect(code).toBe(0);
});

test("promtool sees a query that is wrong", () => {
  const rules = [{ record: "panel:0", expr: "sum(rate(nimops_leader[5m])" }];
  expect(
    promtool(["check", "rules"], { file: stringify({ groups: [{ name: "dashboard", rules }] }) }).code,
  ).toBe(1);
});
