import { expect, test } from "vitest";
import { inCreationOrder } from "../../../src/plan/order/in-creation-order.ts";
import type { OrderStep } from "../../../src/plan/plan.ts";

const step = (
  kind: string,
  name: string,
  number: number,
  action: OrderStep["action"] = "create",
): OrderStep => ({
  kind,
  namespace: "models",
  name,
  step: number,
  action,
  waitsFor: [],
});
const workload = (name: string) => ({ kind: "NIMService", namespace: "models", name });

test("services are created one after another, and what is deleted goes last", () => {
  const steps = [
    step("NIMService", "small", 1),
    step("NIMCache", "large", 1),
    step("NIMService", "large", 2),
    step("NIMService", "changed", 2, "update"),
    step("NIMService", "old", 3, "delete"),
    step("NIMCache", "old", 4, "delete"),
  ];
  const found = inCreationOrder(steps, [workload("large"), workload("there"), workload("small")]);
  expect(
    found.map(({ step: number, name, action, waitsFor }) => [number, action, name, waitsFor.length]),
  ).toEqual([
    [1, "create", "large", 0],
    [2, "create", "large", 0],
    [2, "update", "changed", 0],
    [3, "create", "small", 1],
    [4, "delete", "old", 0],
    [5, "delete", "old", 0],
  ]);
  expect(found[3]?.waitsFor).toEqual([workload("large")]);
});
