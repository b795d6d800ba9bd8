import fc from "fast-check";
import { expect, test } from "vitest";
import { healthStates } from "../../../src/nim/health/health.ts";
import { healthOf } from "../../../src/nim/health/health-of.ts";
import { liveWorld } from "../../../src/nim/health/surroundings.ts";
import type { Value, ValueMap } from "../../../src/nim/value.ts";

const kinds = ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild", "Job", "Pod", "Deployment", "Event"];
const groups: Record<string, string> = { Job: "batch/v1", Pod: "v1", Deployment: "apps/v1", Event: "v1" };
const words = fc.constantFrom(
  "",
  "Ready",
  "Failed",
  "Pending",
  "True",
  "False",
  "a",
  "all",
  "$name",
  "`x`",
  "\u001b[31m",
);
const keys = fc.constantFrom(
  ...[
    "status",
    "state",
    "conditions",
    "type",
    "reason",
    "message",
    "spec",
    "replicas",
    "services",
    "name",
    "enabled",
  ],
  ...[
    "storage",
    "nimCache",
    "metadata",
    "generation",
    "__proto__",
    "constructor",
    "containerStatuses",
    "waiting",
  ],
);
const { value } = fc.letrec<{ value: Value; list: Value[]; map: ValueMap }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    words,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    tie("list"),
    tie("map"),
  ),
  list: fc.array(tie("value"), { maxLength: 4 }),
  map: fc.array(fc.tuple(keys, tie("value")), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
}));
const object = fc
  .tuple(
    fc.constantFrom(...kinds),
    fc.constantFrom("llama", "llama-job", "llama-pod"),
    value,
    value,
    fc.boolean(),
  )
  .map(
    ([kind, name, spec, status, taken]): ValueMap => ({
      apiVersion: groups[kind] ?? "apps.nvidia.com/v1alpha1",
      kind,
      metadata: {
        name,
        namespace: "models",
        ...(taken ? { finalizers: ["finalizer.x.apps.nvidia.com"] } : {}),
      },
      spec,
      status,
    }),
  );

test("any objects at all are judged, and never by an exception", () => {
  fc.assert(
    fc.property(fc.array(object, { maxLength: 6 }), fc.boolean(), (given, knowing) => {
      const world = liveWorld(given, { now: 0, ...(knowing ? { knows: kinds } : {}) });
      for (const one of given) {
        const health = healthOf(one, world.around("models"));
        if (health === undefined) continue;
        expect(healthStates).toContain(health.health);
        expect(health.reason).toMatch(/^[A-Z]\w+$/);
        if (one.kind === "NIMService" || one.kind === "NIMPipeline") expect(health.health).not.toBe("failed");
      }
    }),
  );
});

test("only the four kinds of the operator are judged", () => {
  expect(healthOf({ apiVersion: "v1", kind: "Pod", metadata: { name: "a" } })).toBeUndefined();
  expect(
    healthOf({ apiVersion: "example.com/v1", kind: "NIMCache", metadata: { name: "a" } }),
  ).toBeUndefined();
  expect(healthOf({})).toBeUndefined();
});
