import { expect, test } from "vitest";
import type { Change } from "../../../src/plan/plan.ts";
import { cacheTable } from "../../../src/report/plan-view/cache-table.ts";
import { samplePlan } from "../../support/sample-plan.ts";

const created = (name: string): Change => ({
  kind: "NIMCache",
  namespace: "models",
  name,
  action: "create",
  fields: [],
  reasons: [],
});

test.each([
  [["llama-70b", "embed"], "149 GiB in all"],
  [["embed"], "8.4 GiB for what is new, 149 GiB in all"],
  [[], "0 B for what is new, 149 GiB in all"],
])("of the caches, those that come are downloaded: %j", (names, remark) => {
  expect(cacheTable({ ...samplePlan, changes: names.map(created) }).remark).toBe(remark);
});
