import { expect, test } from "vitest";
import type { ValueMap } from "../../../src/nim/value.ts";
import { deployment, every, judged, nim } from "./live-objects.ts";

const service: ValueMap = {
  image: { repository: "nvcr.io/nim/meta/llama", tag: "1.12.0" },
  resources: { limits: { cpu: 4 } },
};
const pipeline = (spec: ValueMap, state = "Ready") =>
  nim("NIMPipeline", {
    spec: { services: [{ name: "llama", enabled: true, spec }] },
    state,
    metadata: { name: "rag" },
  });
const child = (spec: ValueMap, owner = "rag") =>
  nim("NIMService", {
    spec,
    state: "Ready",
    metadata: { ownerReferences: [{ kind: "NIMPipeline", name: owner }] },
  });

test("healthy: its services are, and are what it says", () => {
  const written = {
    ...service,
    resources: { limits: { cpu: "4" } },
    replicas: 1,
    expose: { service: { port: 8000 } },
  };
  expect(judged([pipeline(service), child(written), deployment(1, 1)])).toMatchObject({ health: "healthy" });
});

test("healthy with a service scaled to zero, which keeps the pipeline from Ready for ever", () => {
  const none = { ...service, replicas: 0 };
  const ownerReferences = [{ kind: "NIMPipeline", name: "rag" }];
  const scaled = nim("NIMService", { spec: none, state: "NotReady", metadata: { ownerReferences } });
  expect(judged([pipeline(none, "NotReady"), scaled, deployment(0, 0)])).toMatchObject({ health: "healthy" });
  const up = [pipeline(service, "NotReady"), child(service), deployment(1, 1)];
  expect(judged(up)).toMatchObject({ health: "progressing", reason: "Settling" });
});

test("Ready all the time: edits do not reach the services, and the first difference is told", () => {
  const edited = { ...service, image: { repository: "nvcr.io/nim/meta/llama", tag: "1.13.0" } };
  const found = judged([pipeline(edited), child(service), deployment(1, 1)]);
  expect(found).toMatchObject({ health: "degraded", reason: "EditNotPropagated" });
  expect(found.message).toContain("spec.image.tag");
  expect(found.help).toContain("delete nimservice llama");
});

test("variables that the pipeline adds for dependencies are no difference; one that was taken away is", () => {
  const one = { ...service, env: [{ name: "A", value: "1" }] };
  const two = {
    ...service,
    env: [
      { name: "URL", value: "x" },
      { name: "A", value: "1" },
    ],
  };
  expect(judged([pipeline(one), child(two), deployment(1, 1)])).toMatchObject({ health: "healthy" });
  expect(judged([pipeline(two), child(one), deployment(1, 1)])).toMatchObject({
    reason: "EditNotPropagated",
  });
});

test("Ready without an enabled service runs nothing", () => {
  const none = nim("NIMPipeline", { spec: { services: [{ name: "llama", spec: service }] }, state: "Ready" });
  expect(judged([none])).toMatchObject({ health: "degraded", reason: "NothingEnabled" });
});

test("a service without name, of others, or not made", () => {
  const nameless = nim("NIMPipeline", { spec: { services: [{ enabled: true }] }, state: "NotReady" });
  expect(judged([nameless])).toMatchObject({ health: "blocked", reason: "ServiceWithoutName" });
  expect(judged([pipeline(service), child(service, "else"), deployment(1, 1)])).toMatchObject({
    reason: "NameTaken",
  });
  expect(judged([pipeline(service, "NotReady")])).toMatchObject({
    health: "progressing",
    reason: "ServiceMissing",
  });
  const old = pipeline(service, "NotReady");
  (old.metadata as ValueMap).creationTimestamp = "2026-01-01T00:00:00Z";
  expect(judged([old], { knows: every, now: Date.parse("2026-01-02T00:00:00Z") })).toMatchObject({
    health: "blocked",
  });
});

test.each([
  ["Ready", "healthy"],
  ["NotReady", "progressing"],
  ["Failed", "degraded"],
])("alone, %s is %s", (state, health) => {
  expect(judged([pipeline(service, state)], { knows: [] })).toMatchObject({ health, unseen: ["NIMService"] });
});
